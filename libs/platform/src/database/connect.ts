import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type DataSourceOptions } from 'typeorm';
import type { PostgresDataSourceOptions } from 'typeorm/driver/postgres/PostgresDataSourceOptions.js';
import type { Logger } from '../logging/logger.js';

/** Connections that one process holds at most. */
export const DEFAULT_POOL_SIZE = 10;
/** How long a start waits for the database, in milliseconds; then the process ends and whoever started it tries again. */
const DEFAULT_WAIT_MS = 60_000;
const FIRST_DELAY_MS = 50;
const MAX_DELAY_MS = 2_000;
const CONNECT_TIMEOUT_MS = 5_000;
/** Key of the advisory lock under which migrations run, so that replicas that start together run them once. */
const MIGRATION_LOCK = 4_861_001;

export interface DatabaseOptions {
  /** `postgres://user:password@host:port/database`. */
  readonly url: string;
  readonly entities: PostgresDataSourceOptions['entities'];
  readonly migrations: PostgresDataSourceOptions['migrations'];
  readonly poolSize?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName: string;
}

/** TypeORM's options for one of our databases. The schema comes from migrations alone. */
export function dataSourceOptions(options: DatabaseOptions): PostgresDataSourceOptions {
  return {
    type: 'postgres',
    url: options.url,
    entities: options.entities ?? [],
    migrations: options.migrations ?? [],
    poolSize: options.poolSize ?? DEFAULT_POOL_SIZE,
    applicationName: options.applicationName,
    synchronize: false,
    migrationsRun: false,
    logging: false,
    connectTimeoutMS: CONNECT_TIMEOUT_MS,
  };
}

/** Waits until the database answers, runs the migrations that are missing, and returns the open data source. */
export async function openDatabase(options: DataSourceOptions, logger: Logger, waitMs = DEFAULT_WAIT_MS): Promise<DataSource> {
  const { url } = options as PostgresDataSourceOptions;
  if (url !== undefined) await waitForDatabase(url, logger, waitMs);
  const source = await new DataSource(options).initialize();
  await migrate(source, logger).catch(async (error: unknown) => {
    await source.destroy();
    throw error;
  });
  return source;
}

/** Tries to connect, with backoff, until it works. A refused user or password does not get better by waiting. */
export async function waitForDatabase(url: string, logger: Logger, waitMs = DEFAULT_WAIT_MS): Promise<void> {
  const deadline = Date.now() + waitMs;
  for (let delay = FIRST_DELAY_MS; ; delay = Math.min(delay * 2, MAX_DELAY_MS)) {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
    // A connection that breaks while it is closed must not end the process.
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (code.startsWith('28') || Date.now() + delay > deadline) throw new Error(unreachable(url, error), { cause: error });
      logger.warn({ code, retryInMs: delay }, 'the database does not answer yet');
      await sleep(delay);
    }
  }
}

function unreachable(url: string, error: unknown): string {
  const { hostname, port, pathname, username } = new URL(url);
  const reason = error instanceof Error ? error.message || ('code' in error ? String(error.code) : error.name) : String(error);
  return `Can't reach the database ${pathname.slice(1)} at ${hostname}:${port || '5432'} as ${username}: ${reason}. Check DATABASE_URL and that PostgreSQL runs.`;
}

/** One replica migrates, the others wait for it and find nothing left to do. The lock belongs to a connection of its own. */
async function migrate(source: DataSource, logger: Logger): Promise<void> {
  const guard = source.createQueryRunner();
  try {
    await guard.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    const done = await source.runMigrations({ transaction: 'each' });
    if (done.length > 0)
      logger.info({ migrations: done.map(({ name }) => name) }, `ran ${done.length} migration${done.length === 1 ? '' : 's'}`);
  } finally {
    await guard.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]).catch(() => undefined);
    await guard.release();
  }
}
