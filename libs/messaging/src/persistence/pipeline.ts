import type { Writable } from 'node:stream';
import type pg from 'pg';

type Answers = PromiseSettledResult<pg.QueryResult>[];

/**
 * Sends several statements in one go and answers when all have: one round trip and one write to the socket in place of
 * many (the pool's clients are in the driver's pipeline mode).
 */
export function pipelineSettled(client: pg.PoolClient, queries: readonly pg.QueryConfig[]): Promise<Answers> {
  // The driver writes each message of each statement on its own; a socket write costs more than most statements.
  const { stream } = (client as unknown as { readonly connection: { readonly stream: Writable } }).connection;
  stream.cork();
  try {
    return Promise.allSettled(queries.map((query) => client.query(query)));
  } finally {
    stream.uncork();
  }
}

/** The same; rejects with the first failure, which is the cause of those behind it. */
export async function pipeline(client: pg.PoolClient, queries: readonly pg.QueryConfig[]): Promise<pg.QueryResult[]> {
  return (await pipelineSettled(client, queries)).map((answer) => {
    if (answer.status === 'rejected') throw answer.reason as Error;
    return answer.value;
  });
}

export const BEGIN: pg.QueryConfig = { text: 'begin' };
export const COMMIT: pg.QueryConfig = { text: 'commit' };
