import type { Pool } from 'pg';

const TAKE = `
insert into shard as s (id, token, owner) select unnest($1::int2[]), 1, $2 order by 1
on conflict (id) do update set token = s.token + 1, owner = excluded.owner, taken_at = now()
returning s.id, s.token::text`;
const TOKENS = `select id, token::text from shard where id = any($1::int2[])`;

/** Makes this node the only one that may write these shards; waits for what their last owner is committing. */
export async function takeShards(pool: Pool, shards: readonly number[], owner: string): Promise<Map<number, string>> {
  const { rows } = await pool.query<{ id: number; token: string }>(TAKE, [shards, owner]);
  return new Map(rows.map((row) => [row.id, row.token]));
}

export async function shardTokens(pool: Pool, shards: readonly number[]): Promise<Map<number, string>> {
  const { rows } = await pool.query<{ id: number; token: string }>(TOKENS, [shards]);
  return new Map(rows.map((row) => [row.id, row.token]));
}
