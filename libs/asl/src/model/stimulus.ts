import type { Json } from './json.js';
import type { HistoryEvent } from './history.js';
import type { Quotas } from './quotas.js';
import type { Snapshot } from './snapshot.js';

/** What makes an execution move. Task ids are the event ids of the Scheduled events. */
export type Stimulus =
  | { kind: 'start'; input: Json; inputText?: string }
  /** `now` has moved: fires every due timer, and continues what {@link Decision.more} left. */
  | { kind: 'wake' }
  /** A worker has the task: activities' clocks start here. */
  | { kind: 'taskStarted'; taskId: number; workerName?: string }
  | { kind: 'taskSubmitted'; taskId: number; output?: string }
  | { kind: 'taskHeartbeat'; taskId: number }
  | { kind: 'taskSucceeded'; taskId: number; /** JSON text. */ output: string }
  | { kind: 'taskFailed'; taskId: number; error?: string; cause?: string; stage?: 'schedule' | 'start' | 'submit' }
  /** Compensates first where the definition has compensations; refused once the pivot was scheduled. `force` ends at once, without compensation. */
  | { kind: 'stop'; error?: string; cause?: string; force?: boolean }
  | { kind: 'cancel'; error: string; cause: string }
  | { kind: 'redrive' }
  | { kind: 'pause' }
  | { kind: 'resume' }
  /** Distributed Map: the Map Run (its own aggregate, see `map-run.ts`) has ended. */
  | { kind: 'mapRunEnded'; eventId: number; result: { output: string } | { error: string; cause?: string } };

/** What an execution is told about its surroundings. Everything that is not in the history comes from here. */
export interface Context {
  /** Execution ARN: `$$.Execution.Id`. Randomness is derived from it. */
  readonly executionArn: string;
  readonly executionName: string;
  readonly roleArn: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly stateMachineVersionArn?: string;
  readonly stateMachineAliasArn?: string;
  readonly region: string;
  /** Epoch ms; never smaller than the timestamp of the last event. */
  readonly now: number;
  readonly quotas: Quotas;
  /** `$$.Task.Token`, and the token that a worker gets. */
  taskTokenFor(taskId: number): string;
  /** Absent: every activity exists. */
  activityExists?(activityArn: string): boolean;
  /** ARN of the Map Run that the given event starts. Absent: derived from the execution. */
  mapRunArnFor?(stateName: string, eventId: number): string;
}

export interface Refusal {
  code:
    | 'TaskDoesNotExist'
    | 'TaskTimedOut'
    | 'ExecutionNotRunning'
    | 'ExecutionNotRedrivable'
    | 'PivotPassed'
    | 'AlreadyCompensating'
    | 'AlreadyStarted'
    | 'NotStarted';
  message: string;
}

export interface Decision {
  events: HistoryEvent[];
  /** `fold(evolve, events)` over the snapshot that was given: the shell needs no second fold. */
  snapshot: Snapshot | undefined;
  /** The stimulus was not accepted. Events may be there all the same (a late reply is refused and recorded). */
  refused?: Refusal;
  /** The transition limit was reached: call again with `wake`. */
  more?: true;
}
