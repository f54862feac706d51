import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import type { Consumer, EachBatchPayload, IHeaders, Kafka, KafkaMessage } from 'kafkajs';
import {
  FETCH_MAX_BYTES,
  FETCH_PARTITION_MAX_BYTES,
  FETCH_WAIT_MS,
  HEARTBEAT_INTERVAL_MS,
  REBALANCE_TIMEOUT_MS,
  REVOKE_DRAIN_MS,
  SESSION_TIMEOUT_MS,
  type BusMessage,
  type Position,
  type SubscribeOptions,
  type Subscription,
  type TopicPartition,
} from '../bus.js';
import { describe } from '../micro-batcher.js';
import { rangeAssigner } from './assigner.js';

/** Wait before a consumer that crashed is run again, in milliseconds. */
const RESTART_DELAY_MS = 250;
/** kafkajs hands partitions over one by one; all of them side by side, so that they meet in one batch. */
const PARTITIONS_AT_ONCE = 64;

/** Group membership on kafkajs. It has neither static membership nor a revocation hook that it waits for between fetches. */
export class KafkajsSubscription implements Subscription {
  private readonly logger = new Logger('Consumer');
  private readonly consumer: Consumer;
  private owned: readonly TopicPartition[] | undefined;
  private ready: Promise<void> = Promise.resolve();
  private revoking: Promise<void> | undefined;
  private readonly behind = new Map<string, number>();
  private closed = false;
  healthy = false;

  constructor(
    kafka: Kafka,
    private readonly prefix: string,
    private readonly options: SubscribeOptions,
  ) {
    const sessionTimeout = options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS;
    this.consumer = kafka.consumer({
      groupId: prefix + options.groupId,
      sessionTimeout,
      rebalanceTimeout: Math.max(REBALANCE_TIMEOUT_MS, sessionTimeout),
      heartbeatInterval: HEARTBEAT_INTERVAL_MS,
      minBytes: 1,
      maxWaitTimeInMs: FETCH_WAIT_MS,
      maxBytes: FETCH_MAX_BYTES,
      maxBytesPerPartition: FETCH_PARTITION_MAX_BYTES,
      partitionAssigners: [rangeAssigner],
      allowAutoTopicCreation: false,
      retry: { initialRetryTime: 30, retries: 8, maxRetryTime: 2_000, restartOnFailure: () => Promise.resolve(false) },
    });
  }

  async start(): Promise<void> {
    const { events } = this.consumer;
    this.consumer.on(events.GROUP_JOIN, ({ payload }) => this.joined(payload.memberAssignment));
    this.consumer.on(events.REBALANCING, () => void this.revoke());
    this.consumer.on(events.CRASH, ({ payload }) => {
      this.healthy = false;
      this.logger.warn(`${this.options.groupId} is started again: ${describe(payload.error)}`);
      void this.revoke().then(() => this.run());
    });
    this.consumer.on(events.HEARTBEAT, () => (this.healthy = true));
    await this.run();
  }

  assignment(): readonly TopicPartition[] | undefined {
    return this.owned;
  }
  lag(): number {
    return [...this.behind.values()].reduce((sum, count) => sum + count, 0);
  }
  pause(): void {
    this.consumer.pause(this.options.topics.map((topic) => ({ topic: this.prefix + topic })));
  }
  resume(): void {
    this.consumer.resume(this.options.topics.map((topic) => ({ topic: this.prefix + topic })));
  }

  async commit(positions: readonly Position[]): Promise<void> {
    if (positions.length === 0 || this.closed) return;
    await this.consumer.commitOffsets(
      positions.map(({ topic, partition, offset }) => ({ topic: this.prefix + topic, partition, offset: String(offset) })),
    );
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.revoke();
    this.closed = true;
    await this.consumer.disconnect().catch(() => undefined);
  }

  private async run(): Promise<void> {
    while (!this.closed) {
      try {
        await this.consumer.connect();
        await this.consumer.subscribe({ topics: this.options.topics.map((topic) => this.prefix + topic), fromBeginning: true });
        await this.consumer.run({
          autoCommit: false,
          partitionsConsumedConcurrently: PARTITIONS_AT_ONCE,
          eachBatch: (payload) => this.take(payload),
        });
        return;
      } catch (error) {
        this.logger.warn(`${this.options.groupId} cannot start yet: ${describe(error)}`);
        // A consumer that ran before has to be stopped, or it refuses new subscriptions.
        await this.consumer.stop().catch(() => undefined);
        await delay(RESTART_DELAY_MS);
      }
    }
  }

  private joined(assignment: Record<string, number[]>): void {
    const owned = Object.entries(assignment).flatMap(([topic, partitions]) =>
      partitions.map((partition) => ({ topic: topic.slice(this.prefix.length), partition })),
    );
    this.healthy = true;
    this.behind.clear();
    const revoked = this.revoking ?? this.revoke();
    this.ready = revoked.then(() => this.options.onAssigned(owned));
    this.ready.catch((error: Error) => this.logger.error(`the assignment could not be taken over: ${error.stack}`));
    void this.ready.then(() => (this.owned = owned));
  }

  private revoke(): Promise<void> {
    const owned = this.owned;
    if (owned === undefined) return this.revoking ?? Promise.resolve();
    this.owned = undefined;
    const late = delay(REVOKE_DRAIN_MS, undefined, { ref: false });
    this.revoking = Promise.race([this.options.onRevoked(owned), late])
      .catch((error: unknown) => this.logger.warn(`partitions were given up with work in hand: ${describe(error)}`))
      .then(() => void (this.revoking = undefined));
    return this.revoking;
  }

  private async take(payload: EachBatchPayload): Promise<void> {
    const { batch } = payload;
    await this.ready;
    if (!payload.isRunning() || payload.isStale()) return;
    const last = Number(batch.lastOffset());
    this.behind.set(`${batch.topic}/${batch.partition}`, Math.max(0, Number(batch.highWatermark) - 1 - last));
    const messages = batch.messages.map((message) => this.messageOf(batch.topic, batch.partition, message));
    const taken = Promise.resolve(this.options.onMessages(messages)).then(() => true);
    // A member that is held up by back-pressure is alive all the same.
    while (!(await Promise.race([taken, delay(HEARTBEAT_INTERVAL_MS, false)]))) await this.beat(payload);
    await this.beat(payload);
  }

  private async beat(payload: EachBatchPayload): Promise<void> {
    try {
      await payload.heartbeat();
    } catch (error) {
      // The group changes: finish and commit before kafkajs joins again.
      await this.revoke();
      throw error;
    }
  }

  private messageOf(topic: string, partition: number, message: KafkaMessage): BusMessage {
    return {
      topic: topic.slice(this.prefix.length),
      partition,
      offset: Number(message.offset),
      key: message.key === null ? null : message.key.toString('utf8'),
      value: message.value,
      headers: headersOf(message.headers),
      timestamp: Number(message.timestamp),
    };
  }
}

function headersOf(headers: IHeaders | undefined): Record<string, string> {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) {
    const one = Array.isArray(value) ? value[0] : value;
    if (one !== undefined) texts[name] = one.toString();
  }
  return texts;
}
