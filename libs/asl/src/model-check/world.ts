import { liveThreads } from '../core/flow.js';
import type { HistoryEvent, Snapshot } from '../model.js';

/** What became of a step's effect at its participant. */
export type EffectStatus = 'none' | 'landed' | 'refused' | 'undone' | 'tombstone';

/** In flight between engine and participants. Kafka loses nothing, but it may deliver late, twice and in any order. */
export type Message =
  { kind: 'command'; taskId: number; state: string } | { kind: 'reply'; taskId: number; state: string; ok: boolean };

/** What may happen next. A list of these from the start is a counter-example. */
export type Action =
  | { do: 'start' }
  /** A participant handles a command. `outcome` is its decision, where it has one. */
  | { do: 'command'; state: string; nth: number; outcome: 'lands' | 'fails' | 'repeats'; keep?: true }
  /** The engine takes a reply. */
  | { do: 'reply'; state: string; nth: number; ok: boolean; keep?: true }
  /** The earliest timer fires: a timeout while the answer is under way, or the end of a wait or a backoff. */
  | { do: 'timeout' }
  | { do: 'wake' }
  /** The engine dies: it rebuilds itself from its history and sends every unanswered command again. */
  | { do: 'crash' }
  | { do: 'cancel' };

/** Everything that determines what can happen. Worlds are never changed, only followed by others. */
export interface World {
  snapshot: Snapshot | undefined;
  history: readonly HistoryEvent[];
  /** Epoch ms. */
  now: number;
  messages: readonly Message[];
  /** Step -> its effect. */
  effects: Readonly<Record<string, EffectStatus>>;
  /** Answers that participants gave, by task: the same command gets the same answer. */
  answers: Readonly<Record<number, boolean>>;
  /** Step -> task of its latest attempt that a participant has seen. */
  latest: Readonly<Record<string, number>>;
  /** Faults that may still happen. */
  faultsLeft: number;
}

export function firstWorld(faults: number): World {
  return { snapshot: undefined, history: [], now: 0, messages: [], effects: {}, answers: {}, latest: {}, faultsLeft: faults };
}

/**
 * A text that is equal for worlds from which the same things can happen: ids and times are replaced by what they mean. Which of
 * several backoffs ends first is not distinguished.
 */
export function keyOf(world: World): string {
  const { snapshot, messages, effects, answers, latest, faultsLeft } = world;
  if (!snapshot) return 'start';
  const pending = new Set<number>();
  const threads = liveThreads(snapshot).map(({ kind, index, phase, next, input, state }) => {
    if (state?.task) pending.add(state.task.taskId);
    const frame = state && [
      state.name,
      state.retryCount,
      state.attempts,
      state.task && answers[state.task.taskId],
      state.children,
    ];
    return JSON.stringify([kind, index, phase, next, phase === 'aborted' ? null : input, frame]);
  });
  const known = (taskId: number): string =>
    pending.has(taskId) ? 'pending' : snapshot.unknownTasks?.[taskId] === undefined ? 'dead' : 'unknown';
  const flight = messages.map((message) => {
    const { kind, state, taskId } = message;
    const said = kind === 'reply' ? message.ok : [answers[taskId], taskId < (latest[state] ?? 0)];
    return [kind, state, known(taskId), said].join();
  });
  const ledger = snapshot.ledger?.map(({ step, outcome, compensation }) => [step, outcome, compensation]);
  const { compensation: saga, status, pivot } = snapshot;
  return JSON.stringify([
    status,
    threads.sort(),
    flight.sort(),
    ledger,
    saga && [saga.kind, saga.begin, saga.end],
    pivot?.outcome,
    effects,
    faultsLeft,
  ]);
}
