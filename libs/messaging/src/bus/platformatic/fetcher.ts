import { setTimeout as delay } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { Consumer, type KafkaRecord } from '@platformatic/kafka';
import {
  FETCH_MAX_BYTES,
  FETCH_PARTITION_MAX_BYTES,
  FETCH_WAIT_MS,
  type BusMessage,
  type SubscribeOptions,
  type TopicPartition,
} from '../bus.js';
import { describe } from '../micro-batcher.js';
import type { ClientOptions } from './subscription.js';

/** Wait after a failed fetch, in milliseconds. */
const FETCH_RETRY_MS = 200;
/** Timestamp that stands for "the earliest offset" (Kafka protocol, ListOffsets). */
const EARLIEST = -2n;
/** Bit of a record batch's attributes that marks control records (Kafka protocol, record batch). */
const IS_CONTROL = 0x20;

type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;
interface Cursor extends TopicPartition {
  /** Full name on the broker. */
  readonly name: string;
  offset: bigint;
  /** End of the log as of the last fetch. */
  end: bigint;
}
/** One assignment. It ends when the partitions are given up, and whatever it fetches afterwards is dropped. */
interface Run {
  readonly cursors: Map<string, Cursor>;
  stopped: boolean;
}

/** Fetches what is assigned, in batches across partitions, one loop for each broker that leads some of them. */
export class Fetcher {
  private readonly logger = new Logger('Consumer');
  private readonly client: Consumer;
  private run: Run | undefined;
  private ended: Promise<void> = Promise.resolve();
  private paused: { readonly ended: Promise<void>; readonly end: () => void } | undefined;
  private closed = false;

  constructor(
    options: ClientOptions,
    private readonly prefix: string,
    private readonly subscription: SubscribeOptions,
    private readonly report: (healthy: boolean) => void,
  ) {
    this.client = new Consumer({ ...options, clientId: `${options.clientId}-fetch`, groupId: prefix + subscription.groupId });
    this.client.on('error', () => undefined);
    this.client.topics.trackAll(...subscription.topics.map((topic) => prefix + topic));
  }

  /** Begins at the committed offsets, once `ready` has resolved. */
  start(owned: readonly TopicPartition[], group: Consumer, ready: () => Promise<void>): void {
    this.stop();
    const run: Run = { cursors: new Map(), stopped: false };
    this.run = run;
    const before = this.ended;
    this.ended = (async () => {
      await before;
      await this.untilDone(run, ready);
      await this.untilDone(run, () => this.locate(run, owned, group));
      const loops = new Map<number, Promise<void>>();
      await this.untilDone(run, () => this.spawn(run, loops));
      // Leaders move; a broker without a loop gets one.
      while (!run.stopped) {
        await Promise.race([...loops.values(), delay(1_000)]);
        await this.spawn(run, loops).catch(() => undefined);
      }
      await Promise.all(loops.values());
    })();
  }

  stop(): void {
    if (this.run) this.run.stopped = true;
    this.resume();
  }
  pause(): void {
    if (this.paused) return;
    let end = (): void => undefined;
    const ended = new Promise<void>((resolve) => (end = resolve));
    this.paused = { ended, end };
  }
  resume(): void {
    this.paused?.end();
    this.paused = undefined;
  }

  lag(): number {
    let lag = 0;
    for (const cursor of this.run?.cursors.values() ?? []) lag += Math.max(0, Number(cursor.end - cursor.offset));
    return lag;
  }

  async close(): Promise<void> {
    this.stop();
    this.closed = true;
    await this.client.close(true).catch(() => undefined);
    await this.ended;
  }

  private async untilDone(run: Run, step: () => Promise<void>): Promise<void> {
    for (let attempt = 0; !run.stopped; attempt++) {
      try {
        return await step();
      } catch (error) {
        this.report(false);
        if (attempt % 20 === 0) this.logger.warn(`${this.subscription.groupId} cannot fetch yet: ${describe(error)}`);
        await delay(FETCH_RETRY_MS);
      }
    }
  }

  /** Reads the committed offset of each partition; one that has none begins at the earliest. */
  private async locate(run: Run, owned: readonly TopicPartition[], group: Consumer): Promise<void> {
    if (owned.length === 0) return;
    const byTopic = new Map<string, number[]>();
    for (const { topic, partition } of owned) byTopic.set(topic, [...(byTopic.get(topic) ?? []), partition]);
    const committed = await group.listCommittedOffsets({
      topics: [...byTopic].map(([topic, partitions]) => ({ topic: this.prefix + topic, partitions })),
    });
    const unknown = owned.filter(({ topic, partition }) => (committed.get(this.prefix + topic)?.[partition] ?? -1n) < 0n);
    const earliest = await this.earliest(unknown);
    for (const { topic, partition } of owned) {
      const name = this.prefix + topic;
      const found = committed.get(name)?.[partition] ?? -1n;
      const offset = found >= 0n ? found : (earliest.get(name)?.[partition] ?? 0n);
      run.cursors.set(`${name}/${partition}`, { topic, partition, name, offset, end: offset });
    }
  }

  private async earliest(partitions: readonly TopicPartition[]): Promise<Map<string, bigint[]>> {
    if (partitions.length === 0) return new Map();
    const topics = [...new Set(partitions.map(({ topic }) => this.prefix + topic))];
    return this.client.listOffsets({ topics, timestamp: EARLIEST });
  }

  private async spawn(run: Run, loops: Map<number, Promise<void>>): Promise<void> {
    if (run.cursors.size === 0) return;
    for (const leader of new Set((await this.byLeader(run)).keys())) {
      if (run.stopped || loops.has(leader)) continue;
      loops.set(
        leader,
        this.loop(run, leader).finally(() => loops.delete(leader)),
      );
    }
  }

  private async byLeader(run: Run): Promise<Map<number, Map<string, Cursor[]>>> {
    const { topics } = await this.client.metadata({ topics: this.client.topics.current });
    const leaders = new Map<number, Map<string, Cursor[]>>();
    for (const cursor of run.cursors.values()) {
      const metadata = topics.get(cursor.name)!;
      const leader = metadata.partitions[cursor.partition]!.leader;
      let byTopic = leaders.get(leader);
      if (!byTopic) leaders.set(leader, (byTopic = new Map<string, Cursor[]>()));
      const cursors = byTopic.get(metadata.id);
      if (cursors) cursors.push(cursor);
      else byTopic.set(metadata.id, [cursor]);
    }
    return leaders;
  }

  private async loop(run: Run, leader: number): Promise<void> {
    while (!run.stopped) {
      if (this.paused) await this.paused.ended;
      const topics = (await this.byLeader(run).catch(() => undefined))?.get(leader);
      // Leads nothing any more.
      if (!topics) return;
      try {
        const messages = this.accept(run, topics, await this.fetch(leader, topics));
        this.report(true);
        if (messages.length > 0) await this.handOver(run, messages);
      } catch (error) {
        if (run.stopped || this.closed) return;
        this.report(false);
        await this.recover(topics, error);
      }
    }
  }

  /** The cursors are behind these messages already: what is refused is offered again, or it would never be seen. */
  private async handOver(run: Run, messages: readonly BusMessage[]): Promise<void> {
    for (let attempt = 0; !run.stopped; attempt++) {
      try {
        return await this.subscription.onMessages(messages);
      } catch (error) {
        if (attempt % 20 === 0) this.logger.warn(`${this.subscription.groupId} hands over again: ${describe(error)}`);
        await delay(FETCH_RETRY_MS);
      }
    }
  }

  private fetch(leader: number, topics: Map<string, Cursor[]>): Promise<FetchResponse> {
    return this.client.fetch({
      node: leader,
      minBytes: 1,
      maxBytes: FETCH_MAX_BYTES,
      maxWaitTime: FETCH_WAIT_MS,
      topics: [...topics].map(([topicId, cursors]) => ({
        topicId,
        partitions: cursors.map(({ partition, offset }) => ({
          partition,
          fetchOffset: offset,
          currentLeaderEpoch: -1,
          lastFetchedEpoch: -1,
          partitionMaxBytes: FETCH_PARTITION_MAX_BYTES,
        })),
      })),
    });
  }

  /** Takes the records at or behind each cursor, and moves the cursors. */
  private accept(run: Run, topics: Map<string, Cursor[]>, response: FetchResponse): BusMessage[] {
    const messages: BusMessage[] = [];
    if (run.stopped) return messages;
    for (const { topicId, partitions } of response.responses) {
      for (const { partitionIndex, records, highWatermark } of partitions) {
        const cursor = topics.get(topicId)?.find(({ partition }) => partition === partitionIndex);
        if (!cursor) continue;
        cursor.end = highWatermark;
        for (const batch of records ?? []) {
          if (!(batch.attributes & IS_CONTROL)) {
            const first = Number(batch.firstOffset);
            const from = Number(cursor.offset);
            for (const record of batch.records) {
              if (first + record.offsetDelta >= from)
                messages.push(messageOf(cursor, first, Number(batch.firstTimestamp), record));
            }
          }
          const next = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
          if (next > cursor.offset) cursor.offset = next;
        }
      }
    }
    return messages;
  }

  /** Waits; and where an offset is no longer (or never was) in the log, goes on at its beginning. */
  private async recover(topics: Map<string, Cursor[]>, error: unknown): Promise<void> {
    const text = describe(error);
    this.logger.warn(`${this.subscription.groupId} fetches again: ${text}`);
    await delay(FETCH_RETRY_MS);
    if (!/offset/i.test(text) || !/range/i.test(text)) return;
    const cursors = [...topics.values()].flat();
    const names = [...new Set(cursors.map(({ name }) => name))];
    const [earliest, latest] = await Promise.all([
      this.client.listOffsets({ topics: names, timestamp: EARLIEST }),
      this.client.listOffsets({ topics: names }),
    ]).catch(() => [undefined, undefined]);
    for (const cursor of cursors) {
      const first = earliest?.get(cursor.name)?.[cursor.partition];
      const last = latest?.get(cursor.name)?.[cursor.partition];
      if (first !== undefined && last !== undefined && (cursor.offset < first || cursor.offset > last)) cursor.offset = first;
    }
  }
}

function messageOf(cursor: Cursor, first: number, timestamp: number, record: KafkaRecord): BusMessage {
  const headers: Record<string, string> = {};
  for (const [name, value] of record.headers) {
    if (name !== null && value !== null) headers[name.toString('latin1')] = value.toString('utf8');
  }
  return {
    topic: cursor.topic,
    partition: cursor.partition,
    offset: first + record.offsetDelta,
    key: record.key === null ? null : record.key.toString('utf8'),
    value: record.value,
    headers,
    timestamp: timestamp + Number(record.timestampDelta),
  };
}
