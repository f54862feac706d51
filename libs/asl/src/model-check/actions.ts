import type { Machine } from '../compile/definition.js';
import type { Json } from '../model.js';
import { crashed, met, nextTimer } from './engine.js';
import { handled, outcomes } from './participants.js';
import type { Steps } from './steps.js';
import type { Action, Message, World } from './world.js';

export interface Setting {
  machine: Machine;
  steps: Steps;
  input: Json;
}

/** Everything that may happen next. Faults only while the world has some left. */
export function actionsOf(world: World, { steps }: Setting): Action[] {
  const { snapshot, messages, faultsLeft } = world;
  if (!snapshot) return [{ do: 'start' }];
  const lone = messages.findIndex((message) => isLone(world, message, steps));
  if (lone >= 0) return deliveries(world, messages[lone] as Message, nthOf(messages, lone), steps);
  const actions = messages.flatMap((message, at) => deliveries(world, message, nthOf(messages, at), steps));
  if (snapshot.status !== 'RUNNING') return actions;
  const timer = nextTimer(snapshot);
  if (timer?.kind === 'wake') actions.push({ do: 'wake' });
  if (faultsLeft === 0) return actions;
  if (timer?.kind === 'timeout') actions.push({ do: 'timeout' });
  return [...actions, { do: 'crash' }, { do: 'cancel' }];
}

/**
 * A command whose handling commutes with everything else that can happen: it is about no effect, or it undoes one whose step cannot come
 * any more. It is handled at once, since every other order leads to the same worlds (a persistent set: Godefroid 1996, chapter 4).
 */
function isLone({ snapshot, messages }: World, message: Message, steps: Steps): boolean {
  if (message.kind !== 'command') return false;
  const kind = steps.kindOf(message.state);
  if (kind === 'closing' || kind === 'plain') return true;
  if (kind !== 'compensation' || !snapshot?.compensation) return false;
  const step = steps.undoneBy(message.state);
  return !messages.some((other) => other.kind === 'command' && other.state === step);
}

/** The message is delivered; with a fault to spare also so that it comes again. */
function deliveries(world: World, message: Message, nth: number, steps: Steps): Action[] {
  const once: Action[] =
    message.kind === 'reply'
      ? [{ do: 'reply', state: message.state, nth, ok: message.ok }]
      : outcomes(world, message, steps).map((outcome) => ({ do: 'command', state: message.state, nth, outcome }));
  const mayRepeat = world.faultsLeft > 0 && !(message.kind === 'command' && once.length > 1 && world.faultsLeft < 2);
  return mayRepeat ? [...once, ...once.map((action) => ({ ...action, keep: true as const }) as Action)] : once;
}

/** Messages of the same kind and state are told apart by their order. */
function nthOf(messages: readonly Message[], at: number): number {
  const message = messages[at] as Message;
  return messages.slice(0, at).filter(({ kind, state }) => kind === message.kind && state === message.state).length;
}

/** @throws Error when the action is not possible in this world: the replayed test belongs to another definition */
export async function perform(world: World, action: Action, setting: Setting): Promise<World> {
  const { machine, steps, input } = setting;
  switch (action.do) {
    case 'start':
      return met(machine, world, { kind: 'start', input });
    case 'command':
    case 'reply': {
      const [message, rest] = taken(world, action);
      if (message.kind === 'command') return handled(rest, message, action.do === 'command' ? action.outcome : 'repeats', steps);
      const { taskId, ok, state } = message;
      const answer = ok
        ? ({ kind: 'taskSucceeded', taskId, output: JSON.stringify(steps.outputOf(state)) } as const)
        : ({ kind: 'taskFailed', taskId, error: steps.errorOf(state) } as const);
      return met(machine, rest, answer);
    }
    case 'wake':
    case 'timeout': {
      const at = world.snapshot && nextTimer(world.snapshot)?.at;
      const faultsLeft = action.do === 'timeout' ? world.faultsLeft - 1 : world.faultsLeft;
      return met(machine, { ...world, faultsLeft }, { kind: 'wake' }, Math.max(world.now, at ?? 0));
    }
    case 'crash':
      return crashed(machine, { ...world, faultsLeft: world.faultsLeft - 1 });
    case 'cancel':
      return met(
        machine,
        { ...world, faultsLeft: world.faultsLeft - 1 },
        { kind: 'cancel', error: 'Cancelled', cause: 'asked for' },
      );
  }
}

function taken(world: World, action: Extract<Action, { do: 'command' | 'reply' }>): [Message, World] {
  const { messages } = world;
  const at = messages.findIndex(
    (message, index) => message.kind === action.do && message.state === action.state && nthOf(messages, index) === action.nth,
  );
  const message = messages[at];
  if (!message) throw new Error(`There is no ${action.do} of ${action.state} under way`);
  if (action.keep) return [message, { ...world, faultsLeft: world.faultsLeft - 1 }];
  return [message, { ...world, messages: messages.filter((_message, index) => index !== at) }];
}
