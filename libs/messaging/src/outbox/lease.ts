import { randomInt } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import pg from 'pg';

/** First key of our advisory locks, so that they do not meet anybody else's ("Coun" in ASCII). */
export const LOCK_SPACE = 0x436f756e;
const MAX_OWNER = 0x7fff_ffff;
/** Pause before the connection that holds the lease is opened again, in milliseconds. */
const RECONNECT_MS = 500;

/**
 * The lease under which this process owns outbox and call rows: an advisory lock on a connection of its own.
 * PostgreSQL lets go of it the moment the process dies, so others take over in a second, and no clock is compared.
 */
export class Lease {
  private readonly logger = new Logger('Lease');
  readonly owner = randomInt(1, MAX_OWNER);
  private client: pg.Client | undefined;
  private closed = false;

  constructor(private readonly url: string) {}

  async acquire(): Promise<void> {
    const client = new pg.Client({ connectionString: this.url, application_name: 'counterpoint lease', keepAlive: true });
    client.on('error', (error) => this.lost(client, error));
    client.on('end', () => this.lost(client));
    await client.connect();
    await client.query('select pg_advisory_lock($1, $2)', [LOCK_SPACE, this.owner]);
    await client.query('insert into lease (owner, process) values ($1, $2) on conflict do nothing', [
      this.owner,
      `${process.title} ${process.pid}`.slice(0, 200),
    ]);
    this.client = client;
  }

  /**
   * Gives an entry to owners of rows that have none: the entry was lost, or a COMMIT landed after its process had been
   * found dead and its entry removed (a statement of a dead process may wait for a lock before PostgreSQL notices).
   */
  async enlistLost(database: pg.Pool): Promise<void> {
    await database.query(`insert into lease (owner, process)
      select owner, 'lost' from (select distinct owner from outbox
        union select distinct owner from call where answered_at is null and owner is not null) lost
      on conflict do nothing`);
  }

  /** Owners whose process is gone. */
  async dead(database: pg.Pool): Promise<number[]> {
    const result = await database.query<{ owner: number }>({
      name: 'dead owners',
      text: `select owner from lease where owner <> $2 and not exists (
               select from pg_locks where locktype = 'advisory' and classid = $1 and objid = owner::bigint::oid and granted
                 and database = (select oid from pg_database where datname = current_database()))`,
      values: [LOCK_SPACE, this.owner],
    });
    return result.rows.map((row) => row.owner);
  }

  async release(): Promise<void> {
    this.closed = true;
    const client = this.client;
    this.client = undefined;
    if (!client) return;
    // With rows left behind (the broker was away) the entry stays, and the relay of another process finds them.
    await client
      .query(
        `delete from lease where owner = $1 and not exists (select from outbox where owner = $1)
           and not exists (select from call where owner = $1 and answered_at is null)`,
        [this.owner],
      )
      .catch(() => undefined);
    await client.end().catch(() => undefined);
  }

  private lost(client: pg.Client, error?: Error): void {
    if (this.closed || this.client !== client) return;
    this.client = undefined;
    if (error) this.logger.warn(`the connection that holds the lease is gone: ${error.message}`);
    void this.reacquire();
  }

  private async reacquire(): Promise<void> {
    while (!this.closed && !this.client) {
      await delay(RECONNECT_MS);
      await this.acquire().catch((error: Error) => this.logger.debug(`no lease yet: ${error.message}`));
    }
  }
}
