import type { Pool } from 'pg';
import { bigints, smallints, texts, timestamps, uuids } from './binary.js';

export interface DormantRow {
  readonly id: string;
  /** JSON text. */
  readonly snapshot: string;
  /** Epoch milliseconds; null where nothing but a message wakes it. */
  readonly wakeAt: number | null;
}

const HIBERNATE = `
with fence as materialized (
  select s.id from shard s join unnest($1::int2[], $2::int8[]) as f(id, token) on s.id = f.id and s.token = f.token
  order by s.id for share of s),
held as materialized (select (select count(*) from fence) = cardinality($1::int2[]) as ok),
written as (
  update execution e set snapshot = d.snapshot, wake_at = d.wake_at
  from held, unnest($3::uuid[], $4::text[], $5::timestamptz[]) as d(id, snapshot, wake_at)
  where held.ok and e.id = d.id and e.status = 'RUNNING')
select ok from held`;

/** Stores the states of executions that leave their owner's memory. False: another node owns one of the shards now. */
export async function hibernate(pool: Pool, fence: ReadonlyMap<number, string>, rows: readonly DormantRow[]): Promise<boolean> {
  const values = [
    smallints([...fence.keys()]),
    bigints([...fence.values()]),
    uuids(rows.map((row) => row.id)),
    texts(rows.map((row) => row.snapshot)),
    timestamps(rows.map((row) => row.wakeAt)),
  ];
  const result = await pool.query<{ ok: boolean }>({ name: 'hibernate', text: HIBERNATE, values });
  return result.rows[0]?.ok === true;
}
