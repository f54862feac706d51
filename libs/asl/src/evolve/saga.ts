import type { Machine } from '../compile/definition.js';
import type { Draft } from '../core/draft.js';
import { isUndoing, liveThreads } from '../core/flow.js';
import type { Apply } from './apply.js';
import { giveUp } from './task.js';

/** Forward work ends: what was under way may have landed, so it is undone too. The execution's thread stays for its variables. */
export const compensationStarted: Apply = (draft, machine, event) => {
  const { snapshot } = draft;
  const kind = event.details?.kind ?? 'failed';
  snapshot.compensation = {
    kind,
    error: event.details?.error,
    cause: event.details?.cause,
    state: event.details?.state,
    startedEventId: event.id,
    begin: 'absent',
    end: kind === 'completed' || machine.end === undefined ? 'absent' : 'due',
  };
  for (const thread of liveThreads(snapshot)) {
    if (isUndoing(thread)) continue;
    if (thread.state?.task) giveUp(draft, machine, thread.id);
    if (thread.id !== 0) draft.removeThread(thread.id);
  }
  const main = draft.thread(0);
  main.lastEventId = event.id;
  if (kind === 'completed') return;
  main.phase = 'aborted';
  main.state = undefined;
};

export function startCompensation(draft: Draft, at: number, eventId: number): void {
  const entry = draft.entry(at);
  entry.compensation = 'running';
  draft.addThread({
    id: draft.snapshot.nextThread++,
    kind: 'compensation',
    index: at,
    lastEventId: eventId,
    variables: {},
    phase: 'ready',
    next: entry.compensate,
    input: entry.input,
  });
}

/** Begin and End see the execution's input. */
export function startFrame(draft: Draft, machine: Machine, frame: 'begin' | 'end', eventId: number): void {
  const { snapshot } = draft;
  if (snapshot.compensation) snapshot.compensation = { ...snapshot.compensation, [frame]: 'running' };
  draft.addThread({
    id: snapshot.nextThread++,
    kind: frame,
    index: 0,
    lastEventId: eventId,
    variables: {},
    phase: 'ready',
    next: machine[frame],
    input: snapshot.input,
  });
}

/** From here a repetition of the late reply is a duplicate, and ignored. */
export const lateReplyReceived: Apply = (draft, _machine, event) => {
  const { snapshot } = draft;
  if (event.details?.taskId === undefined) return;
  const { [event.details.taskId]: _received, ...rest } = snapshot.unknownTasks ?? {};
  snapshot.unknownTasks = rest;
};
