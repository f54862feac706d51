import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Bus } from '../bus/bus.js';
import { LOCK_SPACE, type Lease } from '../outbox/lease.js';
import { deleteOutbox, selectLeft, type LeftRow } from '../outbox/outbox.js';
import type { Sender } from '../outbox/sender.js';

/** Rows that one step of the relay sends. */
const ROWS_AT_ONCE = 500;
/** Second key of the advisory lock under which one relay at a time works, so that messages leave in order. */
const RELAY_LOCK = 0;

/**
 * Sends what a crash left in the outbox: rows whose owner is dead, in the order in which it wrote them. Rows of living
 * owners are theirs to send. Runs at the start, before the first batch of an assignment, and each second.
 */
export class Relay {
  private readonly logger = new Logger('Relay');
  private doubt = false;
  private running: Promise<void> | undefined;

  /** @param adopt takes over the open call rows of dead owners, and of our own those that are not in memory */
  constructor(
    private readonly database: pg.Pool,
    private readonly bus: Bus,
    private readonly lease: Lease,
    private readonly sender: Sender,
    private readonly adopt: (dead: readonly number[]) => Promise<void>,
  ) {}

  /** A COMMIT of ours went unanswered, so there may be outbox and call rows of ours that nobody has in memory. */
  doubtOwn(): void {
    this.doubt = true;
  }

  /** Resolves when everything that dead owners left has been acknowledged by the broker. */
  sweep(): Promise<void> {
    this.running ??= this.sweepAll().finally(() => (this.running = undefined));
    return this.running;
  }

  private async sweepAll(): Promise<void> {
    const dead = await this.lease.dead(this.database);
    if (dead.length > 0) await this.exclusively(() => this.takeOver());
    if (this.doubt) {
      this.doubt = false;
      await this.exclusively(() => this.takeOwn()).catch((error: unknown) => {
        this.doubt = true;
        throw error;
      });
    }
  }

  private async takeOver(): Promise<void> {
    // Asked again under the lock: another process may have done the work meanwhile.
    const dead = await this.lease.dead(this.database);
    if (dead.length === 0) return;
    await this.adopt(dead);
    for (const owner of dead) {
      const count = await this.sendRows(owner, () => []);
      if (count > 0) this.logger.log(`sent ${count} messages that a dead process had committed`);
      await this.database.query('delete from lease where owner = $1', [owner]);
    }
  }

  private async takeOwn(): Promise<void> {
    await this.adopt([this.lease.owner]);
    await this.sendRows(this.lease.owner, () => this.sender.inHand());
  }

  private async sendRows(owner: number, without: () => readonly string[]): Promise<number> {
    for (let count = 0; ;) {
      const { rows } = await this.database.query<LeftRow>(selectLeft(owner, without(), ROWS_AT_ONCE));
      if (rows.length === 0) return count;
      await this.bus.send(rows.map(({ topic, key, headers, data }) => ({ topic, key, headers, value: Buffer.from(data) })));
      await this.database.query(deleteOutbox(rows.map((row) => row.id)));
      count += rows.length;
    }
  }

  private async exclusively(work: () => Promise<unknown>): Promise<void> {
    const client = await this.database.connect();
    try {
      await client.query('select pg_advisory_lock($1, $2)', [LOCK_SPACE, RELAY_LOCK]);
      await work();
      await client.query('select pg_advisory_unlock($1, $2)', [LOCK_SPACE, RELAY_LOCK]);
      client.release();
    } catch (error) {
      // The lock goes with the connection.
      client.release(true);
      throw error;
    }
  }
}
