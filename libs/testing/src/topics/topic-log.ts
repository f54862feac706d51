import { Admin, Consumer, ListOffsetTimestamps } from '@platformatic/kafka';

/** A message as it lies in a topic; headers as text, value as it is. */
export interface StoredMessage {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** Broker or producer timestamp, epoch milliseconds. */
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

const FETCH_MAX_BYTES = 8 * 1024 * 1024;
const FETCH_MAX_WAIT_MS = 200;
const CLIENT = { connectTimeout: 5_000, requestTimeout: 20_000, retries: 3, retryDelay: 200 } as const;

interface Position {
  readonly topic: string;
  readonly topicId: string;
  readonly partition: number;
  readonly node: number;
  next: bigint;
  readonly end: bigint;
}

/** Reads topics as a log, from the first offset to the end as it is at the start of a read: no group, no commits, no side effects. */
export class TopicLog {
  private readonly client: Consumer;
  private readonly admin: Admin;

  constructor(brokers: string) {
    const bootstrapBrokers = brokers.split(',');
    const clientId = `counterpoint-topic-log-${process.pid}`;
    this.client = new Consumer({ clientId, groupId: clientId, bootstrapBrokers, ...CLIENT });
    this.admin = new Admin({ clientId, bootstrapBrokers, ...CLIENT });
  }

  async topics(): Promise<string[]> {
    return this.admin.listTopics();
  }

  async create(topics: readonly string[], partitions: number): Promise<void> {
    await this.admin.createTopics({ topics: [...topics], partitions, replicas: 1 });
  }

  async delete(topics: readonly string[]): Promise<void> {
    await this.admin.deleteTopics({ topics: [...topics] });
  }

  /** Sum over all partitions of the offsets behind the last message: it stands still when nothing is written. */
  async endOffset(topics: readonly string[]): Promise<bigint> {
    const ends = await this.client.listOffsets({ topics: [...topics], timestamp: ListOffsetTimestamps.LATEST });
    return [...ends.values()].flat().reduce((sum, offset) => sum + offset, 0n);
  }

  /** Every message of the topics that exist, in order within a partition. */
  async *read(topics: readonly string[]): AsyncGenerator<StoredMessage> {
    const positions = await this.positions(topics);
    for (const position of positions) {
      while (position.next < position.end) yield* this.fetch(position);
    }
  }

  async close(): Promise<void> {
    await Promise.all([this.client.close(), this.admin.close()]);
  }

  private async positions(topics: readonly string[]): Promise<Position[]> {
    const names = [...topics];
    const metadata = await this.client.metadata({ topics: names, forceUpdate: true });
    const [starts, ends] = await Promise.all([
      this.client.listOffsets({ topics: names, timestamp: ListOffsetTimestamps.EARLIEST }),
      this.client.listOffsets({ topics: names, timestamp: ListOffsetTimestamps.LATEST }),
    ]);
    return names.flatMap((topic) => {
      const known = metadata.topics.get(topic);
      if (!known) throw new Error(`the broker does not know the topic ${topic}`);
      return [...known.partitions.entries()].map(([partition, { leader }]) => ({
        topic,
        topicId: known.id,
        partition,
        node: leader,
        next: starts.get(topic)?.[partition] ?? 0n,
        end: ends.get(topic)?.[partition] ?? 0n,
      }));
    });
  }

  private async *fetch(position: Position): AsyncGenerator<StoredMessage> {
    const { topic, topicId, partition, node } = position;
    const answer = await this.client.fetch({
      node,
      minBytes: 1,
      maxBytes: FETCH_MAX_BYTES,
      maxWaitTime: FETCH_MAX_WAIT_MS,
      topics: [
        {
          topicId,
          partitions: [
            {
              partition,
              currentLeaderEpoch: -1,
              fetchOffset: position.next,
              lastFetchedEpoch: -1,
              partitionMaxBytes: FETCH_MAX_BYTES,
            },
          ],
        },
      ],
    });
    const batches = answer.responses[0]?.partitions[0]?.records ?? [];
    if (batches.length === 0)
      throw new Error(`${topic}[${partition}] gave nothing at ${position.next}, before its end ${position.end}`);
    for (const batch of batches) {
      for (const record of batch.records) {
        const offset = batch.firstOffset + BigInt(record.offsetDelta);
        if (offset < position.next) continue;
        position.next = offset + 1n;
        yield {
          topic,
          partition,
          offset: Number(offset),
          timestamp: Number(batch.firstTimestamp + record.timestampDelta),
          key: record.key?.toString() ?? null,
          value: record.value,
          headers: Object.fromEntries(record.headers.map(([name, value]) => [String(name), value?.toString() ?? ''])),
        };
      }
      // Control records and compacted ends of a batch hold no message but take offsets.
      const behind = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
      if (behind > position.next) position.next = behind;
    }
  }
}
