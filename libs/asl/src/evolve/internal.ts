import type { Machine } from '../compile/definition.js';
import type { Draft } from '../core/draft.js';
import type { Note } from '../model.js';
import { startCompensation, startFrame } from './saga.js';
import { removeDescendants } from './state.js';
import { giveUp } from './task.js';

/** Applies what stands beside an event; `decide` adds notes one by one, in the same order. */
export function applyNote(draft: Draft, machine: Machine, note: Note, eventId: number): void {
  switch (note.kind) {
    case 'wait':
      draft.thread(note.thread).phase = 'waiting';
      draft.state(note.thread).wakeAt = note.at;
      return;
    case 'retry':
      return retry(draft, note);
    case 'failed':
      return fail(draft, note.thread);
    case 'aborted':
      return abort(draft, machine, note.thread);
    case 'compensate':
      return startCompensation(draft, note.entry, eventId);
    case 'begin':
    case 'end':
      return startFrame(draft, machine, note.kind, eventId);
  }
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

function retry(draft: Draft, note: Extract<Note, { kind: 'retry' }>): void {
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
