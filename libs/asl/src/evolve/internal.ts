import type { Machine } from '../compile/definition.js';
import type { Draft } from '../core/draft.js';
import type { EventInternal, HistoryEvent } from '../model.js';
import { startCompensation, startFrame } from './saga.js';
import { removeDescendants } from './state.js';
import { giveUp } from './task.js';

/** What an event changes beyond its type: retries, waits, failed branches, compensations. */
export function applyInternal(draft: Draft, machine: Machine, event: HistoryEvent): void {
  if (event.internal) applyNote(draft, machine, event.internal, event.id);
}

/** Applies one note; `decide` adds notes to its last event one by one. */
export function applyNote(draft: Draft, machine: Machine, note: EventInternal, eventId: number): void {
  if (note.wakeAt !== undefined) {
    draft.thread(note.thread ?? 0).phase = 'waiting';
    draft.state(note.thread ?? 0).wakeAt = note.wakeAt;
  }
  if (note.failed !== undefined) fail(draft, note.failed);
  for (const id of note.aborted ?? []) abort(draft, machine, id);
  if (note.retry) retry(draft, note.retry);
  for (const entry of note.compensate ?? []) startCompensation(draft, entry, eventId);
  if (note.frame) startFrame(draft, machine, note.frame, eventId);
}

function fail(draft: Draft, id: number): void {
  const thread = draft.thread(id);
  thread.phase = 'failed';
  if (thread.parent !== undefined) draft.thread(thread.parent).lastEventId = thread.lastEventId;
}

function abort(draft: Draft, machine: Machine, id: number): void {
  const thread = draft.thread(id);
  if (thread.state?.task) giveUp(draft, machine, id);
  if (thread.phase !== 'children') thread.phase = 'aborted';
}

function retry(draft: Draft, note: NonNullable<EventInternal['retry']>): void {
  const thread = draft.thread(note.thread);
  const state = draft.state(note.thread);
  removeDescendants(draft, note.thread);
  state.children = undefined;
  state.mapRun = undefined;
  state.retryCount++;
  state.wakeAt = note.at;
  thread.phase = 'backoff';
  if (note.retrier === 'own') return;
  const attempts = state.attempts ? [...state.attempts] : [];
  while (attempts.length <= note.retrier) attempts.push(0);
  attempts[note.retrier] = (attempts[note.retrier] ?? 0) + 1;
  state.attempts = attempts;
}
