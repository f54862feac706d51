import type { Pool } from 'pg';

const UNSENT = `select id::text, message from outbox where shard = any($1::int2[]) order by id limit $2`;
const SENT = `delete from outbox where id = any($1::uuid[])`;

export async function unsentMessages(
  pool: Pool,
  shards: readonly number[],
  limit: number,
): Promise<{ id: string; message: string }[]> {
  return (await pool.query<{ id: string; message: string }>(UNSENT, [shards, limit])).rows;
}

export async function deleteSent(pool: Pool, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await pool.query(SENT, [ids]);
}
