import { z } from 'zod';
import { command, event } from '../message.js';

/** Any JSON value; what a state machine takes and gives. */
export const JsonValue = z.json();

const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;
export const ExecutionStatus = z.enum(EXECUTION_STATUSES);
export type ExecutionStatus = z.infer<typeof ExecutionStatus>;

export const ExecutionStatusChanged = event('ExecutionStatusChanged', {
  service: 'orchestrator',
  summary: 'An execution began or ended.',
  schema: z.strictObject({
    executionId: z.uuid(),
    executionArn: z.string(),
    stateMachineArn: z.string(),
    name: z.string(),
    status: ExecutionStatus,
    startedAt: z.iso.datetime(),
    stoppedAt: z.iso.datetime().optional(),
    input: JsonValue.optional(),
    output: JsonValue.optional(),
    error: z.string().optional(),
    cause: z.string().optional(),
  }),
});
export const ExecutionCancellationRefused = event('ExecutionCancellationRefused', {
  service: 'orchestrator',
  outcome: 'failure',
  summary: 'An execution can no longer be cancelled: its pivot has begun, or it has ended.',
  schema: z.strictObject({ executionId: z.uuid(), reason: z.string() }),
});

export const StartExecution = command('StartExecution', {
  service: 'orchestrator',
  summary: 'Run a state machine. The execution id is the message key; the same id or name starts nothing twice.',
  schema: z.strictObject({
    executionId: z.uuid(),
    /** Name of the state machine; its newest version runs. */
    stateMachine: z.string().min(1).max(80),
    /** Name of the execution, unique in its state machine. */
    name: z.string().min(1).max(80),
    input: JsonValue,
  }),
  step: 'closing',
  outcomes: [],
  timeoutSeconds: 60,
});
export const CancelExecution = command('CancelExecution', {
  service: 'orchestrator',
  summary: 'Compensate and end an execution, unless its pivot has begun. The execution decides.',
  schema: z.strictObject({ executionId: z.uuid(), reason: z.strictObject({ code: z.string(), detail: z.string() }) }),
  step: 'closing',
  outcomes: [ExecutionCancellationRefused],
  timeoutSeconds: 60,
});

/** Internal to the engine: a call that reached a node which does not own the execution's shard, on its way to the owner. */
export const ApplyStimulus = command('ApplyStimulus', {
  service: 'orchestrator',
  summary: 'Move an execution: what a caller of the API asked for, sent on to the node that owns the execution.',
  schema: z.strictObject({
    executionId: z.uuid(),
    stimulus: z.looseObject({
      kind: z.enum([
        'start', 'wake', 'taskStarted', 'taskSubmitted', 'taskHeartbeat', 'taskSucceeded', 'taskFailed', 'stop', 'redrive', 'pause', 'resume', 'mapRunEnded', 'mapChildEnded',
      ]),
    }),
    /** With `start`: machine, revision, name and input of the execution, as the engine that resolved them names them. */
    start: z.looseObject({ machineId: z.int(), revisionId: z.int(), name: z.string(), input: z.string() }).optional(),
  }),
  step: 'closing',
  outcomes: [],
  timeoutSeconds: 60,
}); // prettier-ignore

export type ExecutionStatusChanged = z.infer<typeof ExecutionStatusChanged.schema>;
export type ExecutionCancellationRefused = z.infer<typeof ExecutionCancellationRefused.schema>;
export type ApplyStimulus = z.infer<typeof ApplyStimulus.schema>;
export type StartExecution = z.infer<typeof StartExecution.schema>;
export type CancelExecution = z.infer<typeof CancelExecution.schema>;
