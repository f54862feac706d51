import type { Pool } from 'pg';

export interface MapRunRow {
  readonly id: string;
  readonly executionId: string;
  /** Id of the parent's MapRunStarted event. */
  readonly taskId: number;
  readonly label: string;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  readonly maxConcurrency: number;
  readonly toleratedFailurePercentage: number;
  readonly toleratedFailureCount: number;
  readonly counts: { readonly total: number; readonly items: number };
  readonly startedAt: Date;
  readonly stoppedAt: Date | null;
  readonly redriveCount: number;
  readonly redrivenAt: Date | null;
}
export interface ChildRow {
  readonly id: string;
  readonly name: string;
  readonly index: number;
  readonly status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  readonly input: string;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly startedAt: Date;
  readonly stoppedAt: Date | null;
}

const COLUMNS = `id::text, execution_id::text as "executionId", task_id as "taskId", label, status, max_concurrency as "maxConcurrency",
  tolerated_failure_percentage as "toleratedFailurePercentage", tolerated_failure_count::int8::float8 as "toleratedFailureCount", counts,
  started_at as "startedAt", stopped_at as "stoppedAt", redrive_count as "redriveCount", redriven_at as "redrivenAt"`;
const CHILDREN = `select id::text, name, (origin #>> '{map,index}')::int as index, status, input, output, error, cause,
  started_at as "startedAt", stopped_at as "stoppedAt" from execution where map_run_id = $1 order by 3`;

export async function mapRunById(pool: Pool, id: string): Promise<MapRunRow | undefined> {
  return (await pool.query<MapRunRow>(`select ${COLUMNS} from map_run where id = $1`, [id])).rows[0];
}

export async function mapRunsOf(pool: Pool, executionId: string): Promise<MapRunRow[]> {
  return (
    await pool.query<MapRunRow>(`select ${COLUMNS} from map_run where execution_id = $1 order by started_at desc, id desc`, [
      executionId,
    ])
  ).rows;
}

export async function childrenOf(pool: Pool, mapRunId: string): Promise<ChildRow[]> {
  return (await pool.query<ChildRow>(CHILDREN, [mapRunId])).rows;
}

/** Numbers of a Map Run's children by state. */
export async function childCounts(pool: Pool, mapRunId: string): Promise<Readonly<Record<string, number>>> {
  const { rows } = await pool.query<{ status: string; count: number }>(
    'select status, count(*)::int as count from execution where map_run_id = $1 group by status',
    [mapRunId],
  );
  return Object.fromEntries(rows.map((row) => [row.status, row.count]));
}

export async function insertMapRun(
  pool: Pool,
  row: Omit<MapRunRow, 'stoppedAt' | 'redriveCount' | 'redrivenAt' | 'status'>,
): Promise<void> {
  await pool.query(
    `insert into map_run (id, execution_id, task_id, label, status, max_concurrency, tolerated_failure_percentage, tolerated_failure_count, counts, started_at)
     values ($1, $2, $3, $4, 'RUNNING', $5, $6, $7, $8, $9) on conflict do nothing`,
    [
      row.id,
      row.executionId,
      row.taskId,
      row.label,
      row.maxConcurrency,
      row.toleratedFailurePercentage,
      row.toleratedFailureCount,
      row.counts,
      row.startedAt,
    ],
  );
}

export async function endMapRun(pool: Pool, id: string, status: MapRunRow['status'], at: Date): Promise<void> {
  await pool.query('update map_run set status = $2, stopped_at = $3 where id = $1', [id, status, at]);
}

export async function redriveMapRun(pool: Pool, id: string, at: Date): Promise<void> {
  await pool.query(
    `update map_run set status = 'RUNNING', stopped_at = null, redrive_count = redrive_count + 1, redriven_at = $2 where id = $1`,
    [id, at],
  );
}

export async function updateMapRunLimits(
  pool: Pool,
  id: string,
  limits: {
    readonly maxConcurrency?: number | undefined;
    readonly toleratedFailurePercentage?: number | undefined;
    readonly toleratedFailureCount?: number | undefined;
  },
): Promise<void> {
  await pool.query(
    `update map_run set max_concurrency = coalesce($2, max_concurrency), tolerated_failure_percentage = coalesce($3, tolerated_failure_percentage),
     tolerated_failure_count = coalesce($4, tolerated_failure_count) where id = $1`,
    [id, limits.maxConcurrency ?? null, limits.toleratedFailurePercentage ?? null, limits.toleratedFailureCount ?? null],
  );
}
