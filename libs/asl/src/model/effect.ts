import type { Json } from './json.js';
import type { TaskFamily } from './history.js';
import type { ExecutionStatus } from './snapshot.js';

/** What the shell must do because of events. Derived from them, never stored. */
export type Effect =
  | TaskEffect
  /** The task's outcome no longer matters: its token dies, a nested `.sync` execution is stopped. */
  | { kind: 'taskCancelled'; taskId: number; stateName: string; resource: string }
  | MapRunEffect
  | { kind: 'mapRunCancelled'; eventId: number; mapRunArn: string }
  | { kind: 'ended'; status: Exclude<ExecutionStatus, 'RUNNING'>; output?: string; error?: string; cause?: string };

export interface TaskEffect {
  kind: 'task';
  /** Event id of the Scheduled event: the same when it is sent again after a crash, new at each Retry. */
  taskId: number;
  stateName: string;
  family: TaskFamily;
  resource: string;
  parameters: Json;
  timeoutSeconds?: number;
  heartbeatSeconds?: number;
  /** 1 for the first try of this visit of the state. */
  attempt: number;
  compensation: boolean;
  credentials?: Json;
}

export interface MapRunEffect {
  kind: 'startMapRun' | 'redriveMapRun';
  /** Event id of MapRunStarted: names the Map Run in `mapRunEnded`. */
  eventId: number;
  mapRunArn: string;
  stateName: string;
  /** Thread whose Map state it is: `mapRunSpec` reads it. */
  thread: number;
}
