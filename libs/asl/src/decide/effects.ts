import type { Machine } from '../compile/definition.js';
import { liveThreads, stateOf } from '../core/flow.js';
import { toText } from '../core/text.js';
import type { Effect, HistoryEvent, PendingTask, Snapshot, TaskEffect } from '../model.js';
import { pendingTasks } from './replies.js';

/** What the shell must do because of the events that led from `before` to `after`. Derived, so it is never stored. */
export function effects(
  machine: Machine,
  before: Snapshot | undefined,
  after: Snapshot,
  events: readonly HistoryEvent[],
): Effect[] {
  const wanted: Effect[] = [];
  let mayCancel = false;
  for (const event of events) {
    switch (event.type) {
      case 'TaskScheduled':
      case 'LambdaFunctionScheduled':
      case 'ActivityScheduled': {
        const task = after.status === 'RUNNING' ? after.threads[event.internal?.thread ?? 0]?.state?.task : undefined;
        if (task?.taskId === event.id) wanted.push(taskEffect(task));
        break;
      }
      case 'MapRunStarted':
      case 'MapRunRedriven':
        wanted.push(...mapRunEffect(machine, after, event));
        break;
      case 'ExecutionSucceeded':
        wanted.push({ kind: 'ended', status: 'SUCCEEDED', output: event.details?.output ?? 'null' });
        break;
      case 'ExecutionFailed':
      case 'ExecutionAborted':
      case 'ExecutionTimedOut':
        mayCancel = true;
        wanted.push(ended(after));
        break;
      case 'TaskTimedOut':
      case 'LambdaFunctionTimedOut':
      case 'ActivityTimedOut':
      case 'TaskStateAborted':
      case 'MapStateAborted':
      case 'CompensationStarted':
        mayCancel = true;
        break;
      default:
    }
  }
  return mayCancel && before ? [...cancelled(before, after, events), ...wanted] : wanted;
}

export function taskEffect(task: PendingTask): TaskEffect {
  const { taskId, state, family, resource, parameters, attempt, compensation, timeoutSeconds, heartbeatSeconds, credentials } =
    task;
  return {
    kind: 'task',
    taskId,
    stateName: state,
    family,
    resource,
    parameters,
    attempt,
    compensation,
    ...(timeoutSeconds === undefined ? {} : { timeoutSeconds }),
    ...(heartbeatSeconds === undefined ? {} : { heartbeatSeconds }),
    ...(credentials === undefined ? {} : { credentials }),
  };
}

function ended({ status, error, cause, output }: Snapshot): Effect {
  return {
    kind: 'ended',
    status: status === 'RUNNING' ? 'FAILED' : status,
    ...(output === undefined ? {} : { output: toText(output) }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

function mapRunEffect(machine: Machine, after: Snapshot, event: HistoryEvent): Effect[] {
  const thread = after.threads[event.internal?.thread ?? 0];
  const mapRun = thread?.state?.mapRun;
  if (!thread?.state || !mapRun) return [];
  const { name } = stateOf(machine, after, thread, thread.state.name);
  const kind = event.type === 'MapRunStarted' ? 'startMapRun' : 'redriveMapRun';
  return [{ kind, eventId: mapRun.eventId, mapRunArn: mapRun.mapRunArn, stateName: name, thread: thread.id }];
}

/** Tasks that awaited a reply, got none, and await one no more; Map Runs likewise. */
function* cancelled(before: Snapshot, after: Snapshot, events: readonly HistoryEvent[]): Generator<Effect> {
  const answered = new Set(
    events
      .filter(({ type }) => /^(Task|LambdaFunction|Activity)(Succeeded|\w*Failed)$/.test(type))
      .map(({ internal }) => internal?.thread ?? 0),
  );
  for (const task of pendingTasks(before)) {
    const isPending = after.status === 'RUNNING' && after.threads[task.thread]?.state?.task?.taskId === task.taskId;
    if (isPending || answered.has(task.thread)) continue;
    yield { kind: 'taskCancelled', taskId: task.taskId, stateName: task.state, resource: task.resource };
  }
  for (const thread of liveThreads(before)) {
    const mapRun = thread.phase === 'mapRun' ? thread.state?.mapRun : undefined;
    const now = after.threads[thread.id];
    const isRunning = after.status === 'RUNNING' && now?.phase === 'mapRun' && now.state?.mapRun?.eventId === mapRun?.eventId;
    const hasEnded = events.some(({ type, internal }) => type.startsWith('MapRun') && (internal?.thread ?? 0) === thread.id);
    if (mapRun && !isRunning && !hasEnded)
      yield { kind: 'mapRunCancelled', eventId: mapRun.eventId, mapRunArn: mapRun.mapRunArn };
  }
}
