import type { Action, EffectStatus, Message, World } from './world.js';
import type { Steps } from './steps.js';

type Command = Extract<Message, { kind: 'command' }>;
type Outcome = Extract<Action, { do: 'command' }>['outcome'];

/**
 * What a participant may do with a command, by the protocol of the design: a repeated command gets the stored answer; a step that
 * comes after its compensation is refused (tombstone); a refused step may be tried again under a later attempt, while an earlier
 * attempt that comes late is refused like it; compensations succeed whether or not the step was there. A failure is a fault
 * that is counted, a refusal too.
 */
export function outcomes(world: World, command: Command, steps: Steps): Outcome[] {
  if (world.answers[command.taskId] !== undefined) return ['repeats'];
  const status = statusOf(world, command.state, steps);
  const kind = steps.kindOf(command.state);
  if (kind === 'compensatable' && (status === 'undone' || status === 'tombstone')) return ['repeats'];
  if (status === 'refused' && command.taskId < (world.latest[command.state] ?? 0)) return ['repeats'];
  if (status === 'landed' && kind !== 'compensation' && kind !== 'closing') return ['repeats'];
  return world.faultsLeft > 0 ? ['lands', 'fails'] : ['lands'];
}

/** The world after it, with the reply under way. */
export function handled(world: World, command: Command, outcome: Outcome, steps: Steps): World {
  const { effects, answers, latest, faultsLeft } = world;
  const before = statusOf(world, command.state, steps);
  const ok = outcome === 'repeats' ? (answers[command.taskId] ?? before === 'landed') : outcome === 'lands';
  return {
    ...world,
    effects: outcome === 'repeats' ? effects : { ...effects, ...changed(command.state, before, ok, steps) },
    answers: { ...answers, [command.taskId]: ok },
    latest: { ...latest, [command.state]: Math.max(latest[command.state] ?? 0, command.taskId) },
    messages: [...world.messages, { kind: 'reply', taskId: command.taskId, state: command.state, ok }],
    faultsLeft: outcome === 'fails' ? faultsLeft - 1 : faultsLeft,
  };
}

function statusOf(world: World, state: string, steps: Steps): EffectStatus {
  return world.effects[effectOf(state, steps)] ?? 'none';
}

/** The step whose effect a command is about. */
function effectOf(state: string, steps: Steps): string {
  return steps.kindOf(state) === 'compensation' ? (steps.undoneBy(state) ?? state) : state;
}

function changed(state: string, before: EffectStatus, ok: boolean, steps: Steps): Record<string, EffectStatus> {
  switch (steps.kindOf(state)) {
    case 'compensation':
      return ok ? { [effectOf(state, steps)]: before === 'landed' || before === 'undone' ? 'undone' : 'tombstone' } : {};
    case 'compensatable':
    case 'pivot':
    case 'retriable':
      return { [state]: ok ? 'landed' : 'refused' };
    case 'closing':
    case 'plain':
      return {};
  }
}
