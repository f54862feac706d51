import { AWS_QUOTAS, redriveRefusal } from '@counterpoint/asl';
import type { Pool } from 'pg';
import { foldHistory } from '../engine/resident.js';
import { decodeChunks } from '../store/history-codec.js';
import type { Machines } from '../store/machines.js';
import type { FoundExecution } from '../store/sql/find-execution.js';
import { historiesOf } from '../store/sql/load-executions.js';

/** How long after its end an execution can be redriven ("Redriving executions", developer guide), in milliseconds. */
const REDRIVABLE_MS = 14 * 24 * 3_600_000;

/** Members of DescribeExecution that say whether the execution can be redriven. */
export async function redriveState(
  found: FoundExecution,
  machines: Machines,
  pool: Pool,
): Promise<{ readonly redriveStatus: string; readonly redriveStatusReason?: string }> {
  const no = (redriveStatusReason: string) => ({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason });
  if (found.status === 'RUNNING' || found.status === 'SUCCEEDED')
    return no(`Execution is ${found.status} and cannot be redriven`);
  if (found.mapRunId !== null) return { redriveStatus: 'REDRIVABLE_BY_MAP_RUN' };
  if (found.stoppedAt !== null && Date.now() - found.stoppedAt.getTime() > REDRIVABLE_MS) {
    return no('Execution exceeded the redrivable period of 14 days');
  }
  const revision = await machines.byId(found.revisionId);
  const chunks = (await historiesOf(pool, [found.id])).get(found.id) ?? [];
  const snapshot = revision && foldHistory(revision, found.origin, decodeChunks(found.input, chunks));
  const refusal = snapshot && redriveRefusal(snapshot, { quotas: AWS_QUOTAS });
  return refusal === undefined ? { redriveStatus: 'REDRIVABLE' } : no(refusal.message);
}
