import type pg from 'pg';

/**
 * Sends several statements in one go and answers when all have: one round trip in place of many (the pool's clients are
 * in the driver's pipeline mode). Rejects with the first failure, which is the cause of those behind it.
 */
export async function pipeline(client: pg.PoolClient, queries: readonly pg.QueryConfig[]): Promise<pg.QueryResult[]> {
  const answers = await Promise.allSettled(queries.map((query) => client.query(query)));
  return answers.map((answer) => {
    if (answer.status === 'rejected') throw answer.reason as Error;
    return answer.value;
  });
}

export const BEGIN: pg.QueryConfig = { name: 'begin', text: 'begin' };
export const COMMIT: pg.QueryConfig = { name: 'commit', text: 'commit' };
