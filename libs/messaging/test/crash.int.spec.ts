import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '../src/bus/bus.js';
import { COMMIT_INTERVAL_MS } from '../src/consume/batch-consumer.js';
import { newId } from '../src/envelope/ids.js';
import { killChildren, startChild, type Child } from './support/child.js';
import { Pay, Payment } from './support/payment.js';
import { Provider } from './support/provider.js';
import { createDatabase, unique, type TestDatabase } from './support/servers.js';
import { eventually, listen, openTestBus, recordOf } from './support/service.js';
import { Placed, Reservation, Reserve, Stock } from './support/shop.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

const TOPICS = ['inventory.commands', 'inventory.events', 'payment.commands', 'payment.events', 'order.events', 'replies'];
const ORDERS = 40;

describe('given a process that is killed', () => {
  let database: TestDatabase;
  let bus: Bus;
  let prefix: string;
  let outcomes: Awaited<ReturnType<typeof listen>>;
  let provider: Provider;
  let providerUrl: string;
  const replica = (failpoint = ''): Child =>
    startChild('replica', {
      TEST_PREFIX: prefix,
      TEST_REPLICA_DATABASE: database.url,
      TEST_PROVIDER: providerUrl,
      COUNTERPOINT_FAILPOINT: failpoint,
    });
  const order = () => ({ orderId: newId(Date.now()), skus: ['A'] });
  const distinct = () => new Set(outcomes.envelopes().map((envelope) => envelope.id));

  beforeAll(async () => {
    database = await createDatabase([Stock, Reservation, Payment]);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    prefix = `${unique()}.`;
    bus = await openTestBus(prefix);
    await bus.createTopics(TOPICS.map((topic) => ({ topic, partitions: 2 })));
    outcomes = await listen(bus, ['replies', 'inventory.events', 'payment.events']);
    await database.query('truncate stock, reservation, payment, inbox, outbox, call, lease');
    await database.query(`insert into stock values ('A', 1000, '[]')`);
    provider = new Provider();
    providerUrl = await provider.start();
  });
  afterEach(async () => {
    killChildren();
    await outcomes.close();
    await bus.close();
    provider.stop();
  });

  it.each([
    ['before its transaction begins', 'batch.begin', 0],
    ['before its transaction commits', 'batch.saved', 0],
    ['between commit and produce', 'batch.committed', 1],
    ['between produce and offset', 'batch.produced', 1],
    ['after the offset', 'batch.offsets', 1],
  ])(
    '%s, then events and commands are handled once and nothing is lost',
    async (_where, point, committed) => {
      const events = Array.from({ length: ORDERS }, order);
      const commands = Array.from({ length: ORDERS }, order);
      await bus.send([
        ...events.map((one) => recordOf(Placed, one)),
        ...commands.map((one) => recordOf(Reserve, one, { replyTo: 'replies' })),
      ]);
      const victim = replica(`${point}=kill`);
      expect(await victim.exited).toBe('SIGKILL');
      const [{ handled } = { handled: -1 }] = await database.query<{ handled: number }>(
        'select count(*)::int as handled from inbox',
      );
      expect(Math.min(handled, 1)).toBe(committed);
      replica();
      await eventually(() => expect(distinct().size).toBe(2 * ORDERS), 30_000);
      await eventually(async () => expect(await database.query('select count(*)::int as n from outbox')).toEqual([{ n: 0 }]));
      expect(await database.query('select available, jsonb_array_length(log) as n from stock')).toEqual([
        { available: 1_000 - 2 * ORDERS, n: 2 * ORDERS },
      ]);
      // Every event's outcome comes from the relay (or the first life), every command's may come twice with one id.
      const keys = new Set(
        outcomes.messages.filter((message) => message.topic === 'inventory.events').map((message) => message.key),
      );
      expect(keys).toEqual(new Set(events.map((one) => one.orderId)));
      expect(new Set(outcomes.messages.filter((message) => message.topic === 'replies').map((message) => message.key)).size).toBe(
        ORDERS,
      );
    },
    60_000,
  );

  it('while its transaction takes longer than offsets are left uncommitted, then the messages come again', async () => {
    const victim = replica(`batch.begin=delay:${COMMIT_INTERVAL_MS * 20}`);
    const one = order();
    await bus.send([recordOf(Placed, one)]);
    await eventually(() => expect(victim.said).toContainEqual({ fetched: one.orderId }), 30_000);
    await delay(COMMIT_INTERVAL_MS * 3);
    victim.process.kill('SIGKILL');
    await victim.exited;
    replica();
    await eventually(() => expect(outcomes.envelopes().map(({ key }) => key)).toEqual([one.orderId]), 30_000);
  }, 60_000);

  it('between the answer of a call and its decision, then the call is made again under its key and the outcome is one', async () => {
    const data = { orderId: newId(Date.now()) };
    await bus.send([recordOf(Pay, data, { replyTo: 'replies' })]);
    const victim = replica('call.answered=kill');
    expect(await victim.exited).toBe('SIGKILL');
    expect(provider.calls).toEqual([`pay/${data.orderId}`]);
    replica();
    await eventually(() => expect(outcomes.envelopes().map((one) => one.type)).toEqual(['TestPaid']), 30_000);
    expect(provider.calls).toEqual([`pay/${data.orderId}`, `pay/${data.orderId}`]);
    expect(await database.query('select status from payment')).toEqual([{ status: 'PAID' }]);
  }, 60_000);
});
