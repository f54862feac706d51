import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { DataSource, type MixedList } from 'typeorm';
import { MESSAGING_MIGRATIONS } from '../../src/migrations/index.js';

export const DATABASE_URL = process.env['TEST_DATABASE_URL'] ?? 'postgres://postgres@127.0.0.1:15432/postgres';
export const BROKERS = (process.env['TEST_KAFKA_BROKERS'] ?? '127.0.0.1:19092').split(',');
/** A name that no other test has. */
export const unique = (): string => `m${Date.now().toString(36)}${randomBytes(3).toString('hex')}`;

export interface TestDatabase {
  readonly url: string;
  readonly source: DataSource;
  query<Row extends pg.QueryResultRow>(text: string, values?: unknown[]): Promise<Row[]>;
  drop(): Promise<void>;
}

/** A database of its own with the messaging tables and those of the entities. */
export async function createDatabase(entities: MixedList<new () => object>): Promise<TestDatabase> {
  const name = `messaging_${unique()}`;
  const admin = new pg.Client({ connectionString: DATABASE_URL });
  await admin.connect();
  await admin.query(`create database ${name}`);
  const url = new URL(DATABASE_URL);
  url.pathname = `/${name}`;
  const source = await new DataSource({
    type: 'postgres',
    url: url.href,
    entities,
    migrations: [...MESSAGING_MIGRATIONS],
    poolSize: 2,
  }).initialize();
  // The migration is what is under test; the entities' own tables come from their metadata.
  await source.runMigrations();
  const runner = source.createQueryRunner();
  const known = await source.driver.createSchemaBuilder().log();
  for (const query of known.upQueries)
    if (/^create table|^create type/i.test(query.query)) await runner.query(query.query, query.parameters);
  await runner.release();
  const pool = new pg.Pool({ connectionString: url.href, max: 2 });
  pool.on('error', () => undefined);
  return {
    url: url.href,
    source,
    query: async <Row extends pg.QueryResultRow>(text: string, values?: unknown[]) => (await pool.query<Row>(text, values)).rows,
    drop: async () => {
      await pool.end();
      await source.destroy();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    },
  };
}
