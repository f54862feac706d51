import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import type { Bus } from '../src/bus/bus.js';
import { newId } from '../src/envelope/ids.js';
import { Proxy } from './support/proxy.js';
import { createDatabase, unique, type TestDatabase } from './support/servers.js';
import { eventually, listen, openTestBus, recordOf, route, startService, type TestService } from './support/service.js';
import { Placed, poison, Reservation, Reserve, reserveStock, Stock } from './support/shop.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

const ROUTES = [route(Reserve, reserveStock), route(Placed, reserveStock)];
/** How long PostgreSQL stays away, in milliseconds: longer than every retry's first patience, as the guarantee says. */
const OUTAGE_MS = 60_000;
const TOPICS = ['inventory.commands', 'inventory.events', 'order.events', 'replies'];

describe('when something is broken', () => {
  let database: TestDatabase;
  let bus: Bus;
  let prefix: string;
  let replies: Awaited<ReturnType<typeof listen>>;
  let services: TestService[];
  const flows: NodeJS.Timeout[] = [];
  const start = async (databaseUrl = database.url) => {
    const service = await startService(database, prefix, ROUTES, { databaseUrl });
    services.push(service);
    return service;
  };
  const order = (poisoned?: string) => ({ orderId: newId(Date.now()), skus: ['A'], ...(poisoned ? { poison: poisoned } : {}) });
  /** Orders that keep coming: the proof that only one message is broken. */
  const flow = () => {
    const timer = setInterval(() => void bus.send([recordOf(Reserve, order(), { replyTo: 'replies' })]), 50);
    flows.push(timer);
    return () => clearInterval(timer);
  };
  const count = async (table: string) => (await database.query<{ n: number }>(`select count(*)::int as n from ${table}`))[0]!.n;
  const repliedTo = () => new Set(replies.messages.map((message) => message.key));

  beforeAll(async () => {
    database = await createDatabase([Stock, Reservation]);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    services = [];
    poison.clear();
    prefix = `${unique()}.`;
    bus = await openTestBus(prefix);
    await bus.createTopics(TOPICS.map((topic) => ({ topic, partitions: 2 })));
    replies = await listen(bus, ['replies', 'inventory.events']);
    await database.query('truncate stock, reservation, inbox, outbox, parked_key, parked_message, set_aside, parking_action');
    await database.query(`insert into stock values ('A', 100000, '[]')`);
  });
  afterEach(async () => {
    for (const timer of flows.splice(0)) clearInterval(timer);
    for (const service of services) await service.stop();
    await replies.close();
    await bus.close();
  });

  it('given PostgreSQL goes away under load for 60 s and comes back, then nothing is parked, nothing lost, nothing done twice', async () => {
    const { proxy, url } = await Proxy.before(database.url);
    await start(url);
    const orders = Array.from({ length: 300 }, () => order());
    for (const [index, one] of orders.entries()) {
      if (index === 100) await proxy.cut();
      if (index === 200) setTimeout(() => void proxy.mend(), OUTAGE_MS);
      await bus.send([recordOf(Reserve, one, { replyTo: 'replies' })]);
    }
    await eventually(() => expect(repliedTo().size).toBe(300), OUTAGE_MS + 30_000);
    expect([await count('parked_key'), await count('set_aside')]).toEqual([0, 0]);
    expect(await database.query('select available, jsonb_array_length(log) as n from stock')).toEqual([
      { available: 100_000 - 300, n: 300 },
    ]);
    await eventually(async () => expect(await count('outbox')).toBe(0));
    await services.pop()!.stop();
    await proxy.cut();
  }, 150_000);

  it('given a message that alone keeps throwing, then its key is parked, the others flow, and later ones of the key follow it', async () => {
    poison.add('bug');
    await start();
    const bad = order('bug');
    await bus.send([recordOf(Reserve, bad, { replyTo: 'replies' })]);
    const good = Array.from({ length: 20 }, () => order());
    for (const one of good) {
      await bus.send([recordOf(Reserve, one, { replyTo: 'replies' })]);
      await delay(30);
    }
    await eventually(async () => expect(await count('parked_key')).toBe(1), 20_000);
    await bus.send([recordOf(Placed, bad), recordOf(Reserve, { ...bad, skus: [] }, { replyTo: 'replies' })]);
    await eventually(() => expect(good.every((one) => repliedTo().has(one.orderId))).toBe(true));
    await eventually(async () => expect(await count('parked_message')).toBe(3));
    expect(await count('reservation')).toBe(20);
    const [parked] = await services[0]!.messaging.parking.list();
    expect(parked).toMatchObject({ key: bad.orderId, waiting: 3, error: expect.stringContaining('poisoned: bug') });
    expect(parked!.messages[0]!.type).toBe('TestReserve');
    expect(repliedTo().has(bad.orderId)).toBe(false);

    // Still broken: the redrive stops at the same message, and changes nothing.
    const { parking } = services[0]!.messaging;
    expect(await parking.redrive(bad.orderId)).toMatchObject({ redriven: 0, state: 'parked' });
    expect(await count('parked_message')).toBe(3);
    // The bug is fixed: all three go through in order.
    poison.clear();
    expect(await parking.redrive(bad.orderId, 'operator-1')).toEqual({ key: bad.orderId, redriven: 3, state: 'flowing' });
    expect([await count('parked_key'), await count('parked_message')]).toEqual([0, 0]);
    await eventually(() => expect(replies.messages.filter((message) => message.key === bad.orderId).length).toBe(3));
    expect(await parking.redrive(bad.orderId)).toBeUndefined();
    expect((await database.query('select action, actor from parking_action order by id')).at(-1)).toEqual({
      action: 'redrive',
      actor: 'operator-1',
    });
    // The key flows again.
    await bus.send([recordOf(Reserve, { ...bad, skus: [] }, { replyTo: 'replies' })]);
    await eventually(() => expect(replies.messages.filter((message) => message.key === bad.orderId).length).toBe(4));
  }, 60_000);

  it('given a parked command, when it is discarded, then its saga hears of a failed step', async () => {
    poison.add('bug');
    await start();
    const bad = order('bug');
    await bus.send([recordOf(Reserve, bad, { replyTo: 'replies', taskToken: 'token-7' })]);
    const stopFlow = flow();
    await eventually(async () => expect(await count('parked_key')).toBe(1), 20_000);
    stopFlow();
    const { parking } = services[0]!.messaging;
    expect(await parking.discard(bad.orderId, 'the order is a test')).toMatchObject({ type: 'TestReserve', remaining: 0 });
    const outcome = await eventually(() => {
      const found = replies.envelopes().find((envelope) => envelope.key === bad.orderId);
      expect(found).toBeDefined();
      return found!;
    });
    expect(outcome).toMatchObject({ outcome: 'failure', taskToken: 'token-7', type: 'StepDiscarded' });
    expect(await count('parked_key')).toBe(0);
    expect(await database.query('select action, reason from parking_action')).toEqual([
      { action: 'discard', reason: 'the order is a test' },
    ]);
  }, 60_000);

  it('given that every message fails, then nothing is parked, and all is done once the cause is gone', async () => {
    poison.add('bug');
    await start();
    const orders = Array.from({ length: 10 }, () => order('bug'));
    await bus.send(orders.map((one) => recordOf(Reserve, one, { replyTo: 'replies' })));
    await delay(2_500);
    expect([await count('parked_key'), await count('reservation')]).toEqual([0, 0]);
    poison.clear();
    await eventually(() => expect(repliedTo().size).toBe(10), 20_000);
    expect(await count('parked_key')).toBe(0);
  }, 60_000);

  it('given messages that nobody can read, then each is set aside alone and its key flows on', async () => {
    await start();
    const one = order();
    const good = recordOf(Reserve, one, { replyTo: 'replies' });
    const bad = (change: Partial<typeof good>) => ({ ...good, ...change });
    await bus.send([
      bad({ value: Buffer.from('{not json') }),
      bad({ value: Buffer.from('{"orderId":"x"}') }),
      bad({ headers: { ...good.headers, ce_id: 'no uuid' } }),
      bad({ headers: { ce_type: Reserve.name } }),
      good,
    ]);
    await eventually(() => expect(repliedTo().has(one.orderId)).toBe(true));
    const rows = await services[0]!.messaging.parking.setAside();
    expect(rows.map((row) => row.error).reverse()).toEqual([
      expect.stringContaining('no JSON'),
      expect.stringContaining('TestReserve'),
      expect.stringContaining('no UUID'),
      expect.stringContaining('is missing'),
    ]);
    expect(rows.at(-1)!.value).toBe('{not json');
    expect(await count('parked_key')).toBe(0);
    // Whoever asked hears of a discarded command, as far as the command says who that is.
    const { parking } = services[0]!.messaging;
    const answered = replies.messages.length;
    expect(await parking.discardSetAside(rows.at(-1)!.id, 'typed by hand', 'operator-1')).toMatchObject({ type: Reserve.name });
    await eventually(() => expect(replies.envelopes().filter(({ type }) => type === 'StepDiscarded').length).toBe(1));
    expect(await parking.discardSetAside(rows[0]!.id, 'typed by hand', 'operator-1')).toBeDefined();
    expect(await parking.discardSetAside(rows[0]!.id, 'twice', 'operator-1')).toBeUndefined();
    expect([await count('set_aside'), replies.messages.length]).toEqual([2, answered + 1]);
  });

  it('given unreadable messages with NUL characters, which PostgreSQL does not store, then they are set aside like any others', async () => {
    await start();
    const one = order();
    const good = recordOf(Reserve, one, { replyTo: 'replies' });
    await bus.send([
      // Some serializers begin each value with a zero byte.
      { ...good, value: Buffer.from([0, 0, 0, 0, 1]) },
      { ...good, headers: { ...good.headers, ce_id: 'no\0uuid' } },
      { ...good, key: 'a\0key' },
      { ...good, headers: { ...good.headers, ce_correlationid: 'a\0b' }, value: Buffer.from('{') },
      good,
    ]);
    await eventually(() => expect(repliedTo().has(one.orderId)).toBe(true));
    await eventually(async () => expect(await count('set_aside')).toBe(4));
    await eventually(() => expect(services[0]!.messaging.health().unfinished).toBe(0));
  });

  it('given a row that the database refuses, then only that message is to blame', async () => {
    await database.query(`alter table reservation add constraint no_b check (not ('B' = any(skus)))`);
    await database.query(`insert into stock values ('B', 10, '[]')`);
    await start();
    const bad = { ...order(), skus: ['B'] };
    const good = Array.from({ length: 30 }, () => order());
    const records = good.map((one) => recordOf(Reserve, one, { replyTo: 'replies' }));
    await bus.send([...records.slice(0, 15), recordOf(Reserve, bad, { replyTo: 'replies' }), ...records.slice(15)]);
    const stopFlow = flow();
    await eventually(() => expect(good.every((one) => repliedTo().has(one.orderId))).toBe(true));
    await eventually(async () => expect(await count('parked_key')).toBe(1), 20_000);
    stopFlow();
    const { parking } = services[0]!.messaging;
    expect((await parking.list())[0]!.key).toBe(bad.orderId);
    // The cause is still there: the redrive says so, and is written down.
    await bus.send([recordOf(Reserve, { ...bad, skus: [] }, { replyTo: 'replies' })]);
    await eventually(async () => expect(await count('parked_message')).toBe(2));
    const refused = { key: bad.orderId, redriven: 0, state: 'parked', error: expect.stringContaining('no_b') };
    expect(await parking.redrive(bad.orderId, 'operator-1')).toEqual(refused);
    expect(await database.query('select action, actor from parking_action')).toEqual([
      { action: 'redrive', actor: 'operator-1' },
    ]);
    await database.query('alter table reservation drop constraint no_b');
    expect(await parking.redrive(bad.orderId)).toEqual({ key: bad.orderId, redriven: 2, state: 'flowing' });
  }, 60_000);
});
