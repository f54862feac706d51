import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Consumer, type ConsumerGroupJoinPayload, type GroupPartitionsAssigner } from '@platformatic/kafka';
import {
  HEARTBEAT_INTERVAL_MS,
  REBALANCE_TIMEOUT_MS,
  REVOKE_DRAIN_MS,
  SESSION_TIMEOUT_MS,
  type Position,
  type SubscribeOptions,
  type Subscription,
  type TopicPartition,
} from '../bus.js';
import { describe } from '../micro-batcher.js';
import { ASSIGNOR_NAME, assignRanges } from '../range-assignor.js';
import { Fetcher } from './fetcher.js';

/** Wait before the group is joined again after a failure, in milliseconds. */
const REJOIN_DELAY_MS = 250;

export interface ClientOptions {
  readonly clientId: string;
  readonly bootstrapBrokers: string[];
  readonly retries: number;
  readonly retryDelay: number;
  readonly timeout: number;
  readonly connectTimeout: number;
}

/**
 * Group membership on @platformatic/kafka's classic protocol. Two clients: one for the group (heartbeats, commits), one for
 * fetches, because a broker answers one request of a connection at a time and a waiting fetch would hold up heartbeats.
 * The client asks for the subscription's user data before every JoinGroup and waits for it: that is our revocation hook.
 */
export class PlatformaticSubscription implements Subscription {
  private readonly logger = new Logger('Consumer');
  private readonly group: Consumer;
  private readonly fetcher: Fetcher;
  private owned: readonly TopicPartition[] | undefined;
  private closed = false;
  healthy = false;

  constructor(
    client: ClientOptions,
    private readonly prefix: string,
    private readonly options: SubscribeOptions,
  ) {
    const sessionTimeout = options.sessionTimeoutMs ?? SESSION_TIMEOUT_MS;
    this.group = new Consumer({
      ...client,
      groupId: prefix + options.groupId,
      ...(options.groupInstanceId === undefined ? {} : { groupInstanceId: prefix + options.groupInstanceId }),
      // One request takes until all members have joined.
      timeout: REBALANCE_TIMEOUT_MS + client.timeout,
      sessionTimeout,
      rebalanceTimeout: Math.max(REBALANCE_TIMEOUT_MS, sessionTimeout),
      heartbeatInterval: HEARTBEAT_INTERVAL_MS,
      protocols: [{ name: ASSIGNOR_NAME, version: 0 }],
      partitionAssigner: assigner,
      protocolsMetadata: () => this.revoke().then(() => Buffer.alloc(0)),
    });
    this.fetcher = new Fetcher(client, prefix, options, (healthy) => (this.healthy = healthy));
  }

  async start(): Promise<void> {
    const topics = this.options.topics.map((topic) => this.prefix + topic);
    this.group.topics.trackAll(...topics);
    this.group.on('consumer:group:join', (payload) => this.joined(payload));
    this.group.on('error', (error: unknown) => {
      this.logger.warn(`the group is joined again: ${describe(error)}`);
      void this.join();
    });
    await this.join();
  }

  assignment(): readonly TopicPartition[] | undefined {
    return this.owned;
  }
  lag(): number {
    return this.fetcher.lag();
  }
  pause(): void {
    this.fetcher.pause();
  }
  resume(): void {
    this.fetcher.resume();
  }

  async commit(positions: readonly Position[]): Promise<void> {
    if (positions.length === 0 || this.closed) return;
    await this.group.commit({
      offsets: positions.map(({ topic, partition, offset }) => ({
        topic: this.prefix + topic,
        partition,
        offset: BigInt(offset),
        leaderEpoch: -1,
      })),
    });
  }

  async close(): Promise<void> {
    if (this.closed) return;
    await this.revoke();
    this.closed = true;
    await this.fetcher.close();
    // Leaves the group, as a static member too: whoever stops in order hands over at once.
    await this.group.close(true).catch(() => undefined);
  }

  private async join(): Promise<void> {
    for (let attempt = 0; !this.closed; attempt++) {
      try {
        await this.group.joinGroup({});
        return;
      } catch (error) {
        this.healthy = false;
        if (attempt % 20 === 0) this.logger.warn(`the group ${this.options.groupId} cannot be joined yet: ${describe(error)}`);
        await delay(REJOIN_DELAY_MS);
      }
    }
  }

  private joined({ assignments }: ConsumerGroupJoinPayload): void {
    const owned = (assignments ?? []).flatMap(({ topic, partitions }) =>
      partitions.map((partition) => ({ topic: topic.slice(this.prefix.length), partition })),
    );
    this.owned = owned;
    this.healthy = true;
    this.fetcher.start(owned, this.group, () => this.options.onAssigned(owned));
  }

  /** Stops fetching and has the work in hand finished and committed, within what the session time-out leaves. */
  private async revoke(): Promise<void> {
    const owned = this.owned;
    if (owned === undefined) return;
    this.owned = undefined;
    this.fetcher.stop();
    const late = delay(REVOKE_DRAIN_MS, undefined, { ref: false });
    try {
      await Promise.race([this.options.onRevoked(owned), late]);
    } catch (error) {
      this.logger.warn(`partitions were given up with work in hand: ${describe(error)}`);
    }
  }
}

const assigner: GroupPartitionsAssigner = (_current, members, _topics, metadata) => {
  const ranges = assignRanges(
    [...members.values()].map(({ memberId, topics }) => ({ memberId, topics: topics ?? [] })),
    (topic) => metadata.topics.get(topic)?.partitionsCount ?? 0,
  );
  return [...ranges].map(([memberId, topics]) => ({
    memberId,
    assignments: new Map([...topics].map(([topic, partitions]) => [topic, { topic, partitions }])),
  }));
};
