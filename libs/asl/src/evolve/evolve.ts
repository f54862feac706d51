import type { Machine } from '../compile/definition.js';
import { Draft } from '../core/draft.js';
import type { HistoryEvent, Snapshot } from '../model.js';
import { APPLY } from './apply.js';
import { applyNote } from './internal.js';

/** Folds one event into a snapshot, which is not changed. `evolve` over a whole history yields what `decide` returned beside it. */
export function evolve(machine: Machine, snapshot: Snapshot | undefined, event: HistoryEvent): Snapshot {
  const draft = new Draft(snapshot);
  applyEvent(draft, machine, event);
  return draft.snapshot;
}

/** Folds a history, or the part of it after `snapshot`, at one copy's cost. */
export function fold(machine: Machine, snapshot: Snapshot | undefined, events: readonly HistoryEvent[]): Snapshot | undefined {
  if (events.length === 0) return snapshot;
  const draft = new Draft(snapshot);
  for (const event of events) applyEvent(draft, machine, event);
  return draft.snapshot;
}

export function applyEvent(draft: Draft, machine: Machine, event: HistoryEvent): void {
  draft.snapshot.lastEventId = event.id;
  APPLY[event.type](draft, machine, event);
  for (const note of event.internal?.notes ?? []) applyNote(draft, machine, note, event.id);
}
