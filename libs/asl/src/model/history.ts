import type { Json } from './json.js';

/** Event types of AWS (`HistoryEventType` of the Step Functions API). */
export type AwsEventType =
  | 'ExecutionStarted'
  | 'ExecutionSucceeded'
  | 'ExecutionFailed'
  | 'ExecutionAborted'
  | 'ExecutionTimedOut'
  | 'ExecutionRedriven'
  | `${'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map'}StateEntered`
  | `${'Pass' | 'Task' | 'Choice' | 'Wait' | 'Succeed' | 'Parallel' | 'Map'}StateExited`
  | `${'Task' | 'Wait' | 'Parallel' | 'Map'}StateAborted`
  | `${'Parallel' | 'Map'}State${'Started' | 'Succeeded' | 'Failed'}`
  | `MapIteration${'Started' | 'Succeeded' | 'Failed' | 'Aborted'}`
  | `MapRun${'Started' | 'Succeeded' | 'Failed' | 'Aborted' | 'Redriven'}`
  | `${TaskFamily}${'Scheduled' | 'Started' | 'Succeeded' | 'Failed' | 'TimedOut'}`
  | 'TaskSubmitted'
  | 'TaskSubmitFailed'
  | 'TaskStartFailed'
  | 'LambdaFunctionStartFailed'
  | 'LambdaFunctionScheduleFailed'
  | 'ActivityScheduleFailed'
  | 'EvaluationFailed';

/** Which events a task writes: integrations, Lambda functions and activities have their own on AWS. */
export type TaskFamily = 'Task' | 'LambdaFunction' | 'Activity';

/**
 * Event types of ours (ADR: saga extensions).
 * - `CompensationStarted` {kind, error?, cause?, compensations}: the execution will not succeed; what landed or may have landed is undone.
 * - `CompensationCompleted`: everything is undone; only the terminal event follows.
 * - `LateReplyReceived` {name, taskId, outcome, output?, error?, cause?}: the outcome of a timed-out or aborted task became known.
 * - `ExecutionPaused`, `ExecutionResumed`.
 */
export type OwnEventType =
  'CompensationStarted' | 'CompensationCompleted' | 'LateReplyReceived' | 'ExecutionPaused' | 'ExecutionResumed';

export type HistoryEventType = AwsEventType | OwnEventType;

/** The content of `<type>EventDetails`; names and units as in the API. Payloads are JSON text. */
export interface EventDetails {
  input?: string;
  output?: string;
  name?: string;
  roleArn?: string;
  stateMachineVersionArn?: string;
  stateMachineAliasArn?: string;
  error?: string;
  cause?: string;
  state?: string;
  location?: string;
  /** Variable name -> JSON text. */
  assignedVariables?: Record<string, string>;
  resource?: string;
  resourceType?: string;
  region?: string;
  parameters?: string;
  timeoutInSeconds?: number;
  heartbeatInSeconds?: number;
  taskCredentials?: { roleArn: string };
  workerName?: string;
  length?: number;
  index?: number;
  mapRunArn?: string;
  redriveCount?: number;
  /** Ours: `CompensationStarted`. */
  kind?: CompensationKind;
  compensations?: string[];
  /** Ours: `LateReplyReceived`: the task's event id and what its reply said. */
  taskId?: number;
  outcome?: 'succeeded' | 'failed';
}

/** Why an execution is compensated. `completed`: it succeeds, but a step that was given up on may have landed. */
export type CompensationKind = 'failed' | 'timedOut' | 'stopped' | 'cancelled' | 'completed';

/**
 * Facts that `evolve` needs and the API never shows; absent on the hot path. It is stored with its event, so it stays small.
 */
export interface EventInternal {
  /** Thread of the event; 0 (the execution's own) when absent. */
  thread?: number;
  /** State that follows where the definition alone does not say it (Choice, Catch); `null`: the thread ends. */
  next?: string | null;
  /** The thread's state is tried again: which retrier (-1: the engine's own), and when (epoch ms). */
  retry?: { thread: number; retrier: number; at: number };
  /** End of a Wait, epoch ms. */
  wakeAt?: number;
  /** Map: the items where the definition's paths over the input do not yield them; the concurrency when it is not constant. */
  items?: Json[];
  maxConcurrency?: number;
  /** Threads that this event ends as failed (their state can be redriven). */
  failed?: number[];
  /** Threads that this event ends as aborted. */
  aborted?: number[];
  /** Compensations that this event makes due. */
  compensate?: { entry: number; thread: number }[];
  /** Begin/End of the compensation that this event starts. */
  frame?: 'begin' | 'end';
  /** Raw task facts that the event's details do not carry. */
  task?: Json;
}

/** One durable fact of an execution. Ids start at 1 and have no gaps; `previousEventId` is causal, not `id - 1`. */
export interface HistoryEvent {
  readonly id: number;
  readonly previousEventId: number;
  /** Epoch milliseconds. */
  readonly timestamp: number;
  readonly type: HistoryEventType;
  readonly details?: EventDetails;
  internal?: EventInternal;
}
