import type { Machine, TaskState } from '../compile/definition.js';
import type { Draft } from '../core/draft.js';
import { isUndoing, stateOf } from '../core/flow.js';
import { fromText } from '../core/text.js';
import type { HistoryEvent, PendingTask } from '../model.js';
import type { Apply } from './apply.js';

export const scheduled: Apply = (draft, machine, event) => {
  const id = event.internal?.thread ?? 0;
  const thread = draft.thread(id);
  const state = draft.state(id);
  const definition = stateOf(machine, draft.snapshot, thread, state.name);
  if (definition.type !== 'Task') return;
  const { details } = event;
  const task: PendingTask = {
    taskId: event.id,
    thread: id,
    state: state.name,
    family: definition.family,
    resource: definition.resource,
    parameters: fromText(details?.parameters ?? details?.input ?? '{}'),
    scheduledAt: event.timestamp,
    attempt: state.retryCount + 1,
    compensation: isUndoing(thread),
  };
  if (details?.timeoutInSeconds !== undefined) task.timeoutSeconds = details.timeoutInSeconds;
  if (details?.heartbeatInSeconds !== undefined) task.heartbeatSeconds = details.heartbeatInSeconds;
  if (details?.taskCredentials !== undefined) task.credentials = { RoleArn: details.taskCredentials.roleArn };
  state.task = draft.fresh(task);
  state.wakeAt = undefined;
  thread.phase = 'task';
  thread.lastEventId = event.id;
  if (!task.compensation) record(draft, id, definition, event);
};

/** A compensatable step enters the ledger when it is first scheduled; a pivot closes the way back. */
function record(draft: Draft, id: number, definition: TaskState, event: HistoryEvent): void {
  const state = draft.state(id);
  if (definition.pivot) draft.snapshot.pivot = { scheduledEventId: event.id, outcome: 'pending', entered: 0 };
  if (definition.compensate === undefined) return;
  if (state.entry === undefined) {
    state.entry = draft.ledger().length;
    draft.ledger().push(
      draft.fresh({
        step: state.name,
        compensate: definition.compensate,
        input: state.input,
        scheduledEventId: event.id,
        outcome: 'pending',
      }),
    );
  } else if (draft.entry(state.entry).outcome === 'failed') draft.entry(state.entry).outcome = 'pending';
}

export const started: Apply = (draft, _machine, event) => {
  const task = pending(draft, event);
  if (task) task.startedAt = event.timestamp;
};

export const submitted: Apply = (draft, _machine, event) => {
  const task = pending(draft, event);
  if (task) task.submitted = true;
};

function pending(draft: Draft, event: HistoryEvent): PendingTask | undefined {
  const id = event.internal?.thread ?? 0;
  const state = draft.state(id);
  draft.thread(id).lastEventId = event.id;
  return state.task && draft.own(state.task, (copy) => (state.task = copy));
}

export const succeeded: Apply = (draft, _machine, event) => {
  const state = close(draft, event);
  if (state.entry !== undefined) draft.entry(state.entry).outcome = 'landed';
  const { snapshot } = draft;
  if (snapshot.pivot?.outcome === 'pending' && state.isPivot) snapshot.pivot = { ...snapshot.pivot, outcome: 'landed' };
};

/** A definite failure: nothing landed, unless an earlier attempt of the same visit timed out. */
export const failed: Apply = (draft, machine, event) => {
  const state = close(draft, event);
  if (isUnknown(event.details?.error)) return doubt(draft, machine, state);
  if (state.entry !== undefined && draft.entry(state.entry).outcome === 'pending') draft.entry(state.entry).outcome = 'failed';
  const { snapshot } = draft;
  // Only a definite refusal opens the way back; it holds for earlier attempts too, as they carried the same idempotency key.
  if (snapshot.pivot?.outcome === 'pending' && state.isPivot) snapshot.pivot = { ...snapshot.pivot, outcome: 'failed' };
};

export const timedOut: Apply = (draft, machine, event) => doubt(draft, machine, close(draft, event));

export const aborted: Apply = (draft, machine, event) => {
  const id = event.internal?.thread ?? 0;
  if (draft.peek(id).state?.task) giveUp(draft, machine, id);
};

/** The task is over before its outcome is known: its step may have landed. */
export function giveUp(draft: Draft, machine: Machine, id: number): void {
  const state = draft.state(id);
  const { task, entry } = state;
  state.task = undefined;
  doubt(draft, machine, { task, entry });
}

interface Closed {
  task: PendingTask | undefined;
  entry: number | undefined;
  isPivot: boolean;
}

function close(draft: Draft, event: HistoryEvent): Closed {
  const id = event.internal?.thread ?? 0;
  const thread = draft.thread(id);
  const state = draft.state(id);
  const { task } = state;
  thread.phase = 'entered';
  thread.lastEventId = event.id;
  state.task = undefined;
  return { task, entry: state.entry, isPivot: task !== undefined && task.taskId === draft.snapshot.pivot?.scheduledEventId };
}

function doubt(draft: Draft, machine: Machine, { task, entry }: Omit<Closed, 'isPivot'>): void {
  if (entry !== undefined) draft.entry(entry).outcome = 'unknown';
  // In a machine without compensations a late reply is refused without a trace, as on AWS.
  if (task && machine.compensates) draft.snapshot.unknownTasks = { ...draft.snapshot.unknownTasks, [task.taskId]: task.state };
}

export function isUnknown(error: string | undefined): boolean {
  return error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
}
