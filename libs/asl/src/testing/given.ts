import type { Machine } from '../compile/definition.js';
import { decide } from '../decide/decide.js';
import { effects } from '../decide/effects.js';
import { fold } from '../evolve/evolve.js';
import type { Context, Decision, Effect, EventDetails, HistoryEvent, HistoryEventType, Snapshot, Stimulus } from '../model.js';
import { testContext } from './context.js';

/** An event as a test says it: its type, and the details that matter. */
export type Expected = HistoryEventType | { type: HistoryEventType; details?: Partial<EventDetails>; previousEventId?: number };

export interface When {
  decision: Decision;
  snapshot: Snapshot;
  effects: Effect[];
  history: HistoryEvent[];
  /** @throws Error that names the first difference */
  then(...events: Expected[]): When;
  /** Goes on from here: the next stimulus, at a later time. */
  when(stimulus: Stimulus, now?: number): When;
}

/**
 * A story about one execution: `given(machine, history).when(stimulus, now).then(...events)`. Stimuli are met synchronously, so the
 * machine may not need a JSONata expression that has to be waited for.
 */
export function given(
  machine: Machine,
  history: readonly HistoryEvent[] = [],
  context: Partial<Context> = {},
): Pick<When, 'when'> {
  const snapshot = fold(machine, undefined, history);
  return { when: (stimulus, now) => meet(machine, snapshot, history, stimulus, now ?? history.at(-1)?.timestamp ?? 0, context) };
}

function meet(
  machine: Machine,
  before: Snapshot | undefined,
  past: readonly HistoryEvent[],
  stimulus: Stimulus,
  now: number,
  context: Partial<Context>,
): When {
  const decision = decide(machine, before, stimulus, testContext(now, context));
  if (decision instanceof Promise) throw new Error('The machine needs JSONata: use simulate');
  const { snapshot } = decision;
  if (!snapshot) throw new Error(`The stimulus was refused: ${decision.refused?.message ?? ''}`);
  const history = [...past, ...decision.events];
  const when: When = {
    decision,
    snapshot,
    history,
    effects: effects(machine, before, snapshot, decision.events),
    then: (...events) => (expectEvents(decision.events, events), when),
    when: (next, later) => meet(machine, snapshot, history, next, later ?? now, context),
  };
  return when;
}

function expectEvents(actual: readonly HistoryEvent[], expected: readonly Expected[]): void {
  const types = expected.map((event) => (typeof event === 'string' ? event : event.type));
  const got = actual.map(({ type }) => type);
  if (types.join() !== got.join())
    throw new Error(`expected events ${types.join(', ') || 'none'}\n     but got ${got.join(', ') || 'none'}`);
  expected.forEach((event, at) => {
    if (typeof event === 'string') return;
    const real = actual[at];
    for (const [name, value] of Object.entries(event.details ?? {})) {
      const found = real?.details?.[name as keyof EventDetails];
      if (JSON.stringify(found) !== JSON.stringify(value)) {
        throw new Error(`${event.type}.${name}: expected ${JSON.stringify(value)} but got ${JSON.stringify(found)}`);
      }
    }
    if (event.previousEventId !== undefined && event.previousEventId !== real?.previousEventId) {
      throw new Error(`${event.type}: expected to follow event ${event.previousEventId} but it follows ${real?.previousEventId}`);
    }
  });
}
