import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Bus, BusMessage, SubscribeOptions, Subscription } from '../src/bus/bus.js';
import { BatchConsumer, type Delivery } from '../src/consume/batch-consumer.js';
import type { KafkaClient } from '../src/bus/open-bus.js';
import { killChildren, startChild } from './support/child.js';
import { unique } from './support/servers.js';
import { eventually, openTestBus } from './support/service.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

const record = (topic: string, key: string, value = key) => ({
  topic,
  key,
  value: Buffer.from(value),
  headers: { ce_type: 'T' },
});
const partitionsOf = (said: Record<string, unknown>) => said['assigned'] as { topic: string; partition: number }[];

/** What the rest of the library relies on, whatever the client. */
describe.each<KafkaClient>(['platformatic', 'kafkajs'])('the bus on %s', (client) => {
  let bus: Bus;
  let prefix: string;
  const open: { close(): Promise<void> }[] = [];
  const subscribe = async (options: Partial<SubscribeOptions> & Pick<SubscribeOptions, 'topics'>): Promise<Subscription> => {
    const subscription = await bus.subscribe({
      groupId: unique(),
      onMessages: () => undefined,
      onAssigned: () => Promise.resolve(),
      onRevoked: () => Promise.resolve(),
      ...options,
    });
    open.push(subscription);
    return subscription;
  };
  const topic = async (partitions = 1): Promise<string> => {
    const name = unique();
    await bus.createTopics([{ topic: name, partitions }]);
    return name;
  };
  const read = async (name: string) => {
    const messages: BusMessage[] = [];
    await subscribe({ topics: [name], onMessages: (batch) => void messages.push(...batch) });
    return messages;
  };
  const member = (topics: string[], group: string, env: Record<string, string> = {}) =>
    startChild('member', { TEST_PREFIX: prefix, TEST_CLIENT: client, TEST_GROUP: group, TEST_TOPICS: topics.join(','), ...env });

  beforeAll(async () => {
    prefix = `${unique()}.`;
    bus = await openTestBus(prefix, client);
  });
  afterEach(async () => {
    for (const one of open.splice(0)) await one.close();
    killChildren();
  });
  afterAll(() => bus.close());

  it('stores 200 messages of 200 concurrent sends', async () => {
    const name = await topic();
    const messages = await read(name);
    await Promise.all(Array.from({ length: 200 }, (_, index) => bus.send([record(name, String(index))])));
    await eventually(() => expect(messages.length).toBe(200));
    expect(new Set(messages.map((message) => message.key)).size).toBe(200);
    // The order of the calls is the order in the partition.
    expect(messages.map((message) => Number(message.key))).toEqual(Array.from({ length: 200 }, (_, index) => index));
  });

  it('hands over what was sent: key, bytes, headers, partition by key, offsets in order', async () => {
    const name = await topic(3);
    const messages = await read(name);
    await bus.send(Array.from({ length: 60 }, (_, index) => record(name, `k${index % 6}`, `value ${index} ü`)));
    await eventually(() => expect(messages.length).toBe(60));
    expect(messages.every((message) => message.topic === name && message.headers['ce_type'] === 'T')).toBe(true);
    expect(new Set(messages.map((message) => `${message.key}/${message.partition}`)).size).toBe(6);
    for (const key of new Set(messages.map((message) => message.key))) {
      const offsets = messages.filter((message) => message.key === key).map((message) => message.offset);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    }
    expect(messages.find((message) => message.value!.toString() === 'value 7 ü')!.key).toBe('k1');
    expect(await bus.partitions(name)).toBe(3);
  });

  it('puts a key into the partition that Java puts it into', async () => {
    const name = await topic(6);
    const messages = await read(name);
    // murmur2 & 0x7fffffff % 6, as by org.apache.kafka.common.utils.Utils
    await bus.send(['a', 'order-1', '0192b7d0-ad7f-7e00-b913-1d9887f8ab7f'].map((key) => record(name, key)));
    await eventually(() => expect(messages.length).toBe(3));
    const found = new Map(messages.map((message) => [message.key, message.partition]));
    expect(Object.fromEntries(found)).toEqual(JAVA_PARTITIONS);
  });

  it('fetches no more while a batch is being taken over, and nothing while paused', async () => {
    const name = await topic();
    const batches: number[] = [];
    let go = (): void => undefined;
    const gate = new Promise<void>((resolve) => (go = resolve));
    const subscription = await subscribe({
      topics: [name],
      onMessages: async (batch) => {
        batches.push(batch.length);
        await gate;
      },
    });
    await bus.send([record(name, '1')]);
    await eventually(() => expect(batches).toEqual([1]));
    await bus.send([record(name, '2')]);
    await bus.send([record(name, '3')]);
    expect(batches).toEqual([1]);
    subscription.pause();
    go();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const paused = batches.length;
    await bus.send([record(name, '4')]);
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(batches.length).toBe(paused);
    subscription.resume();
    await eventually(() => expect(batches.reduce((sum, count) => sum + count)).toBe(4));
  });

  it('given unfinished messages, when the member goes, then the next one begins at the lowest that is not finished', async () => {
    const name = await topic();
    const group = unique();
    await bus.send(Array.from({ length: 10 }, (_, index) => record(name, 'k', String(index))));
    const taken: Delivery[] = [];
    const first = new BatchConsumer(bus, {
      groupId: group,
      topics: [name],
      handle: (deliveries) => void taken.push(...deliveries),
    });
    await first.start();
    await eventually(() => expect(taken.length).toBe(10));
    for (const delivery of taken) if (![3, 7].includes(delivery.message.offset)) delivery.complete();
    await first.stop();
    const again: number[] = [];
    const second = new BatchConsumer(bus, {
      groupId: group,
      topics: [name],
      handle: (deliveries) => void again.push(...deliveries.map((delivery) => delivery.message.offset)),
    });
    await second.start();
    await eventually(() => expect(again).toEqual([3, 4, 5, 6, 7, 8, 9]));
    await second.stop();
  });

  it('keeps partition p of all topics with one member, and waits for the work of the previous owner', async () => {
    const topics = [await topic(4), await topic(4)];
    const group = unique();
    const order: string[] = [];
    const owner = new BatchConsumer(bus, {
      groupId: group,
      topics,
      handle: () => undefined,
      onRevoked: async () => {
        order.push('revoking');
        await new Promise((resolve) => setTimeout(resolve, 500));
        order.push('revoked');
      },
    });
    await owner.start();
    await eventually(() => expect(owner.assignment()?.length).toBe(8));
    const other = member(topics, group);
    await eventually(() => expect(other.said.some((said) => partitionsOf(said)?.length === 4)).toBe(true), 20_000);
    order.push('assigned elsewhere');
    await eventually(() => expect(owner.assignment()?.length).toBe(4));
    const theirs = new Set(partitionsOf(other.said.find((said) => partitionsOf(said))!).map(({ partition }) => partition));
    const mine = new Set(owner.assignment()!.map(({ partition }) => partition));
    expect([theirs.size, mine.size]).toEqual([2, 2]);
    expect([...mine].some((partition) => theirs.has(partition))).toBe(false);
    // kafkajs has no hook that a rebalance waits for between two fetches.
    if (client === 'platformatic') expect(order).toEqual(['revoking', 'revoked', 'assigned elsewhere']);
    await owner.stop();
  }, 40_000);

  it('given a member that is killed, then its messages go to the others and none is lost', async () => {
    const name = await topic(4);
    const group = unique();
    const victim = member([name], group, { WORK_MS: '5' });
    const heir = member([name], group, { WORK_MS: '5' });
    await eventually(() => {
      for (const child of [victim, heir])
        expect(partitionsOf(child.said.filter((said) => said['assigned']).at(-1)!).length).toBe(2);
    }, 30_000);
    const values = Array.from({ length: 400 }, (_, index) => String(index));
    for (let index = 0; index < values.length; index += 10) {
      await bus.send(values.slice(index, index + 10).map((value) => record(name, value)));
      if (index === 200) victim.process.kill('SIGKILL');
    }
    const got = () => new Set([...victim.said, ...heir.said].flatMap((said) => (said['got'] as string | undefined) ?? []));
    await eventually(() => expect(got().size).toBe(400), 30_000);
    // What the victim had fetched and not finished came again.
    const completed = new Set(heir.said.map((said) => said['got']).filter(Boolean));
    expect(completed.size).toBeGreaterThan(200);
  }, 60_000);
});

const JAVA_PARTITIONS = { a: 4, 'order-1': 4, '0192b7d0-ad7f-7e00-b913-1d9887f8ab7f': 5 };

describe('static membership (@platformatic/kafka alone)', () => {
  it('gives a process that was killed its partitions back at once', async () => {
    const prefix = `${unique()}.`;
    const bus = await openTestBus(prefix);
    await bus.createTopics([{ topic: 't', partitions: 4 }]);
    const start = (instance: string) =>
      startChild('member', { TEST_PREFIX: prefix, TEST_GROUP: 'g', TEST_TOPICS: 't', TEST_INSTANCE: instance });
    const bystander = start('a');
    const victim = start('b');
    const assigned = (child: typeof victim) => child.said.filter((said) => said['assigned']).at(-1);
    await eventually(() => {
      for (const child of [bystander, victim]) expect(partitionsOf(assigned(child)!).length).toBe(2);
    }, 30_000);
    const before = bystander.said.length;
    victim.process.kill('SIGKILL');
    await victim.exited;
    const killedAt = Date.now();
    const back = start('b');
    await eventually(() => expect(partitionsOf(assigned(back)!).length).toBe(2), 20_000);
    expect((assigned(back)!['at'] as number) - killedAt).toBeLessThan(5_000);
    expect(partitionsOf(assigned(back)!)).toEqual(partitionsOf(assigned(victim)!));
    // Nobody else was disturbed.
    expect(bystander.said.length).toBe(before);
    killChildren();
    await bus.close();
  }, 60_000);
});
