import { Logger } from '@nestjs/common';
import pg from 'pg';

/** Connections for batches, relay, calls and parking. Batches need one at a time. */
const POOL_SIZE = 6;
const CONNECT_TIMEOUT_MS = 5_000;
/** A statement, or a wait for a lock, that takes longer is given up and tried again, in milliseconds. */
const STATEMENT_TIMEOUT_MS = 30_000;
const LOCK_TIMEOUT_MS = 10_000;
/** A process that was stopped inside a transaction must not hold its locks for longer, in milliseconds. */
const IDLE_IN_TRANSACTION_MS = 10_000;
/** No answer for this long means that the connection is gone without having said so, in milliseconds. */
const ANSWER_TIMEOUT_MS = 35_000;

/** The pool of the hot path: clients in pipeline mode, so that several statements take one round trip. */
export function openPool(connectionString: string, applicationName: string): pg.Pool {
  const config: pg.PoolConfig & { readonly pipeline: boolean } = {
    connectionString,
    max: POOL_SIZE,
    pipeline: true,
    keepAlive: true,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    lock_timeout: LOCK_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    query_timeout: ANSWER_TIMEOUT_MS,
  };
  const pool = new pg.Pool(config);
  const logger = new Logger('Database');
  // A connection that breaks while a batch has it fails that batch's statements; without a listener it would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined));
  pool.on('error', (error) => logger.debug(`an idle connection is gone: ${error.message}`));
  return pool;
}
