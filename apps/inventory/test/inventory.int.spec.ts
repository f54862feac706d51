import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OrderSnapshot } from '@counterpoint/contracts';
import { Runtime } from '@counterpoint/messaging';
import { createLogger, startService, type RunningService } from '@counterpoint/platform';
import { anOrderSnapshot, testDatabase, testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import { INVENTORY_SERVICE, InventoryModule } from '../src/inventory.module.js';
import { releaseStock } from '../src/operations/release-stock.js';
import { reserveStock } from '../src/operations/reserve-stock.js';

const SEED = [
  { sku: 'RARE', unitPriceMinor: 1_000, quantity: 5 },
  { sku: 'WIDGET', unitPriceMinor: 2_500, quantity: 1_000 },
];

describe('the inventory on a real database', () => {
  let database: TestDatabase;
  let topics: TestTopics;
  let replicas: RunningService[];

  const start = async () =>
    (await startService(InventoryModule, {
      ...INVENTORY_SERVICE,
      environment: {
        DATABASE_URL: database.url,
        KAFKA_BROKERS: process.env['TEST_KAFKA_BROKERS'],
        AUTH_SECRET: 'a secret of the specs that is long enough',
        TOPIC_PREFIX: topics.prefix,
        SEED_CATALOGUE: JSON.stringify(SEED),
      },
      logger: createLogger({ service: 'inventory', logLevel: 'silent' }),
    })) as unknown as RunningService;
  beforeAll(async () => {
    [database, topics] = await Promise.all([testDatabase(), testTopics()]);
    replicas = await Promise.all([start(), start()]);
  });
  afterAll(async () => {
    await Promise.all(replicas.map((replica) => replica.close()));
    await Promise.all([database.drop(), topics.drop()]);
  });

  const on = (replica: number) => replicas[replica]!.app.get(Runtime);
  const stock = async () =>
    Object.fromEntries(
      (await database.query<{ sku: string; available: number; reserved: number }>('select * from stock')).map((row) => [
        row.sku,
        `${row.available}+${row.reserved}`,
      ]),
    );
  const statuses = async (orders: readonly OrderSnapshot[]) => {
    const rows = await database.query<{ status: string; count: number }>(
      'select status, count(*)::int as count from reservation where order_id = any($1) group by 1',
      [orders.map(({ orderId }) => orderId)],
    );
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  };

  it('is seeded once, however many replicas start', async () => {
    expect(await stock()).toEqual({ RARE: '5+0', WIDGET: '1000+0' });
  });

  it('sells five pieces to five of 200 orders, on two replicas at once, and gets every one back', async () => {
    const orders = Array.from({ length: 200 }, () => anOrderSnapshot({ sku: 'RARE' }));
    await Promise.all(orders.map((order, index) => on(index % 2).execute(reserveStock({ order }))));
    expect(await statuses(orders)).toEqual({ RESERVED: 5, REJECTED: 195 });
    expect(await stock()).toMatchObject({ RARE: '0+5' });
    await Promise.all(orders.map((order, index) => on((index + 1) % 2).execute(releaseStock({ order }))));
    expect(await statuses(orders)).toEqual({ RELEASED: 200 });
    expect(await stock()).toMatchObject({ RARE: '5+0' });
  });

  it('decides between reservation and release of an order on two replicas, either way round', async () => {
    const orders = Array.from({ length: 100 }, () => anOrderSnapshot({ quantity: 3 }));
    await Promise.all(
      orders.flatMap((order) => [on(0).execute(reserveStock({ order })), on(1).execute(releaseStock({ order }))]),
    );
    expect(await statuses(orders)).toEqual({ RELEASED: 100 });
    expect(await stock()).toMatchObject({ WIDGET: '1000+0' });
  });
});
