/** An event of an execution's history, with the parts that invariants look at. */
export interface HistoryRecord {
  readonly id: number;
  readonly type: string;
  readonly timestamp: number;
}

/** An execution as the orchestrator stores it. */
export interface ExecutionRecord {
  readonly id: string;
  readonly name: string;
  /** Name of the state machine; null when there is none of that id. */
  readonly machine: string | null;
  readonly status: string;
  readonly machineId: number;
  readonly revisionId: number;
  /** Machine that owns the revision which the execution names; undefined when there is no such revision. */
  readonly revisionMachineId: number | null;
  readonly definition: string | null;
  readonly startedAt: number;
  readonly stoppedAt: number | null;
  readonly output: string | null;
  readonly error: string | null;
  /** Id of the first event of each stored chunk, with its last, in order. */
  readonly chunks: readonly { readonly firstId: number; readonly lastId: number; readonly events: string }[];
  /** Stored only while the execution is dormant. */
  readonly snapshot: string | null;
  readonly input: string;
  readonly redriveCount: number;
}
