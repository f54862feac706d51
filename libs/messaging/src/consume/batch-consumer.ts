import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Bus, BusMessage, SubscribeOptions, Subscription, TopicPartition } from '../bus/bus.js';
import { failpoint, FAILPOINTS_ARMED } from '../failpoint.js';
import { Offsets } from './offsets.js';

/** How often finished offsets are committed, in milliseconds; also on revocation and on close. */
export const COMMIT_INTERVAL_MS = 500;
/** Most messages that are handed over at once. */
export const MAX_HANDED_OVER = 500;

/** A message that was handed over. */
export interface Delivery {
  readonly message: BusMessage;
  /** The message is dealt with for good; its offset may be committed once all before it are. */
  readonly complete: () => void;
}

export interface BatchConsumerOptions extends Pick<
  SubscribeOptions,
  'groupId' | 'topics' | 'groupInstanceId' | 'sessionTimeoutMs'
> {
  /**
   * Takes over messages, in offset order per partition, and may return before they are complete. While its promise is
   * pending nothing further is handed over or fetched: back-pressure.
   */
  handle(deliveries: readonly Delivery[]): Promise<void> | void;
  /** Before the first message of an assignment. It holds every partition that is owned from now on. */
  onAssigned?(partitions: readonly TopicPartition[]): Promise<void> | void;
  /**
   * The partitions are given up: finish the work in hand and resolve. What is complete by then is committed; anything
   * else is read again by the next owner. Bounded by REVOKE_DRAIN_MS.
   */
  onRevoked?(partitions: readonly TopicPartition[]): Promise<void> | void;
}

export interface ConsumerHealth {
  readonly assigned: boolean;
  readonly partitions: number;
  /** Messages that are on the owned partitions and not fetched yet. */
  readonly lag: number;
  /** Messages that were handed over and are not complete. */
  readonly unfinished: number;
}

/** A group member that hands messages over in batches and commits what its owner has declared complete. */
export class BatchConsumer {
  private readonly logger = new Logger('Consumer');
  private readonly offsets = new Offsets();
  private subscription: Subscription | undefined;
  private timer: NodeJS.Timeout | undefined;
  private generation = 0;
  private turn: Promise<void> = Promise.resolve();

  constructor(
    private readonly bus: Bus,
    private readonly options: BatchConsumerOptions,
  ) {}

  async start(): Promise<void> {
    const { groupId, topics, groupInstanceId, sessionTimeoutMs } = this.options;
    this.subscription = await this.bus.subscribe({
      groupId,
      topics,
      ...(groupInstanceId === undefined ? {} : { groupInstanceId }),
      ...(sessionTimeoutMs === undefined ? {} : { sessionTimeoutMs }),
      onMessages: (messages) => this.receive(messages),
      onAssigned: async (partitions) => {
        this.generation += 1;
        this.offsets.clear();
        await this.options.onAssigned?.(partitions);
      },
      onRevoked: (partitions) => this.revoked(partitions),
    });
    this.timer = setInterval(() => void this.commit(), COMMIT_INTERVAL_MS);
  }

  /** Finishes the work in hand, commits and leaves the group. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.subscription?.close();
    this.subscription = undefined;
  }

  pause(): void {
    this.subscription?.pause();
  }
  resume(): void {
    this.subscription?.resume();
  }

  assignment(): readonly TopicPartition[] | undefined {
    return this.subscription?.assignment();
  }

  health(): ConsumerHealth {
    const assigned = this.subscription?.assignment();
    return {
      assigned: assigned !== undefined,
      partitions: assigned?.length ?? 0,
      lag: this.subscription?.lag() ?? 0,
      unfinished: this.offsets.unfinished(),
    };
  }

  /** Commits what is complete. A broker that is away hears of it later. */
  async commit(): Promise<void> {
    const due = this.offsets.due();
    if (due.length === 0 || !this.subscription) return;
    try {
      await this.subscription.commit(due);
      this.offsets.committed(due);
      if (FAILPOINTS_ARMED) await failpoint('batch.offsets');
    } catch (error) {
      this.logger.debug(`offsets are committed later: ${(error as Error).message}`);
    }
  }

  /** Fetches of several brokers arrive side by side; they are handed over one after the other. */
  private receive(messages: readonly BusMessage[]): Promise<void> {
    const generation = this.generation;
    this.turn = this.turn.then(() => this.handOver(messages, generation));
    return this.turn;
  }

  private async handOver(messages: readonly BusMessage[], generation: number): Promise<void> {
    for (let start = 0; start < messages.length; start += MAX_HANDED_OVER) {
      if (generation !== this.generation) return;
      const deliveries = messages.slice(start, start + MAX_HANDED_OVER).map((message): Delivery => {
        const ticket = this.offsets.handOut(message);
        return { message, complete: () => void (ticket.done = true) };
      });
      await this.deliver(deliveries, generation);
    }
  }

  /** A handler that throws has not taken the messages over: they are offered again, for nothing may be skipped. */
  private async deliver(deliveries: readonly Delivery[], generation: number): Promise<void> {
    for (let attempt = 0; generation === this.generation; attempt++) {
      try {
        await this.options.handle(deliveries);
        return;
      } catch (error) {
        if (attempt % 10 === 0)
          this.logger.error(`${this.options.groupId}: a batch could not be taken over: ${(error as Error).stack}`);
        await delay(Math.min(100 * 2 ** attempt, 5_000));
      }
    }
  }

  /**
   * Nothing further is handed over from the first moment on. The group may stop waiting for us and give partitions back
   * before the work in hand is finished; then what is kept here belongs to the new assignment.
   */
  private async revoked(partitions: readonly TopicPartition[]): Promise<void> {
    this.generation += 1;
    const { generation } = this;
    await this.options.onRevoked?.(partitions);
    if (generation !== this.generation) return;
    await this.commit();
    if (generation === this.generation) this.offsets.clear();
  }
}
