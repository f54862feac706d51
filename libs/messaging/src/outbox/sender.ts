import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { Bus } from '../bus/bus.js';
import type { Outgoing } from '../consume/outgoing.js';
import { failpoint, FAILPOINTS_ARMED } from '../failpoint.js';
import { deleteOutbox } from './outbox.js';

/** Messages that may wait for the broker in memory before no further batch is decided. */
const MAX_UNACKNOWLEDGED = 10_000;
/** Acknowledged rows are removed by the next batch, or after this time without one, in milliseconds. */
const CLEAN_UP_AFTER_MS = 250;
/** Most rows that one statement removes beside other work. */
const MAX_REMOVED_AT_ONCE = 1_000;

/** Sends what was committed, in the order of the commits, and remembers which outbox rows the broker has made redundant. */
export class Sender {
  private readonly logger = new Logger('Outbox');
  private readonly inFlight = new Set<readonly Outgoing[]>();
  private acknowledged: string[] = [];
  private unacknowledged = 0;
  private readonly waiting: (() => void)[] = [];
  private cleanUp: NodeJS.Timeout | undefined;

  constructor(
    private readonly bus: Bus,
    private readonly database: pg.Pool,
  ) {}

  /** Sends the messages of one committed batch; `done` runs when the broker has them all. */
  send(messages: readonly Outgoing[], done: () => void): void {
    if (messages.length === 0) return done();
    this.inFlight.add(messages);
    this.unacknowledged += messages.length;
    this.bus.send(messages.map((message) => message.record)).then(
      () => this.sent(messages, done),
      // Only a bus that is being closed gives up; the relay of the next process sends the rows.
      (error: Error) => this.logger.warn(`${messages.length} messages stay in the outbox: ${error.message}`),
    );
  }

  /** Ids whose rows the next transaction may remove. */
  takeAcknowledged(): string[] {
    const taken = this.acknowledged.slice(0, MAX_REMOVED_AT_ONCE);
    this.acknowledged = this.acknowledged.slice(MAX_REMOVED_AT_ONCE);
    return taken;
  }

  /** The transaction that was to remove them failed. */
  giveBack(ids: readonly string[]): void {
    this.acknowledged.push(...ids);
  }

  /** Ids of messages that are being sent or whose rows are about to be removed. */
  inHand(): string[] {
    return [...[...this.inFlight].flatMap((messages) => messages.map((message) => message.id)), ...this.acknowledged];
  }

  /** Resolves when there is room for another batch: at once unless the broker is away. */
  async room(): Promise<void> {
    while (this.unacknowledged >= MAX_UNACKNOWLEDGED) await this.progress();
  }

  /** Resolves when everything is acknowledged. */
  async settled(): Promise<void> {
    while (this.inFlight.size > 0) await this.progress();
  }

  /** Removes the rows that no batch came by to remove. */
  async flush(): Promise<void> {
    clearTimeout(this.cleanUp);
    this.cleanUp = undefined;
    while (this.acknowledged.length > 0) {
      const ids = this.takeAcknowledged();
      try {
        await this.database.query(deleteOutbox(ids));
      } catch (error) {
        this.giveBack(ids);
        throw error;
      }
    }
  }

  private sent(messages: readonly Outgoing[], done: () => void): void {
    const finish = () => {
      this.inFlight.delete(messages);
      this.unacknowledged -= messages.length;
      for (const message of messages) this.acknowledged.push(message.id);
      this.scheduleCleanUp();
      done();
      for (const wake of this.waiting.splice(0)) wake();
    };
    if (FAILPOINTS_ARMED) void failpoint('batch.produced').then(finish, () => undefined);
    else finish();
  }

  private progress(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private scheduleCleanUp(): void {
    if (this.cleanUp) {
      this.cleanUp.refresh();
      return;
    }
    this.cleanUp = setTimeout(() => {
      this.cleanUp = undefined;
      this.flush().catch((error: Error) => {
        this.logger.debug(`outbox rows are removed later: ${error.message}`);
        this.scheduleCleanUp();
      });
    }, CLEAN_UP_AFTER_MS);
    this.cleanUp.unref();
  }
}
