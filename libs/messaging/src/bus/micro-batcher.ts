import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { BusRecord } from './bus.js';

/** Most bytes of one produce request: below the broker's message.max.bytes (1,048,588), for all may be of one partition. */
const MAX_REQUEST_BYTES = 900_000;
/** What a record takes besides its value: headers, key, framing. */
const RECORD_OVERHEAD_BYTES = 700;
/** Wait before a failed produce is tried again, in milliseconds. */
const BACKOFF_MS = { first: 50, last: 2_000 } as const;

interface Waiting {
  left: number;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}
interface Entry {
  readonly record: BusRecord;
  readonly waiting: Waiting;
}

export class BusClosed extends Error {
  override readonly name = 'BusClosed';
}

/**
 * One produce request under way; everything else queues into the next, in the order of the calls. The price is per
 * request and not per message, and one at a time keeps the order on retries. A broker that is away is waited for.
 */
export class MicroBatcher {
  private readonly logger = new Logger('Producer');
  private readonly queue: Entry[] = [];
  private flying: Promise<void> | undefined;
  private closed = false;
  healthy = true;

  /** @param produce sends records and resolves when all in-sync replicas have them */
  constructor(private readonly produce: (records: readonly BusRecord[]) => Promise<void>) {}

  send(records: readonly BusRecord[]): Promise<void> {
    if (records.length === 0) return Promise.resolve();
    if (this.closed) return Promise.reject(new BusClosed('the bus is closed'));
    return new Promise((resolve, reject) => {
      const waiting: Waiting = { left: records.length, resolve, reject };
      for (const record of records) this.queue.push({ record, waiting });
      this.fly();
    });
  }

  /** Sends what is queued for as long as `graceMs`, then gives up on the rest. */
  async close(graceMs: number): Promise<void> {
    const deadline = Date.now() + graceMs;
    while (this.flying && Date.now() < deadline) await Promise.race([this.flying, delay(50)]);
    this.closed = true;
  }

  private fly(): void {
    if (this.flying) return;
    this.flying = this.drain().finally(() => {
      this.flying = undefined;
      if (this.queue.length > 0) this.fly();
    });
  }

  private async drain(): Promise<void> {
    // Several calls of one turn of the event loop go together.
    await Promise.resolve();
    while (this.queue.length > 0) {
      const entries = this.take();
      const records = entries.map((entry) => entry.record);
      for (let attempt = 0; ; attempt++) {
        try {
          await this.produce(records);
          this.healthy = true;
          break;
        } catch (error) {
          this.healthy = false;
          if (this.closed) return this.giveUp(entries, error as Error);
          if (attempt % 10 === 0) this.logger.warn(`the broker did not take ${records.length} messages yet: ${describe(error)}`);
          await delay(Math.min(BACKOFF_MS.first * 2 ** Math.min(attempt, 10), BACKOFF_MS.last));
        }
      }
      for (const { waiting } of entries) if (--waiting.left === 0) waiting.resolve();
    }
  }

  private take(): Entry[] {
    let bytes = 0;
    let count = 0;
    while (count < this.queue.length) {
      bytes += this.queue[count]!.record.value.length + RECORD_OVERHEAD_BYTES;
      if (count > 0 && bytes > MAX_REQUEST_BYTES) break;
      count += 1;
    }
    return count === this.queue.length ? this.queue.splice(0) : this.queue.splice(0, count);
  }

  private giveUp(entries: readonly Entry[], cause: Error): void {
    const error = new BusClosed('the bus was closed before the broker took the messages', { cause });
    for (const { waiting } of [...entries, ...this.queue.splice(0)]) waiting.reject(error);
  }
}

/** The causes of a client's error, in one line. */
export function describe(error: unknown): string {
  const causes = (one: unknown): string[] =>
    one instanceof AggregateError ? one.errors.flatMap(causes) : [one instanceof Error ? one.message : String(one)];
  return [...new Set(causes(error))].slice(0, 3).join('; ');
}
