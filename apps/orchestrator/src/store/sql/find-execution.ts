import type { Pool } from 'pg';
import { EXECUTION_COLUMNS, type ExecutionRow } from './load-executions.js';

/** An execution with what its ARN needs. */
export interface FoundExecution extends ExecutionRow {
  readonly machine: string;
  readonly machineType: 'STANDARD' | 'EXPRESS';
}

const COLUMNS = `${EXECUTION_COLUMNS}, m.name as machine, m.type as "machineType"`;
const BY_NAME = `select ${COLUMNS} from execution e join state_machine m on m.id = e.machine_id
where m.name = $1 and e.name = $2 order by m.id desc limit 1`;
const BY_ID = `select ${COLUMNS} from execution e join state_machine m on m.id = e.machine_id where e.id = $1`;

/** By machine name and execution name, as its ARN has them; a machine that was deleted and made again counts as the newer one first. */
export async function executionByName(pool: Pool, machine: string, name: string): Promise<FoundExecution | undefined> {
  return (await pool.query<FoundExecution>({ name: 'execution_by_name', text: BY_NAME, values: [machine, name] })).rows[0];
}

export async function executionById(pool: Pool, id: string): Promise<FoundExecution | undefined> {
  return (await pool.query<FoundExecution>({ name: 'execution_by_id', text: BY_ID, values: [id] })).rows[0];
}

export interface ExecutionFilter {
  readonly machineId?: number | undefined;
  readonly mapRunId?: string | undefined;
  readonly status?: string | undefined;
  readonly version?: number | undefined;
  readonly alias?: string | undefined;
  readonly redriven?: boolean | undefined;
  /** Start of the page: what came last, exclusive. */
  readonly before?: readonly [startedAt: number, id: string] | undefined;
  readonly limit: number;
}

/** Newest first. The conditions that are given make the statement, so that each combination has its own plan. */
export async function listExecutions(pool: Pool, filter: ExecutionFilter): Promise<FoundExecution[]> {
  const values: unknown[] = [];
  const where: string[] = [];
  const add = (condition: string, ...given: unknown[]): void => {
    where.push(condition.replaceAll(/\?/g, () => `$${values.push(given.shift())}`));
  };
  if (filter.machineId !== undefined) add('e.machine_id = ?', filter.machineId);
  if (filter.mapRunId !== undefined) add('e.map_run_id = ?', filter.mapRunId);
  else add('e.map_run_id is null');
  if (filter.status !== undefined) add('e.status = ?', filter.status);
  if (filter.version !== undefined) add(`(e.origin ->> 'version')::int = ?`, filter.version);
  if (filter.alias !== undefined) add(`e.origin ->> 'alias' = ?`, filter.alias);
  if (filter.redriven !== undefined) add(filter.redriven ? 'e.redrive_count > 0' : 'e.redrive_count = 0');
  if (filter.before !== undefined) add('(e.started_at, e.id) < (?, ?)', new Date(filter.before[0]), filter.before[1]);
  values.push(filter.limit);
  const text = `select ${COLUMNS} from execution e join state_machine m on m.id = e.machine_id
    where ${where.join(' and ')} order by e.started_at desc, e.id desc limit $${values.length}`;
  return (await pool.query<FoundExecution>(text, values)).rows;
}
