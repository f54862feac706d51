import { TOPICS } from '@counterpoint/contracts';
import { TopicLog, type StoredMessage } from '@counterpoint/testing/topic-log';
import pg from 'pg';
import type { SystemAddress } from '../system.js';
import { readClientLog, type ClientLogLine } from './client-log.js';

export const DATABASES = [
  'order_service',
  'payment_service',
  'inventory_service',
  'shipping_service',
  'provider',
  'carrier',
  'gateway',
  'orchestrator',
] as const;
export type DatabaseName = (typeof DATABASES)[number];

/** The three things that the checker reads. Everything else it works out itself. */
export interface Sources {
  rows<Row extends pg.QueryResultRow>(database: DatabaseName, sql: string, values?: readonly unknown[]): Promise<Row[]>;
  messages(): Promise<StoredMessage[]>;
  clientLog(): ClientLogLine[] | undefined;
}

/** A running system. Each database is read by one connection of its own role, in read-only transactions. */
export class LiveSources implements Sources {
  private readonly clients = new Map<DatabaseName, pg.Client>();

  constructor(private readonly system: SystemAddress) {}

  async rows<Row extends pg.QueryResultRow>(
    database: DatabaseName,
    sql: string,
    values: readonly unknown[] = [],
  ): Promise<Row[]> {
    const client = this.clients.get(database) ?? (await this.connect(database));
    return (await client.query<Row>(sql, [...values])).rows;
  }

  async messages(): Promise<StoredMessage[]> {
    const log = new TopicLog(this.system.kafkaBrokers);
    try {
      const existing = new Set(await log.topics());
      const topics = [...new Set(TOPICS)]
        .map((topic) => `${this.system.topicPrefix}${topic}`)
        .filter((topic) => existing.has(topic));
      const messages: StoredMessage[] = [];
      for await (const message of log.read(topics)) {
        messages.push({ ...message, topic: message.topic.slice(this.system.topicPrefix.length) });
      }
      return messages;
    } finally {
      await log.close();
    }
  }

  clientLog(): ClientLogLine[] | undefined {
    return readClientLog(this.system.clientLogFile);
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients.values()].map((client) => client.end()));
  }

  private async connect(database: DatabaseName): Promise<pg.Client> {
    const connectionString = this.system.databases[database];
    if (connectionString === undefined) throw new Error(`the system has no database ${database}`);
    const client = new pg.Client({ connectionString, options: '-c default_transaction_read_only=on' });
    client.on('error', () => this.clients.delete(database));
    await client.connect();
    this.clients.set(database, client);
    return client;
  }
}
