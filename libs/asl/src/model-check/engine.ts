import { liveThreads } from '../core/flow.js';
import type { Machine } from '../compile/definition.js';
import { decide } from '../decide/decide.js';
import { effects } from '../decide/effects.js';
import { pendingTasks } from '../decide/replies.js';
import { nextWakeAt } from '../decide/timers.js';
import { fold } from '../evolve/evolve.js';
import type { Snapshot, Stimulus } from '../model.js';
import { testContext } from '../testing/index.js';
import type { Message, World } from './world.js';

/** Decisions that one stimulus may take before the engine counts as running in circles. */
const MAX_DECISIONS = 1_000;

/** The real core meets a stimulus; the commands that follow are under way. */
export async function met(machine: Machine, world: World, stimulus: Stimulus, now = world.now): Promise<World> {
  let { snapshot, history, messages } = world;
  let next: Stimulus | undefined = stimulus;
  for (let count = 0; next && count < MAX_DECISIONS; count++) {
    const decision = await decide(machine, snapshot, next, testContext(now));
    history = [...history, ...decision.events];
    const after = decision.snapshot;
    if (after) messages = [...messages, ...commands(machine, snapshot, after, decision.events)];
    snapshot = after;
    next = decision.more ? { kind: 'wake' } : undefined;
  }
  return { ...world, snapshot, history, messages, now };
}

function commands(machine: Machine, before: Snapshot | undefined, after: Snapshot, events: World['history']): Message[] {
  return effects(machine, before, after, events).flatMap((effect) =>
    effect.kind === 'task' ? [{ kind: 'command' as const, taskId: effect.taskId, state: effect.stateName }] : [],
  );
}

/** A new engine from the history alone. It sends again what is unanswered, under the same ids. */
export function crashed(machine: Machine, world: World): World {
  const snapshot = fold(machine, undefined, [...world.history]);
  const resent = snapshot ? pendingTasks(snapshot).map(({ taskId, state }): Message => ({ kind: 'command', taskId, state })) : [];
  return { ...world, snapshot, messages: [...world.messages, ...resent] };
}

/** Whether two snapshots are the same JSON, whatever the order of their members. */
export function areSame(one: Snapshot | undefined, other: Snapshot | undefined): boolean {
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(
    members.sort(([left], [right]) => (left < right ? -1 : 1)).map(([key, member]) => [key, sorted(member)]),
  );
}

/** The next timer: whether it gives up a task or the execution, or merely ends a wait. */
export function nextTimer(snapshot: Snapshot): { at: number; kind: 'timeout' | 'wake' } | undefined {
  const at = nextWakeAt(snapshot);
  if (at === undefined) return undefined;
  const isWait =
    at === 0 ||
    liveThreads(snapshot).some(({ phase, state }) => (phase === 'backoff' || phase === 'waiting') && state?.wakeAt === at);
  return { at, kind: isWait ? 'wake' : 'timeout' };
}
