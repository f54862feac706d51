import { DataSource } from 'typeorm';
import { Placed, Reservation, Reserve, reserveStock, Stock } from './shop.js';
import { startService, route } from './service.js';
import type { TestDatabase } from './servers.js';
import { payCaller, Payment, Pay, startPayment } from './payment.js';

/** A replica of the shop as a process of its own; COUNTERPOINT_FAILPOINT says where it dies. */
const url = process.env['TEST_REPLICA_DATABASE']!;
const source = await new DataSource({ type: 'postgres', url, entities: [Stock, Reservation, Payment], poolSize: 2 }).initialize();
const database = { url, source } as TestDatabase;
/** Tells that the message has arrived, which is before its transaction begins. */
function toldAndReserved(order: Parameters<typeof reserveStock>[0]) {
  process.send?.({ fetched: order.orderId });
  return reserveStock(order);
}
await startService(
  database,
  process.env['TEST_PREFIX']!,
  [route(Reserve, reserveStock), route(Placed, toldAndReserved), route(Pay, startPayment)],
  { callers: [payCaller(process.env['TEST_PROVIDER'] ?? '')] },
);
process.send?.({ started: true });
