import type { Steps } from '../core/generator.js';
import { guarded } from './failure.js';
import { taskFailed, taskStarted, taskSubmitted, taskSucceeded } from '../states/task.js';
import type { EventDetails, HistoryEventType, PendingTask, Snapshot, Stimulus } from '../model.js';
import type { Failure } from './matching.js';
import type { Run } from './run.js';

type TaskStimulus = Extract<Stimulus, { taskId: number }>;
type Outcome = Extract<TaskStimulus, { kind: 'taskSucceeded' | 'taskFailed' }>;

/** A word from a worker. One about a task that is over moves nothing. */
export function* reply(run: Run, stimulus: TaskStimulus): Steps<void> {
  const task = pendingTask(run.snapshot, stimulus.taskId);
  if (!task) return refuse(run, stimulus);
  switch (stimulus.kind) {
    case 'taskStarted':
      if (task.startedAt === undefined) taskStarted(run, task, stimulus.workerName);
      return;
    case 'taskSubmitted':
      if (!task.submitted) taskSubmitted(run, task, stimulus.output);
      return;
    case 'taskHeartbeat':
      run.draft.state(task.thread).task = { ...task, heartbeatAt: run.context.now };
      return;
    case 'taskSucceeded':
      return yield* guarded(run, task.thread, () => taskSucceeded(run, task, stimulus.output));
    case 'taskFailed': {
      const { error, cause } = stimulus;
      const failure: Failure = { error, cause, fromTask: true };
      return yield* guarded(run, task.thread, () => taskFailed(run, task, failure, failureType(task, stimulus.stage)));
    }
  }
}

function failureType(task: PendingTask, stage: 'schedule' | 'start' | 'submit' | undefined): HistoryEventType {
  if (stage === 'schedule' && task.family !== 'Task') return `${task.family}ScheduleFailed`;
  if (stage === 'start' && task.family !== 'Activity') return `${task.family}StartFailed`;
  if (stage === 'submit' && task.family === 'Task') return 'TaskSubmitFailed';
  return `${task.family}Failed`;
}

/** A first reply to a task whose outcome was unknown is recorded: operators and the ledger learn what really happened. */
function refuse(run: Run, stimulus: TaskStimulus): void {
  const state = run.snapshot.unknownTasks?.[stimulus.taskId];
  run.refused =
    state === undefined
      ? { code: 'TaskDoesNotExist', message: `Task Does Not Exist: '${stimulus.taskId}'` }
      : { code: 'TaskTimedOut', message: `Task Timed Out: '${stimulus.taskId}'` };
  if (state !== undefined && (stimulus.kind === 'taskSucceeded' || stimulus.kind === 'taskFailed')) {
    run.emitLast('LateReplyReceived', stimulus.taskId, { name: state, taskId: stimulus.taskId, ...said(stimulus) });
  }
}

function said(stimulus: Outcome): EventDetails {
  if (stimulus.kind === 'taskSucceeded') return { outcome: 'succeeded', output: stimulus.output };
  const { error, cause } = stimulus;
  return { outcome: 'failed', ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

export function pendingTask(snapshot: Snapshot, taskId: number): PendingTask | undefined {
  for (const thread of snapshot.threads) {
    const task = thread?.state?.task;
    if (task?.taskId === taskId) return task;
  }
  return undefined;
}

/** Every task that awaits its reply: what a shell sends again, under the same ids, after a crash. */
export function pendingTasks(snapshot: Snapshot): PendingTask[] {
  if (snapshot.status !== 'RUNNING') return [];
  return snapshot.threads.flatMap((thread) => (thread?.state?.task ? [thread.state.task] : []));
}
