import { describe, expect, it, jest } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type { KafkaClient } from '../src/bus/open-bus.js';
import { unique } from './support/servers.js';
import { eventually, openTestBus } from './support/service.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

describe.each<KafkaClient>(['platformatic', 'kafkajs'])('messages that their receiver can not take now (%s)', (client) => {
  it('given the receiver throws, then it is offered the same messages again', async () => {
    const bus = await openTestBus(`${unique()}.`, client);
    await bus.createTopics([{ topic: 't', partitions: 1 }]);
    const taken: number[] = [];
    let refusals = 2;
    const subscription = await bus.subscribe({
      groupId: 'g',
      topics: ['t'],
      onMessages: (messages) => {
        if (refusals-- > 0) throw new Error('the database is away');
        taken.push(...messages.map(({ offset }) => offset));
      },
      onAssigned: () => Promise.resolve(),
      onRevoked: () => Promise.resolve(),
    });
    const record = () => ({ topic: 't', key: randomUUID(), value: Buffer.from('{}'), headers: {} });
    await bus.send([record(), record()]);
    await eventually(() => expect(taken).toContain(1), 30_000);
    expect([...new Set(taken)]).toEqual([0, 1]);
    await subscription.close();
    await bus.close();
  });
});
