import type { CompensationKind, TaskFamily } from './history.js';
import type { Json, Variables } from './json.js';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** What `fold(evolve, history)` yields: JSON, complete, and enough to go on from. */
export interface Snapshot {
  /** Id of the last event folded in: the version. */
  lastEventId: number;
  status: ExecutionStatus;
  input: Json;
  /** Epoch ms. */
  startedAt: number;
  endedAt?: number | undefined;
  output?: Json | undefined;
  error?: string | undefined;
  cause?: string | undefined;
  /** Machine-level TimeoutSeconds, epoch ms. */
  deadline?: number | undefined;
  redriveCount: number;
  redrivenAt?: number | undefined;
  paused?: true | undefined;
  nextThread: number;
  /** Variables of all threads as JSON text: bytes of UTF-8. Absent: none. */
  variableBytes?: number | undefined;
  /** Threads by id, `null` where one is through; after a failure those that redrive continues. 0 is the execution's own. */
  threads: (Thread | null)[];
  /** Saga: steps with `Compensate` in the order of their first scheduling. */
  ledger?: LedgerEntry[] | undefined;
  /** Saga: the `Pivot` task was scheduled. From here only forward, unless it is refused. */
  pivot?: Pivot | undefined;
  compensation?: Compensation | undefined;
  /** Saga: tasks whose outcome is unknown (timed out, aborted): a late reply to them is recorded, once. Task id -> state name. */
  unknownTasks?: Record<number, string> | undefined;
}

export interface Pivot {
  /** The latest attempt. */
  scheduledEventId: number;
  outcome: 'pending' | 'landed' | 'failed';
  /** States entered since. */
  entered: number;
}

export type Phase =
  'starting' | 'ready' | 'entered' | 'task' | 'waiting' | 'backoff' | 'children' | 'mapRun' | 'done' | 'failed' | 'aborted';

/** A line of control: the execution itself, a branch, an iteration, or a compensation. */
export interface Thread {
  id: number;
  /** Thread whose Parallel or Map state this one belongs to. */
  parent?: number | undefined;
  kind: 'main' | 'branch' | 'iteration' | 'compensation' | 'begin' | 'end';
  /** Branch or item index; ledger entry of a compensation. */
  index: number;
  /** Causal predecessor of the thread's next event. */
  lastEventId: number;
  /** Variables of the thread's own scope. */
  variables: Variables;
  /** Its variables as JSON text: bytes of UTF-8. Absent: none. */
  variableBytes?: number | undefined;
  /**
   * ready: `next` is to be entered with `input` · starting: just created, its first state follows in the same decision ·
   * task: awaits a task · waiting: a Wait · backoff: awaits a retry · children: awaits branches or iterations · mapRun: awaits a Map Run ·
   * done: its last state is left, with output `input` · failed, aborted: what redrive continues
   */
  phase: Phase;
  next?: string | undefined;
  /** Input of `next`. */
  input: Json;
  state?: StateFrame | undefined;
}

/** The state that a thread is in. */
export interface StateFrame {
  name: string;
  input: Json;
  enteredEventId: number;
  enteredAt: number;
  /** The predecessor of the StateEntered event: EvaluationFailed points at it [recorded]. */
  enteredFrom: number;
  retryCount: number;
  /** Attempts made by each retrier; the last one is the engine's own (compensations, pivot). */
  attempts?: number[] | undefined;
  /** End of a wait or a backoff, epoch ms. */
  wakeAt?: number | undefined;
  task?: PendingTask | undefined;
  children?: ChildrenFrame | undefined;
  mapRun?: MapRunFrame | undefined;
  /** Ledger entry of this visit of a compensatable step. */
  entry?: number | undefined;
}

export interface MapRunFrame {
  /** Id of its MapRunStarted event. */
  eventId: number;
  mapRunArn: string;
}

export interface ChildrenFrame {
  total: number;
  /** Predecessor of the next MapIterationStarted. */
  startFrom: number;
  /** Items of a Map. */
  items?: Json[] | undefined;
  /** 0: no limit. */
  maxConcurrency: number;
  nextIndex: number;
  completed: number;
  results: Json[];
}

/** A task that awaits its reply. `taskId` is the id of its Scheduled event: unique per attempt. */
export interface PendingTask {
  taskId: number;
  thread: number;
  state: string;
  family: TaskFamily;
  resource: string;
  parameters: Json;
  scheduledAt: number;
  /** Set when a worker has it (activities) or when it was sent (others). */
  startedAt?: number | undefined;
  submitted?: true | undefined;
  timeoutSeconds?: number | undefined;
  heartbeatSeconds?: number | undefined;
  /** Last heartbeat, epoch ms. The one thing that history does not hold; see `restartHeartbeats`. */
  heartbeatAt?: number | undefined;
  attempt: number;
  compensation: boolean;
  credentials?: Json | undefined;
}

/** One visit of a step that has a compensation. */
export interface LedgerEntry {
  step: string;
  compensate: string;
  /** Raw state input of the step: the input of its compensation. */
  input: Json;
  scheduledEventId: number;
  outcome: 'pending' | 'landed' | 'unknown' | 'failed';
  compensation?: 'running' | 'done' | undefined;
}

export interface Compensation {
  kind: CompensationKind;
  error?: string | undefined;
  cause?: string | undefined;
  /** The state whose failure began it. */
  state?: string | undefined;
  startedEventId: number;
  begin: 'absent' | 'running' | 'done';
  end: 'absent' | 'due' | 'running' | 'done';
}
