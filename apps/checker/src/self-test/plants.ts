import { randomUUID } from 'node:crypto';
import { MESSAGES, type OrderSnapshot, type OrderStatus, type SagaStyle } from '@counterpoint/contracts';
import type { CopiedSources } from './copy.js';

/** A violation to be planted in a copy; resolves to what the checker has to name. */
export interface Plant {
  readonly invariant: number;
  readonly what: string;
  readonly plant: (copy: CopiedSources) => Promise<string>;
}

const MINUTE_MS = 60_000;
const iso = (agoMs: number): string => new Date(Date.now() - agoMs).toISOString();

function snapshot(orderId: string): OrderSnapshot {
  return {
    orderId,
    customerId: 'planted',
    items: [{ sku: 'WIDGET', quantity: 1, unitPriceMinor: 2_500 }],
    totalMinor: 2_500,
    currency: 'EUR',
    payment: { token: 'tok_ok' },
    shipping: { name: 'N', street: 'S', city: 'C', postalCode: '1', country: 'DE' },
    approval: { required: false, deadlineSeconds: 60 },
    placedAt: iso(0),
  };
}

async function order(copy: CopiedSources, status: OrderStatus, agoMs = 0, style: SagaStyle = 'choreography'): Promise<string> {
  const id = randomUUID();
  await copy.rows(
    'order_service',
    'insert into orders (id, style, status, customer_id, snapshot, placed_at, updated_at) values ($1, $2, $3, $4, $5, $6, $6)',
    [id, style, status, 'planted', snapshot(id), iso(agoMs)],
  );
  return id;
}

function say(copy: CopiedSources, type: string, orderId: string, causationId?: string): string {
  const id = randomUUID();
  copy.addMessage({
    topic: MESSAGES.get(type)?.topic ?? 'order.events',
    partition: 0,
    offset: 0,
    timestamp: Date.now(),
    key: orderId,
    value: Buffer.from(JSON.stringify({ order: snapshot(orderId) })),
    headers: {
      ce_id: id,
      ce_type: type,
      ce_correlationid: orderId,
      ce_time: iso(0),
      ce_traceparent: `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`,
      ...(causationId === undefined ? {} : { ce_causationid: causationId }),
    },
  });
  return id;
}

async function execution(
  copy: CopiedSources,
  revision: number,
  chunk: readonly [first: number, last: number, events: string],
): Promise<string> {
  const id = randomUUID();
  await copy.rows(
    'orchestrator',
    `insert into execution (id, shard, machine_id, revision_id, started_at, name, input, status, redrive_count)
     values ($1::uuid, 0, coalesce((select machine_id from machine_revision where id = $2), 1), $2, now(), $1::uuid::text, '{}', 'RUNNING', 0)`,
    [id, revision],
  );
  await copy.rows('orchestrator', 'insert into history (execution_id, first_id, last_id, events) values ($1, $2, $3, $4)', [
    id,
    ...chunk,
  ]);
  return id;
}

const charge = (copy: CopiedSources, orderId: string, key: string) =>
  copy.rows(
    'provider',
    `insert into ledger_entry (sequence, order_id, kind, key, amount_minor, at) values (0, $1, 'charge', $2, 2500, now())`,
    [orderId, key],
  );

/** One violation of each invariant, each as small as it can be: insertions mostly, so that an empty system can be tested too. */
export const PLANTS: readonly Plant[] = [
  {
    invariant: 1,
    what: 'the client was told "accepted" for an order that is nowhere',
    plant: async (copy) => {
      const orderId = randomUUID();
      copy.addLogLine({ kind: 'accepted', at: iso(0), orderId, style: 'orchestration', idempotencyKey: 'planted' });
      return orderId;
    },
  },
  {
    invariant: 2,
    what: 'the provider charged for an order that was rejected',
    plant: async (copy) => {
      const id = await order(copy, 'REJECTED');
      await charge(copy, id, 'planted');
      return id;
    },
  },
  {
    invariant: 3,
    what: 'the provider charged twice',
    plant: async (copy) => {
      const id = randomUUID();
      await charge(copy, id, 'planted-1');
      await charge(copy, id, 'planted-2');
      return id;
    },
  },
  {
    invariant: 4,
    what: 'a reservation holds a piece that the stock does not count as reserved',
    plant: async (copy) => {
      await copy.rows('inventory_service', `insert into reservation (order_id, status, lines) values ($1, 'RESERVED', $2)`, [
        randomUUID(),
        JSON.stringify([{ sku: 'WIDGET', quantity: 1 }]),
      ]);
      return 'WIDGET';
    },
  },
  { invariant: 5, what: 'an order that never ends', plant: (copy) => order(copy, 'PENDING') },
  { invariant: 6, what: 'a confirmed order of which nothing was done', plant: (copy) => order(copy, 'CONFIRMED') },
  {
    invariant: 7,
    what: 'an order that was announced as confirmed and as rejected',
    plant: async (copy) => {
      const id = await order(copy, 'CONFIRMED');
      say(copy, 'OrderConfirmed', id);
      say(copy, 'OrderRejected', id);
      return id;
    },
  },
  { invariant: 8, what: 'a history without its first events', plant: (copy) => execution(copy, 1, [3, 3, '[1,0,[6,1,0,0]]']) },
  {
    invariant: 9,
    what: 'a parcel that was handed over without being booked',
    plant: async (copy) => {
      const id = randomUUID();
      await copy.rows(
        'carrier',
        `insert into ledger_entry (sequence, order_id, kind, key, at) values (0, $1, 'handed_over', 'planted', now())`,
        [id],
      );
      return id;
    },
  },
  {
    invariant: 10,
    what: 'a message that was committed and never sent',
    plant: async (copy) => {
      const id = randomUUID();
      await copy.rows(
        'payment_service',
        `insert into outbox (id, owner, topic, key, headers, data, created_at) values ($1, 0, 'payment.events', 'planted', '{}', '{}', now() - interval '1 h')`,
        [id],
      );
      return id;
    },
  },
  {
    invariant: 11,
    what: 'the same outcomes, another end than in the other style',
    plant: async (copy) => {
      const id = await order(copy, 'REJECTED', 0, 'orchestration');
      say(copy, 'PaymentCaptured', id);
      return id;
    },
  },
  {
    invariant: 12,
    what: 'an execution of a revision that does not exist',
    plant: (copy) => execution(copy, 999_999_999, [1, 1, '[1,0,[0,1,0,0]]']),
  },
  {
    invariant: 13,
    what: 'an order that has not moved since long before the last fault ended',
    plant: async (copy) => {
      copy.addLogLine({ kind: 'fault', at: iso(40 * MINUTE_MS), until: iso(30 * MINUTE_MS), fault: 'kill', target: 'payment' });
      return order(copy, 'COMPENSATING', 35 * MINUTE_MS);
    },
  },
  {
    invariant: 14,
    what: 'an approval that nobody is known to have given',
    plant: async (copy) => {
      const id = await order(copy, 'PENDING');
      await copy.rows('order_service', `insert into approval (order_id, status, deadline) values ($1, 'approved', now())`, [id]);
      return id;
    },
  },
  {
    invariant: 15,
    what: 'a message that was caused by one that no topic has',
    plant: async (copy) => {
      const id = await order(copy, 'PENDING');
      say(copy, 'OrderPlaced', id);
      say(copy, 'StockReserved', id, randomUUID());
      return id;
    },
  },
];
