import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { CallRow } from '../calls/call-row.js';
import { newId } from '../envelope/ids.js';
import { failpoint, FAILPOINTS_ARMED } from '../failpoint.js';
import type { Intent } from '../operation/operation.js';
import type { Sender } from '../outbox/sender.js';
import { Suspects } from '../parking/suspects.js';
import { Batch, type BatchContext, type BatchResult } from './batch.js';
import { CommitUnknown, kindOf } from './faults.js';
import type { Item } from './item.js';
import { Linger } from './linger.js';
import { Runtime, type Stimulus } from './runtime.js';

/** Most stimuli that one transaction decides. */
export const MAX_BATCH = 500;
/** Stimuli that may wait before a consumer is asked to fetch no more. */
const QUEUE_LIMIT = 1_000;
/** How often rows that appeared between look-up and insert may make one batch start again before a message is blamed. */
const RACE_ATTEMPTS = 5;
/** Wait before a transaction that failed for the machine's sake is tried again, in milliseconds. */
const FAULT_BACKOFF_MS = { first: 50, last: 2_000 } as const;

/** What the runtime tells others when a batch is committed. */
export interface RuntimeHooks {
  /** Call rows that this process wrote and owns. */
  onCalls(calls: readonly CallRow[]): void;
  /** A COMMIT went unanswered: there may be outbox and call rows that nobody has in memory. */
  onCommitUnknown(): void;
}

/** One queue for all stimuli of a process, one transaction at a time, as large as what is there. */
export class BatchRuntime extends Runtime {
  private readonly logger = new Logger('Runtime');
  private queue: Item[] = [];
  private readonly givenUp = new Map<Item, Error>();
  private readonly suspects = new Suspects((items, giveUp) => this.tryAgain(items, giveUp));
  private readonly linger = new Linger();
  private working: Promise<void> | undefined;
  private readonly waiting: (() => void)[] = [];
  private current: readonly Item[] = [];
  /** Messages whose decision is committed and whose outcome the broker has not acknowledged. */
  private unacknowledged = 0;
  private stopped = false;

  constructor(
    private readonly context: BatchContext & { readonly service: string },
    private readonly database: pg.Pool,
    private readonly sender: Sender,
    private readonly hooks: RuntimeHooks,
  ) {
    super();
  }

  execute<Result>(intent: Intent<Result>, stimulus: Stimulus = {}): Promise<Result> {
    const now = this.context.clock.now();
    const id = stimulus.id ?? newId(now);
    const key = stimulus.key ?? id;
    return new Promise((resolve, reject) => {
      this.submit([
        {
          kind: 'local',
          envelope: {
            id,
            type: stimulus.name ?? intent.operation.name,
            source: `/counterpoint/${this.context.service}`,
            time: now,
            key,
            correlationId: stimulus.correlationId ?? key,
            causationId: stimulus.causationId,
            traceparent: stimulus.traceparent,
            tracestate: stimulus.tracestate,
            schemaVersion: 1,
            replyTo: stimulus.returnAddress?.replyTo,
            taskToken: stimulus.returnAddress?.taskToken,
          },
          intents: [intent],
          causationId: stimulus.causationId,
          committed: ([result]) => resolve(result as Result),
          failed: reject,
        },
      ]);
    });
  }

  /** Adds stimuli to the queue, in order. */
  submit(items: readonly Item[]): void {
    for (const item of items) this.queue.push(item);
    this.wake();
  }

  /** Resolves when there is room for more messages: the back-pressure of consumers. */
  async room(): Promise<void> {
    while (!this.stopped && this.queue.length + this.suspects.size >= QUEUE_LIMIT) await this.progress();
  }

  /** Resolves when no message is queued, being decided, or waiting for the broker. Failed ones that wait do not count. */
  async messagesSettled(): Promise<void> {
    while (this.unacknowledged > 0 || this.current.some(isMessage) || this.queue.some(isMessage)) await this.progress();
  }

  /** Forgets all messages that were not decided yet; their partitions are somebody else's now. */
  forgetMessages(): void {
    this.suspects.clear();
    this.queue = this.queue.filter((item) => !isMessage(item));
    this.givenUp.clear();
    this.signal();
  }

  /** Ends after the batch in hand. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.suspects.clear();
    this.signal();
    await this.working;
  }

  private wake(): void {
    if (this.working || this.stopped || this.queue.length === 0) return;
    this.working = this.work().finally(() => {
      this.working = undefined;
      this.signal();
      this.wake();
    });
  }

  private async work(): Promise<void> {
    // Whatever else arrives in this turn of the event loop goes into the same batch.
    await new Promise((resolve) => setImmediate(resolve));
    while (this.queue.length > 0 && !this.stopped) {
      await this.linger.wait(this.queue.length);
      await this.sender.room();
      const taken = this.queue.splice(0, MAX_BATCH);
      const items = taken.filter((item) => !this.suspects.holdBack(item));
      this.linger.took(items.length);
      this.current = items;
      if (items.length > 0) await this.settle(items);
      this.current = [];
      this.signal();
    }
  }

  /** Brings items to an end, however often it takes: each is decided, handed to the suspects, or refused. */
  private async settle(items: readonly Item[]): Promise<void> {
    let races = 0;
    let unanswered = false;
    for (let attempt = 0; ; attempt++) {
      try {
        const result = await this.transact(items);
        // Only now is it certain that the COMMIT before has come to its end, one way or the other.
        if (unanswered) this.hooks.onCommitUnknown();
        this.apply(result);
        return;
      } catch (error) {
        const kind = kindOf(error);
        if (error instanceof CommitUnknown) {
          unanswered = true;
          this.hooks.onCommitUnknown();
        }
        if (kind === 'race' && ++races <= RACE_ATTEMPTS) continue;
        if (kind === 'infrastructure') {
          if (this.stopped) return this.refuse(items, error);
          await this.pause(attempt, error as Error);
          continue;
        }
        if (items.length === 1) return this.blame(items[0]!, error as Error);
        const middle = items.length >> 1;
        await this.settle(items.slice(0, middle));
        await this.settle(items.slice(middle).filter((item) => !this.suspects.holdBack(item)));
        return;
      }
    }
  }

  private async transact(items: readonly Item[]): Promise<BatchResult> {
    if (items.length === 0) return EMPTY_RESULT;
    if (FAILPOINTS_ARMED) await failpoint('batch.begin');
    const acknowledged = this.sender.takeAcknowledged();
    const toPark = new Map(items.flatMap((item) => (this.givenUp.has(item) ? [[item, this.givenUp.get(item)!]] : [])));
    let client: pg.PoolClient | undefined;
    try {
      client = await this.database.connect();
      const result = await new Batch(this.context, items, toPark, acknowledged).run(client);
      client.release();
      return result;
    } catch (error) {
      this.sender.giveBack(acknowledged);
      // A connection in doubt is thrown away; one that PostgreSQL answered on is rolled back and used again.
      if (client)
        await client.query('rollback').then(
          () => client!.release(),
          (broken: Error) => client!.release(broken),
        );
      throw error;
    }
  }

  private apply(result: BatchResult): void {
    const { decided, failed, held, stored, outgoing, calls } = result;
    const finished: Item[] = [...stored];
    const keys = new Set<string>();
    for (const [item, results] of decided) {
      item.committed?.(results);
      finished.push(item);
      if (item.kind === 'message') keys.add(item.envelope.key);
    }
    for (const item of stored) this.givenUp.delete(item);
    this.suspects.committed(new Set([...keys, ...stored.map((item) => item.envelope.key)]));
    for (const [item, error] of failed) this.blame(item, error);
    this.queue.unshift(...held.filter((item) => !this.suspects.holdBack(item)));
    if (calls.length > 0) this.hooks.onCalls(calls);
    const messages = finished.filter(isMessage).length;
    this.unacknowledged += messages;
    const send = () =>
      this.sender.send(outgoing, () => {
        this.unacknowledged -= messages;
        for (const item of finished) item.acknowledged?.();
        this.signal();
      });
    if (FAILPOINTS_ARMED) void failpoint('batch.committed').then(send, send);
    else send();
  }

  private blame(item: Item, error: Error): void {
    if (item.kind === 'message') {
      this.logger.warn(
        `${item.envelope.type} ${item.envelope.id} (key ${item.envelope.key}) failed: ${error.stack ?? error.message}`,
      );
      this.suspects.failed(item, error);
    } else {
      item.failed?.(error);
    }
  }

  private refuse(items: readonly Item[], error: unknown): void {
    for (const item of items) if (item.kind !== 'message') item.failed?.(error);
  }

  private tryAgain(items: readonly Item[], giveUp: Error | undefined): void {
    if (giveUp) {
      this.givenUp.set(items[0]!, giveUp);
      this.logger.error(`parking key ${items[0]!.envelope.key}: ${giveUp.message}`);
    }
    this.queue.unshift(...items);
    this.wake();
  }

  private async pause(attempt: number, error: Error): Promise<void> {
    if (attempt % 10 === 0) this.logger.warn(`the transaction is tried again: ${error.name}: ${error.message}`);
    await delay(Math.min(FAULT_BACKOFF_MS.first * 2 ** Math.min(attempt, 10), FAULT_BACKOFF_MS.last));
  }

  private progress(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private signal(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}

const isMessage = (item: Item): boolean => item.kind === 'message' || item.kind === 'unreadable';
const EMPTY_RESULT: BatchResult = { decided: new Map(), failed: new Map(), held: [], stored: [], outgoing: [], calls: [] };
