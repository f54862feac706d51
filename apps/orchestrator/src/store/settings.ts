import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';

const TOKEN_SECRET = 'task token secret';

/** The secret behind the task tokens: made once, the same for every node, so that a token works on any of them. */
export async function taskTokenSecret(pool: Pool): Promise<Buffer> {
  await pool.query('insert into setting (name, value) values ($1, $2) on conflict do nothing', [
    TOKEN_SECRET,
    randomBytes(32).toString('hex'),
  ]);
  const { rows } = await pool.query<{ value: string }>('select value from setting where name = $1', [TOKEN_SECRET]);
  return Buffer.from((rows[0] as { value: string }).value, 'hex');
}
