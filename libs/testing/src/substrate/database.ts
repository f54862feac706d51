import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { substrate } from './substrate.js';

/** A database of one spec file. */
export interface TestDatabase {
  readonly name: string;
  readonly url: string;
  /** Runs one statement on a connection of its own, for arranging and asserting. */
  query<Row extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]): Promise<Row[]>;
  /** Ends all connections and removes the database. */
  drop(): Promise<void>;
}

export interface TemplateOptions {
  /** Names the template, so that spec files with the same schema share it. */
  readonly template: string;
  /** Makes the schema in an empty database, once per run: migrations, seed rows. */
  readonly prepare: (databaseUrl: string) => Promise<void>;
}

async function admin<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: substrate().databaseUrl });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The admin's URL with another database. */
export function databaseUrl(name: string): string {
  const url = new URL(substrate().databaseUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

async function templateDatabase({ template, prepare }: TemplateOptions): Promise<string> {
  const name = `tpl_${createHash('sha256').update(`${substrate().run}/${template}`).digest('hex').slice(0, 16)}`;
  await admin(async (client) => {
    // Workers of one run want the same template at the same time: the first makes it, the others wait for the lock.
    await client.query('select pg_advisory_lock(hashtext($1))', [name]);
    const made = await client.query(
      "select 1 from pg_database d join pg_shdescription s on s.objoid = d.oid where datname = $1 and description = 'ready'",
      [name],
    );
    if (made.rowCount) return;
    await client.query(`drop database if exists ${name} with (force)`);
    await client.query(`create database ${name}`);
    await prepare(databaseUrl(name));
    await client.query(`comment on database ${name} is 'ready'`);
  });
  return name;
}

/** Makes a database for a spec file: empty, or a copy of a template that is prepared once per run. */
export async function testDatabase(options?: TemplateOptions): Promise<TestDatabase> {
  const template = options === undefined ? 'template1' : await templateDatabase(options);
  const name = `t_${substrate().run}_${randomBytes(5).toString('hex')}`;
  await admin(async (client) => {
    // Copying fails while another copy of the same template is under way.
    await client.query('select pg_advisory_lock(hashtext($1))', [template]);
    await client.query(`create database ${name} template ${template}`);
  });
  const pool = new pg.Pool({ connectionString: databaseUrl(name), max: 4 });
  pool.on('error', () => undefined);
  return {
    name,
    url: databaseUrl(name),
    query: async <Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(sql, [...values])).rows,
    drop: async () => {
      await pool.end();
      await admin((client) => client.query(`drop database if exists ${name} with (force)`));
    },
  };
}
