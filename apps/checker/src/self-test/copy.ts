import type { StoredMessage } from '@counterpoint/testing/topic-log';
import pg from 'pg';
import type { ClientLogLine } from '../evidence/client-log.js';
import { DATABASES, LiveSources, type DatabaseName, type Sources } from '../evidence/sources.js';
import type { SystemAddress } from '../system.js';

/**
 * A copy of all data of a system that may be damaged: temporary tables, which only their own connection sees and which
 * stand before the real ones there, a dump of the topics and of the client's log in memory. The system itself is only read.
 */
export class CopiedSources implements Sources {
  private readonly clients = new Map<DatabaseName, pg.Client>();
  private added: StoredMessage[] = [];
  private logged: ClientLogLine[] = [];

  private constructor(
    private readonly dump: readonly StoredMessage[],
    private readonly log: readonly ClientLogLine[] | undefined,
  ) {}

  static async of(system: SystemAddress): Promise<CopiedSources> {
    const live = new LiveSources(system);
    const copy = new CopiedSources(await live.messages(), live.clientLog());
    await live.close();
    for (const database of DATABASES) await copy.copyDatabase(database, system.databases[database]);
    return copy;
  }

  async rows<Row extends pg.QueryResultRow>(
    database: DatabaseName,
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const client = this.clients.get(database);
    if (!client) throw new Error(`the system has no database ${database}`);
    return (await client.query<Row>(sql, [...values])).rows;
  }

  messages(): Promise<StoredMessage[]> {
    return Promise.resolve([...this.dump, ...this.added]);
  }

  clientLog(): ClientLogLine[] | undefined {
    return this.log === undefined && this.logged.length === 0 ? undefined : [...(this.log ?? []), ...this.logged];
  }

  addMessage(message: StoredMessage): void {
    this.added.push(message);
  }

  addLogLine(line: ClientLogLine): void {
    this.logged.push(line);
  }

  /** Runs `damage` and then `look`, and takes the damage back. */
  async damaged<T>(damage: () => Promise<void>, look: () => Promise<T>): Promise<T> {
    const all = [...this.clients.values()];
    for (const client of all) await client.query('begin');
    try {
      await damage();
      return await look();
    } finally {
      for (const client of all) await client.query('rollback');
      [this.added, this.logged] = [[], []];
    }
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.end()));
  }

  private async copyDatabase(database: DatabaseName, connectionString: string | undefined): Promise<void> {
    if (connectionString === undefined) return;
    const client = new pg.Client({ connectionString });
    await client.connect();
    this.clients.set(database, client);
    const tables = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public'`,
    );
    for (const { name } of tables.rows) await client.query(`create temporary table ${name} as table public.${name}`);
  }
}
