import type { Bus } from '@counterpoint/messaging';
import type { Clock, Logger } from '@counterpoint/platform';
import { setTimeout as delay } from 'node:timers/promises';
import { Fenced, type Advance } from './advance.js';
import type { Aftermath } from './aftermath.js';
import type { Ownership } from './ownership.js';
import type { Residents } from './residents.js';
import type { Answer, Work } from './work.js';

/** Most stimuli that one transaction takes. */
const MAX_BATCH_STIMULI = 500;
/** Pauses between attempts while the database is away, in milliseconds. */
const FIRST_RETRY_MS = 50;
const MAX_RETRY_MS = 2_000;

/** A stimulus without what the engine adds. */
export type Stimulation = Omit<Work, 'shard' | 'settle'>;

/** Puts stimuli into batches, one batch after the other, and never gives one up. */
export class Engine {
  private readonly queue: Work[] = [];
  private readonly errands: (() => Promise<void>)[] = [];
  private running = false;
  private idle: Promise<void> = Promise.resolve();

  constructor(
    private readonly advance: Advance,
    private readonly aftermath: Aftermath,
    private readonly residents: Residents,
    private readonly ownership: Ownership,
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Number of stimuli that wait for a batch. */
  get backlog(): number {
    return this.queue.length;
  }

  submit(work: Work): void {
    this.queue.push(work);
    this.kick();
  }

  submitAll(works: readonly Work[]): void {
    for (const work of works) this.queue.push(work);
    this.kick();
  }

  /** Resolves when the stimulus is durable in its execution. The shard has to be this node's. */
  apply(work: Omit<Work, 'settle'>): Promise<Answer> {
    return new Promise((resolve) => this.submit({ ...work, settle: resolve }));
  }

  /** Does something between two batches, while no execution moves. */
  between<T>(errand: () => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.errands.push(() => errand().then(resolve, reject));
      this.kick();
    });
  }

  /** Resolves when no batch is under way and none waits. */
  async quiet(): Promise<void> {
    while (this.running) await this.idle;
  }

  private kick(): void {
    if (this.running) return;
    this.running = true;
    this.idle = this.loop();
  }

  private async loop(): Promise<void> {
    try {
      // What arrives in this turn of the event loop goes into the first batch.
      await new Promise(setImmediate);
      while (this.queue.length + this.errands.length > 0) {
        for (const errand of this.errands.splice(0)) await errand();
        if (this.queue.length === 0) continue;
        const batch = this.queue.splice(0, MAX_BATCH_STIMULI);
        await this.untilDurable(batch);
      }
    } finally {
      this.running = false;
      if (this.queue.length + this.errands.length > 0) this.kick();
    }
  }

  /** Runs a batch until it is written, or until its shards are another node's. */
  private async untilDurable(batch: readonly Work[]): Promise<void> {
    let rest = batch;
    for (let pause = FIRST_RETRY_MS; ; pause = Math.min(pause * 2, MAX_RETRY_MS)) {
      rest = this.ours(rest);
      if (rest.length === 0) return;
      try {
        return await this.advance.run(rest, this.ownership.tokens, this.clock.now());
      } catch (error) {
        for (const work of rest) this.residents.forget(work.executionId);
        if (error instanceof Fenced) {
          await this.ownership
            .dropLost()
            .catch((fault: unknown) => this.logger.warn({ err: fault }, 'could not read the fencing tokens'));
        } else if (isRowFault(error) && rest.length > 1) {
          for (const work of rest) await this.untilDurable([work]);
          return;
        } else if (isRowFault(error)) {
          this.logger.error(
            { err: error, executionId: rest[0]?.executionId },
            'the database refuses what an execution wants to store',
          );
          rest[0]?.settle?.({ kind: 'fault', error });
          return;
        } else {
          this.logger.warn(
            { err: error, stimuli: rest.length, retryInMs: pause },
            'a batch could not be written and is tried again',
          );
          await delay(pause);
        }
      }
    }
  }

  private ours(batch: readonly Work[]): readonly Work[] {
    if (batch.every((work) => this.ownership.owns(work.shard))) return batch;
    return batch.filter((work) => {
      if (this.ownership.owns(work.shard)) return true;
      // A message comes to the new owner by itself; a caller tries again there.
      work.settle?.({ kind: 'fault', error: new Error('the shard of the execution has moved to another node') });
      return false;
    });
  }

  /** What is due in memory. */
  wakeDue(): void {
    const now = this.clock.now();
    for (const resident of this.residents.takeDue(now)) {
      this.submit({ executionId: resident.id, shard: resident.shard, stimulus: { kind: 'wake' } });
    }
  }

  /** Sends commands again that nobody answered. */
  resendUnanswered(): void {
    const now = this.clock.now();
    for (const resident of this.residents.values()) if (resident.resendAt <= now) this.aftermath.resend(resident, now, this.bus);
  }
}

/** The server refuses the values themselves (class 22: data, 54: limits), which no repetition changes. */
function isRowFault(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return code.startsWith('22') || code.startsWith('54');
}
