import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Bus } from '../src/bus/bus.js';
import { newId } from '../src/envelope/ids.js';
import { createDatabase, unique, type TestDatabase } from './support/servers.js';
import { eventually, listen, openTestBus, recordOf, route, startService, type TestService } from './support/service.js';
import { Placed, Reservation, Reserve, reserveStock, Stock } from './support/shop.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

const ROUTES = [route(Reserve, reserveStock), route(Placed, reserveStock)];
const TOPICS = ['inventory.commands', 'inventory.events', 'order.events', 'replies'];

describe('the batch runtime', () => {
  let database: TestDatabase;
  let bus: Bus;
  let prefix: string;
  let replies: Awaited<ReturnType<typeof listen>>;
  let services: TestService[];
  const start = async (routes = ROUTES) => {
    const service = await startService(database, prefix, routes);
    services.push(service);
    return service;
  };
  const stock = async (sku: string, available: number) => {
    await database.query('insert into stock (sku, available, log) values ($1, $2, $3)', [sku, available, '[]']);
  };
  const order = (...skus: string[]) => ({ orderId: newId(Date.now()), skus });

  beforeAll(async () => {
    database = await createDatabase([Stock, Reservation]);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    services = [];
    prefix = `${unique()}.`;
    bus = await openTestBus(prefix);
    await bus.createTopics(TOPICS.map((topic) => ({ topic, partitions: 4 })));
    replies = await listen(bus, ['replies', 'inventory.events']);
    await database.query('truncate stock, reservation, inbox, outbox');
  });
  afterEach(async () => {
    for (const service of services) await service.stop();
    await replies.close();
    await bus.close();
  });

  it('given 200 commands for 5 units, when they come in one go, then 5 are reserved and each is answered', async () => {
    await stock('RARE', 5);
    await bus.send(Array.from({ length: 200 }, () => recordOf(Reserve, order('RARE'), { replyTo: 'replies', taskToken: 't-1' })));
    await start();
    await eventually(() => expect(replies.messages.length).toBe(200));
    const outcomes = replies.envelopes();
    expect(outcomes.filter((envelope) => envelope.outcome === 'success').length).toBe(5);
    expect(outcomes.every((envelope) => envelope.taskToken === 't-1' && envelope.type.startsWith('TestRe'))).toBe(true);
    expect(replies.messages.every((message) => message.topic === 'replies')).toBe(true);
    expect(await database.query('select available, jsonb_array_length(log) as reserved from stock')).toEqual([
      { available: 0, reserved: 5 },
    ]);
    expect(await database.query(`select status, count(*)::int from reservation group by status order by status`)).toEqual([
      { status: 'REJECTED', count: 195 },
      { status: 'RESERVED', count: 5 },
    ]);
    await eventually(async () => expect(await database.query('select count(*)::int as rows from outbox')).toEqual([{ rows: 0 }]));
  });

  it('given an event, then the outcome goes to the events topic, in the same trace, caused by the event', async () => {
    await stock('A', 1);
    await start();
    const placed = recordOf(Placed, order('A'));
    await bus.send([placed]);
    await eventually(() => expect(replies.messages.length).toBe(1));
    const [outcome] = replies.envelopes();
    expect(replies.messages[0]!.topic).toBe('inventory.events');
    expect(outcome).toMatchObject({
      type: 'TestReserved',
      causationId: placed.headers['ce_id'],
      correlationId: placed.key,
      key: placed.key,
      source: '/counterpoint/inventory',
    });
    expect(outcome!.traceparent!.slice(3, 35)).toBe(placed.headers['ce_traceparent']!.slice(3, 35));
    expect(outcome!.traceparent).not.toBe(placed.headers['ce_traceparent']);
  });

  it('answers a command that comes twice twice, with the same message id, and does its work once', async () => {
    await stock('A', 10);
    await start();
    const twice = recordOf(Reserve, order('A'), { replyTo: 'replies', id: randomUUID() });
    await bus.send([twice]);
    await eventually(() => expect(replies.messages.length).toBe(1));
    await bus.send([twice]);
    await eventually(() => expect(replies.messages.length).toBe(2));
    const [first, second] = replies.envelopes();
    expect(second!.id).toBe(first!.id);
    expect(await database.query('select available from stock')).toEqual([{ available: 9 }]);
  });

  it('drops an event that comes twice, even in one batch, however the operation would take it', async () => {
    await stock('A', 10);
    const twice = recordOf(Placed, order('A'));
    const [other] = [recordOf(Placed, order('A'))];
    await bus.send([twice, twice, other]);
    await start();
    await eventually(() => expect(replies.messages.length).toBe(2));
    expect(await database.query('select available from stock')).toEqual([{ available: 8 }]);
    expect(await database.query('select count(*)::int as rows from inbox')).toEqual([{ rows: 2 }]);
  });

  it('decides stimuli of this process in the same way and resolves to their result', async () => {
    await stock('A', 1);
    const { messaging } = await start([]);
    const results = await Promise.all(
      Array.from({ length: 3 }, () => messaging.runtime.execute(reserveStock(order('A')), { key: 'k' })),
    );
    expect(results.sort()).toEqual(['REJECTED', 'REJECTED', 'RESERVED']);
    await eventually(() => expect(replies.messages.length).toBe(3));
    expect(replies.messages.every((message) => message.key === 'k')).toBe(true);
  });

  it('given two replicas and orders that cross, then neither deadlock nor oversell', async () => {
    await stock('A', 50);
    await stock('B', 50);
    await Promise.all([start(), start()]);
    const orders = Array.from({ length: 400 }, (_, index) => order(...(index % 2 ? ['A', 'B'] : ['B', 'A'])));
    for (let index = 0; index < orders.length; index += 20) {
      await bus.send(orders.slice(index, index + 20).map((one) => recordOf(Reserve, one, { replyTo: 'replies' })));
    }
    await eventually(() => expect(new Set(replies.envelopes().map((envelope) => envelope.id)).size).toBe(400), 30_000);
    expect(await database.query('select sku, available, jsonb_array_length(log) as reserved from stock order by sku')).toEqual([
      { sku: 'A', available: 0, reserved: 50 },
      { sku: 'B', available: 0, reserved: 50 },
    ]);
    expect(await database.query(`select count(*)::int from reservation where status = 'RESERVED'`)).toEqual([{ count: 50 }]);
  }, 60_000);
});
