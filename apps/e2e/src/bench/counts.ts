import { TopicLog } from '@counterpoint/testing';
import pg from 'pg';

/** Statements and messages of the whole system since some moment. */
export interface Counts {
  readonly statements: number;
  readonly messages: number;
}

/** Counts what PostgreSQL executed (by pg_stat_statements) and what the topics hold. */
export class Counter {
  private constructor(
    private readonly client: pg.Client,
    private readonly log: TopicLog,
  ) {}

  static async open(adminDatabaseUrl: string, kafkaBrokers: string): Promise<Counter> {
    const client = new pg.Client({ connectionString: adminDatabaseUrl });
    await client.connect();
    await client.query('create extension if not exists pg_stat_statements');
    return new Counter(client, new TopicLog(kafkaBrokers));
  }

  async read(): Promise<Counts> {
    const { rows } = await this.client.query<{ calls: number }>('select sum(calls)::float8 as calls from pg_stat_statements');
    const topics = (await this.log.topics()).filter((topic) => !topic.startsWith('__'));
    return { statements: rows[0]?.calls ?? 0, messages: Number(await this.log.endOffset(topics)) };
  }

  async close(): Promise<void> {
    await this.client.end();
    await this.log.close();
  }
}
