import type { Pool } from 'pg';
import type { ExecutionStatus } from '@counterpoint/contracts';
import type { ExecutionOrigin } from '../entities/execution.entity.js';

export interface ExecutionRow {
  readonly id: string;
  readonly shard: number;
  readonly machineId: number;
  readonly revisionId: number;
  readonly startedAt: Date;
  readonly name: string;
  readonly input: string;
  readonly origin: ExecutionOrigin | null;
  readonly mapRunId: string | null;
  readonly status: ExecutionStatus;
  readonly stoppedAt: Date | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly redriveCount: number;
  readonly redrivenAt: Date | null;
  readonly snapshot: string | null;
}
export interface HistoryRow {
  readonly executionId: string;
  readonly firstId: number;
  readonly lastId: number;
  readonly events: string;
}

export const EXECUTION_COLUMNS = `e.id::text, e.shard, e.machine_id as "machineId", e.revision_id as "revisionId", e.started_at as "startedAt",
  e.name, e.input, e.origin, e.map_run_id as "mapRunId", e.status, e.stopped_at as "stoppedAt", e.output, e.error, e.cause,
  e.redrive_count as "redriveCount", e.redriven_at as "redrivenAt", e.snapshot`;
const BY_ID = `select ${EXECUTION_COLUMNS} from execution e where e.id = any($1::uuid[])`;
const RESIDENT = `select ${EXECUTION_COLUMNS} from execution e
where e.shard = any($1::int2[]) and e.status = 'RUNNING' and e.snapshot is null`;
const HISTORY = `select execution_id::text as "executionId", first_id as "firstId", last_id as "lastId", events from history
where execution_id = any($1::uuid[]) order by execution_id, first_id`;
const DUE = `select id::text as "id" from execution where shard = any($1::int2[]) and wake_at <= $2 order by wake_at limit $3`;

export async function executionsById(pool: Pool, ids: readonly string[]): Promise<ExecutionRow[]> {
  return (await pool.query<ExecutionRow>({ name: 'executions_by_id', text: BY_ID, values: [ids] })).rows;
}

/** The running executions of the shards that their last owner had in memory. */
export async function residentExecutions(pool: Pool, shards: readonly number[]): Promise<ExecutionRow[]> {
  return (await pool.query<ExecutionRow>({ text: RESIDENT, values: [shards] })).rows;
}

/** The chunks of each execution, in order. */
export async function historiesOf(pool: Pool, ids: readonly string[]): Promise<Map<string, HistoryRow[]>> {
  const histories = new Map<string, HistoryRow[]>(ids.map((id) => [id, []]));
  const { rows } = await pool.query<HistoryRow>({ name: 'histories_of', text: HISTORY, values: [ids] });
  for (const row of rows) histories.get(row.executionId)?.push(row);
  return histories;
}

/** Dormant executions whose time has come. */
export async function dueDormant(pool: Pool, shards: readonly number[], now: number, limit: number): Promise<string[]> {
  const { rows } = await pool.query<{ id: string }>({ name: 'due_dormant', text: DUE, values: [shards, new Date(now), limit] });
  return rows.map((row) => row.id);
}
