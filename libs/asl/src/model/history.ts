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
 * - `CompensationStarted` {kind, error?, cause?, state?, compensations}: what landed or may have landed is undone. Each compensation then writes
 *   the events of its own Task state; the terminal event comes when all have succeeded.
 * - `LateReplyReceived` {name, taskId, outcome, output?, error?, cause?}: the outcome of a timed-out or aborted task became known.
 * - `ExecutionPaused`, `ExecutionResumed`.
 */
export type OwnEventType = 'CompensationStarted' | 'LateReplyReceived' | 'ExecutionPaused' | 'ExecutionResumed';

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
  /** Map: the items, and the concurrency, where the definition and the state's input alone do not say them. */
  items?: Json[];
  maxConcurrency?: number;
  /** What follows from the event and writes no event of its own, in this order. */
  notes?: Note[];
}

/** A change that AWS's history does not show. It stands beside the event that it follows from, which may be another thread's. */
export type Note =
  /** A Wait ends at `at`, epoch ms. */
  | { kind: 'wait'; thread: number; at: number }
  /** The thread's state is tried again at `at`: which retrier decided it, or the engine's own rule. */
  | { kind: 'retry'; thread: number; retrier: number | 'own'; at: number }
  /** A branch or iteration has failed its parent, whose chain of causes goes on from it. */
  | { kind: 'failed'; thread: number }
  /** A thread stops because what it belongs to has failed. */
  | { kind: 'aborted'; thread: number }
  /** The compensation of a ledger entry starts. */
  | { kind: 'compensate'; entry: number }
  /** Begin or End of the compensation starts. */
  | { kind: 'begin' | 'end' };

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
