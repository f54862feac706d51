import { describe, expect, it } from '@jest/globals';
import type { Bus, BusMessage, Position, SubscribeOptions, Subscription } from '../bus/bus.js';
import { BatchConsumer, type Delivery } from './batch-consumer.js';

const TOPIC = 'orders';
const OWNED = [{ topic: TOPIC, partition: 0 }];
const fetched = (...offsets: number[]): BusMessage[] =>
  offsets.map((offset) => ({ topic: TOPIC, partition: 0, offset, key: 'k', value: null, headers: {}, timestamp: 0 }));
/** Lets everything that is ready to go on do so. */
const turn = () => new Promise((resolve) => setImmediate(resolve));

/** A group member whose broker is this test: it says when partitions come and go, and what is fetched. */
async function member(onRevoked: () => Promise<void>) {
  const committed: Position[] = [];
  const handed: Delivery[] = [];
  let group: SubscribeOptions | undefined;
  const subscription: Partial<Subscription> = {
    commit: (positions) => Promise.resolve(void committed.push(...positions)),
    close: () => Promise.resolve(),
  };
  const bus: Partial<Bus> = {
    subscribe: (options) => {
      group = options;
      return Promise.resolve(subscription as Subscription);
    },
  };
  const consumer = new BatchConsumer(bus as Bus, {
    groupId: 'g',
    topics: [TOPIC],
    handle: (deliveries) => void handed.push(...deliveries),
    onRevoked,
  });
  await consumer.start();
  await group!.onAssigned(OWNED);
  return { consumer, group: group!, handed, committed };
}

describe('a revocation that takes longer than the group waits', () => {
  it('given the same partitions come back meanwhile, then what is fetched then is neither dropped nor skipped', async () => {
    let settle!: () => void;
    const settled = new Promise<void>((resolve) => (settle = resolve));
    const { consumer, group, handed, committed } = await member(() => settled);
    await group.onMessages(fetched(0));
    const late = group.onRevoked(OWNED);
    // The group does not wait any longer: the partition is ours again, from the last committed offset on.
    await group.onAssigned(OWNED);
    await group.onMessages(fetched(0, 1));
    settle();
    await late;
    await group.onMessages(fetched(2));
    await turn();
    handed.at(-1)!.complete();
    await consumer.commit();
    await consumer.stop();
    expect(handed.map(({ message }) => message.offset)).toEqual([0, 0, 1, 2]);
    // Nothing before 2 is complete, so a crash has to bring 0 and 1 again.
    expect(committed).toEqual([]);
  });
});
