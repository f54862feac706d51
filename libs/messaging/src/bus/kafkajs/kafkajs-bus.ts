import { Kafka, logLevel, Partitioners, type Producer } from 'kafkajs';
import { Bus, type BusRecord, type SubscribeOptions, type Subscription, type TopicSpec } from '../bus.js';
import { MicroBatcher } from '../micro-batcher.js';
import type { BusOptions } from '../open-bus.js';
import { quietLog } from './log-filter.js';
import { KafkajsSubscription } from './subscription.js';

/** kafkajs waits 300 ms before its first retry unless told; a coordinator is found in a tenth of that. */
const INITIAL_RETRY_MS = 30;
const RETRIES = 5;
const CONNECT_TIMEOUT_MS = 3_000;
const REQUEST_TIMEOUT_MS = 15_000;
/** How long `close` waits for the broker to take what is queued, in milliseconds. */
const CLOSE_GRACE_MS = 3_000;

/** The bus on kafkajs. */
export class KafkajsBus extends Bus {
  readonly client = 'kafkajs';
  private readonly kafka: Kafka;
  private readonly producer: Producer;
  private readonly batcher: MicroBatcher;
  private readonly subscriptions = new Set<KafkajsSubscription>();
  private connecting: Promise<void> | undefined;

  constructor(private readonly options: BusOptions) {
    super();
    this.kafka = new Kafka({
      clientId: options.clientId,
      brokers: [...options.brokers],
      connectionTimeout: CONNECT_TIMEOUT_MS,
      requestTimeout: REQUEST_TIMEOUT_MS,
      retry: { initialRetryTime: INITIAL_RETRY_MS, retries: RETRIES },
      logLevel: logLevel.WARN,
      logCreator: quietLog,
    });
    this.producer = this.kafka.producer({
      idempotent: true,
      // One under way: the micro-batcher repeats a failed request unchanged, so its sequence numbers stay right.
      maxInFlightRequests: 1,
      createPartitioner: Partitioners.DefaultPartitioner,
      retry: { initialRetryTime: INITIAL_RETRY_MS, retries: Number.MAX_SAFE_INTEGER, maxRetryTime: 2_000 },
    });
    this.batcher = new MicroBatcher((records) => this.produce(records));
  }

  send(records: readonly BusRecord[]): Promise<void> {
    return this.batcher.send(records);
  }

  async subscribe(options: SubscribeOptions): Promise<Subscription> {
    const subscription = new KafkajsSubscription(this.kafka, this.options.topicPrefix, options);
    this.subscriptions.add(subscription);
    await subscription.start();
    return subscription;
  }

  async createTopics(topics: readonly TopicSpec[]): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const existing = new Set(await admin.listTopics());
      const missing = topics
        .map(({ topic, partitions, replicas = 1 }) => ({
          topic: this.options.topicPrefix + topic,
          numPartitions: partitions,
          replicationFactor: replicas,
        }))
        .filter(({ topic }) => !existing.has(topic));
      if (missing.length > 0) await admin.createTopics({ topics: missing, waitForLeaders: true });
    } finally {
      await admin.disconnect();
    }
  }

  async partitions(topic: string): Promise<number> {
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const { topics } = await admin.fetchTopicMetadata({ topics: [this.options.topicPrefix + topic] });
      return topics[0]!.partitions.length;
    } finally {
      await admin.disconnect();
    }
  }

  connected(): boolean {
    return this.batcher.healthy && [...this.subscriptions].every((subscription) => subscription.healthy);
  }

  async close(): Promise<void> {
    for (const subscription of this.subscriptions) await subscription.close();
    await this.batcher.close(CLOSE_GRACE_MS);
    await this.producer.disconnect().catch(() => undefined);
  }

  private async produce(records: readonly BusRecord[]): Promise<void> {
    this.connecting ??= this.producer.connect();
    try {
      await this.connecting;
    } catch (error) {
      this.connecting = undefined;
      throw error;
    }
    const byTopic = new Map<string, BusRecord[]>();
    for (const record of records) {
      const topic = this.options.topicPrefix + record.topic;
      const list = byTopic.get(topic);
      if (list) list.push(record);
      else byTopic.set(topic, [record]);
    }
    await this.producer.sendBatch({
      acks: -1,
      topicMessages: [...byTopic].map(([topic, messages]) => ({
        topic,
        messages: messages.map(({ key, value, headers }) => ({ key, value, headers: headers })),
      })),
    });
  }
}
