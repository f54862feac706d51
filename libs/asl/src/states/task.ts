import { AslError } from '../expressions/index.js';
import type { TaskState } from '../compile/definition.js';
import { settled, type Steps } from '../core/generator.js';
import { exceedsBytes, fromText, toText } from '../core/text.js';
import { effectiveInput, numberOf, resultOutcome, workInput } from '../decide/data-flow.js';
import { Environment } from '../decide/environment.js';
import { exitState } from '../decide/exit.js';
import { failState } from '../decide/failure.js';
import type { Failure } from '../decide/matching.js';
import type { Run } from '../decide/run.js';
import { isObject, type EventDetails, type HistoryEventType, type Json, type PendingTask } from '../model.js';

/**
 * Schedules the task. Integrations and functions are sent in the same durable step, so they have started with it; an activity starts
 * when a worker takes it.
 */
export function* beginTask(run: Run, id: number, state: TaskState): Steps<void> {
  const raw = run.frame(id).input;
  const input = toText(yield* workInput(run, id, state, raw));
  const effective = effectiveInput(run, id, state, raw);
  const timeout = yield* clock(run, id, state, 'timeout', effective);
  const heartbeat = yield* clock(run, id, state, 'heartbeat', effective);
  const credentials = yield* roleOf(run, id, state, effective);
  if (state.family === 'Activity' && run.context.activityExists?.(state.resource) === false) {
    throw new AslError('States.Runtime', `The activity ${state.resource} does not exist.`);
  }
  if (exceedsBytes(input, run.context.quotas.payloadBytes)) {
    throw new AslError(
      'States.DataLimitExceeded',
      `The state/task '${state.name}' has an input with a size exceeding the maximum number of bytes service limit.`,
    );
  }
  const details: EventDetails =
    state.family === 'Task'
      ? { ...named(state), region: run.context.region, parameters: input }
      : { resource: state.resource, input };
  if (timeout !== undefined) details.timeoutInSeconds = timeout;
  if (heartbeat !== undefined && state.family !== 'LambdaFunction') details.heartbeatInSeconds = heartbeat;
  if (credentials !== undefined) details.taskCredentials = { roleArn: credentials };
  run.emit(`${state.family}Scheduled`, id, details);
  if (state.family === 'Task') run.emit('TaskStarted', id, named(state));
  else if (state.family === 'LambdaFunction') run.emit('LambdaFunctionStarted', id);
}

/** What Task* events show of the resource; the other families' events have no such members. */
function named(state: TaskState): EventDetails {
  return state.family === 'Task' ? { resourceType: state.resourceType, resource: state.action } : {};
}

function* clock(run: Run, id: number, state: TaskState, which: 'timeout' | 'heartbeat', input: Json): Steps<number | undefined> {
  const field = state[which];
  const seconds = yield* numberOf(run, id, field, input);
  if (!field || seconds === undefined || seconds > 0) return seconds;
  const text = 'path' in field ? `${field.path.text} == ${seconds}` : String(seconds);
  const name = 'field' in field ? field.field : which;
  throw new AslError('States.Runtime', `The ${name} parameter does not reference a positive integer value: ${text}`);
}

function* roleOf(run: Run, id: number, state: TaskState, input: Json): Steps<string | undefined> {
  if (!state.credentials) return undefined;
  const value = yield* settled(state.credentials.evaluate(new Environment(run, id, input)));
  return isObject(value) && typeof value['RoleArn'] === 'string' ? value['RoleArn'] : undefined;
}

/** The task's reply. One that is too large fails the task, and can be caught [recorded]. */
export function* taskSucceeded(run: Run, task: PendingTask, output: string): Steps<void> {
  const { thread: id } = task;
  const state = run.state(id);
  if (state.type !== 'Task') return;
  const result = exceedsBytes(output, run.context.quotas.payloadBytes) ? undefined : parsed(output);
  if (result === undefined) {
    const cause = exceedsBytes(output, run.context.quotas.payloadBytes)
      ? `The state/task '${state.resource}' returned a result with a size exceeding the maximum number of bytes service limit.`
      : `The state/task '${state.resource}' returned a result that is not valid JSON.`;
    return yield* taskFailed(run, task, { error: 'States.DataLimitExceeded', cause, fromTask: true }, `${state.family}Failed`);
  }
  run.emit(`${state.family}Succeeded`, id, { ...named(state), output });
  yield* exitState(run, id, yield* resultOutcome(run, id, state, run.frame(id).input, result));
}

function parsed(text: string): Json | undefined {
  try {
    return fromText(text);
  } catch {
    return undefined;
  }
}

export function* taskFailed(run: Run, task: PendingTask, failure: Failure, type: HistoryEventType): Steps<void> {
  const state = run.state(task.thread);
  if (state.type !== 'Task') return;
  const { error, cause } = failure;
  const details = { ...named(state), ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
  run.emit(type, task.thread, details);
  yield* failState(run, task.thread, failure);
}

/** A missed heartbeat is shown as States.Timeout without a cause [recorded]. */
export function* taskTimedOut(run: Run, task: PendingTask, heartbeat: boolean): Steps<void> {
  const failure: Failure = { error: 'States.Timeout', fromTask: true, ...(heartbeat ? { heartbeat } : {}) };
  yield* taskFailed(run, task, failure, `${task.family}TimedOut`);
}

export function taskStarted(run: Run, task: PendingTask, workerName: string | undefined): void {
  run.emit(`${task.family}Started`, task.thread, workerName === undefined ? {} : { workerName });
}

export function taskSubmitted(run: Run, task: PendingTask, output: string | undefined): void {
  const state = run.state(task.thread);
  if (state.type === 'Task')
    run.emit('TaskSubmitted', task.thread, { ...named(state), ...(output === undefined ? {} : { output }) });
}
