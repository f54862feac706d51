import type { Ending, Planned } from './closed-loop.js';

/** What was found in the databases after a run. */
export interface Effects {
  /** Effects that the sagas must have left and did not. */
  readonly lost: number;
  /** Effects beyond the first for the same key. */
  readonly duplicated: number;
}

/** Something to be measured: a running system, a way to run one saga to its end, and what it must have left behind. */
export interface Workload {
  /** Roots of the process trees whose cost is counted, by role. */
  processes(): Promise<Readonly<Record<string, readonly number[]>>>;
  submit(planned: Planned): Promise<Ending>;
  /** Counts effects of everything that was submitted, in the databases. */
  effects(): Promise<Effects>;
  /** Admin connection, for the server's own counters. */
  readonly adminDatabaseUrl: string;
  readonly kafkaBrokers: string;
  close(): Promise<void>;
}
