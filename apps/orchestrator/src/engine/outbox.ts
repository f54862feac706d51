import type { Bus } from '@counterpoint/messaging';
import type { Pool } from 'pg';
import { deleteSent, unsentMessages } from '../store/sql/outbox.js';
import { recordOfOutbox } from './writes.js';

const PAGE = 1_000;

/** What a crash left in the outbox. In normal running its rows are sent from memory and deleted with a later batch. */
export class Outbox {
  constructor(
    private readonly pool: Pool,
    private readonly bus: Bus,
  ) {}

  async drain(shards: readonly number[]): Promise<void> {
    for (;;) {
      const rows = await unsentMessages(this.pool, shards, PAGE);
      if (rows.length === 0) return;
      await this.bus.send(rows.map((row) => recordOfOutbox(row.message)));
      await deleteSent(
        this.pool,
        rows.map((row) => row.id),
      );
    }
  }

  /** Rows whose messages the broker has. */
  async forget(ids: readonly string[]): Promise<void> {
    await deleteSent(this.pool, ids);
  }
}
