import { Admin, murmur2, Producer, type MessageToProduce } from '@platformatic/kafka';
import { Bus, type BusRecord, type SubscribeOptions, type Subscription, type TopicSpec } from '../bus.js';
import { MicroBatcher } from '../micro-batcher.js';
import type { BusOptions } from '../open-bus.js';
import { PlatformaticSubscription } from './subscription.js';

/** One try of a request, in milliseconds; what is not answered then is tried again. */
const REQUEST_TIMEOUT_MS = 5_000;
const CONNECT_TIMEOUT_MS = 3_000;
/** Tries inside the client; the layers above retry without limit. */
const RETRIES = 2;
const RETRY_DELAY_MS = 100;
/** How long `close` waits for the broker to take what is queued, in milliseconds. */
const CLOSE_GRACE_MS = 3_000;

/** The bus on @platformatic/kafka. */
export class PlatformaticBus extends Bus {
  readonly client = 'platformatic';
  private readonly base;
  private readonly producer: Producer<string, Buffer, string, string>;
  private readonly batcher: MicroBatcher;
  private readonly subscriptions = new Set<PlatformaticSubscription>();

  constructor(private readonly options: BusOptions) {
    super();
    this.base = {
      clientId: options.clientId,
      bootstrapBrokers: [...options.brokers],
      retries: RETRIES,
      retryDelay: RETRY_DELAY_MS,
      timeout: REQUEST_TIMEOUT_MS,
      connectTimeout: CONNECT_TIMEOUT_MS,
    };
    this.producer = new Producer({
      ...this.base,
      idempotent: true,
      acks: -1,
      // The layer above repeats a failed request as a whole, with a new producer id.
      retries: 0,
      // Java's partitioner, so that both clients put a key into the same partition.
      partitioner: (_message, key) => (key ? murmur2(key) & 0x7fff_ffff : 0),
      serializers: {
        key: (key) => Buffer.from(key ?? ''),
        value: (value) => value,
        headerKey: (name) => Buffer.from(name ?? ''),
        headerValue: (value) => Buffer.from(value ?? ''),
      },
    });
    this.producer.on('error', () => undefined);
    this.batcher = new MicroBatcher((records) => this.produce(records));
  }

  send(records: readonly BusRecord[]): Promise<void> {
    return this.batcher.send(records);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const subscription = new PlatformaticSubscription(this.base, this.options.topicPrefix, options);
    this.subscriptions.add(subscription);
    await subscription.start();
    return subscription;
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    await this.withAdmin(async (admin) => {
      const existing = new Set(await admin.listTopics());
      for (const { topic, partitions, replicas = 1 } of topics) {
        const name = this.options.topicPrefix + topic;
        if (!existing.has(name)) await admin.createTopics({ topics: [name], partitions, replicas });
      }
    });
  }

  async partitions(topic: string): Promise<number> {
    const name = this.options.topicPrefix + topic;
    return this.withAdmin(async (admin) => (await admin.metadata({ topics: [name] })).topics.get(name)!.partitionsCount);
  }

  connected(): boolean {
    return this.batcher.healthy && [...this.subscriptions].every((subscription) => subscription.healthy);
  }

  async close(): Promise<void> {
    for (const subscription of this.subscriptions) await subscription.close();
    await this.batcher.close(CLOSE_GRACE_MS);
    await this.producer.close().catch(() => undefined);
  }

  private async produce(records: readonly BusRecord[]): Promise<void> {
    const { topicPrefix } = this.options;
    const messages: MessageToProduce<string, Buffer, string, string>[] = records.map((record) => ({
      topic: topicPrefix + record.topic,
      key: record.key,
      value: record.value,
      headers: record.headers,
    }));
    await this.producer.send({ messages, acks: -1 });
  }

  private async withAdmin<Result>(work: (admin: Admin) => Promise<Result>): Promise<Result> {
    const admin = new Admin({ ...this.base, clientId: `${this.options.clientId}-admin` });
    try {
      return await work(admin);
    } finally {
      await admin.close().catch(() => undefined);
    }
  }
}
