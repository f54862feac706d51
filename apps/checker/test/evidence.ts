import { randomUUID } from 'node:crypto';
import type { OrderStatus, SagaStyle } from '@counterpoint/contracts';
import type { Evidence, OrderRecord } from '../src/evidence/evidence.js';
import type { SagaMessage } from '../src/evidence/messages.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer Key, infer Value> ? Map<Key, Value> : T[K] };
export type TestEvidence = Mutable<Evidence>;

export const NOW = Date.parse('2026-11-22T12:00:00Z');
const TRACE = '1'.repeat(32);
const PATH = [
  'OrderPlaced',
  'StockReserved',
  'PaymentAuthorised',
  'OrderCleared',
  'ShipmentScheduled',
  'PaymentCaptured',
  'OrderConfirmed',
  'ShipmentHandedOver',
];

/** Messages that caused one another, one a second. */
export function chain(orderId: string, types: readonly string[]): SagaMessage[] {
  const ids = types.map(() => randomUUID());
  return types.map((type, index) => ({
    id: ids[index] ?? '',
    type,
    topic: 'order.events',
    kind: 'event',
    key: orderId,
    correlationId: orderId,
    causationId: ids[index - 1],
    traceId: TRACE,
    outcome: 'success',
    time: NOW - 60_000 + index * 1_000,
    data: {},
  }));
}

export function anOrder(id: string, status: OrderStatus, style: SagaStyle = 'choreography'): OrderRecord {
  const items = [{ sku: 'WIDGET', quantity: 2, unitPriceMinor: 2_500 }];
  const [placedAt, updatedAt] = [NOW - 60_000, NOW - 50_000];
  return {
    id,
    style,
    status,
    customerId: 'customer',
    items,
    totalMinor: 5_000,
    placedAt,
    updatedAt,
    approvalDeadline: undefined,
  };
}

/** A system in which one choreographed order was confirmed, and everything is as it should be. */
export function goodEvidence(orderId: string): TestEvidence {
  return {
    now: NOW,
    orders: new Map([[orderId, anOrder(orderId, 'CONFIRMED')]]),
    idempotency: [{ customerId: 'customer', key: 'key-1', orderId }],
    approvals: [],
    reservations: new Map([[orderId, { orderId, status: 'RESERVED', lines: [{ sku: 'WIDGET', quantity: 2 }] }]]),
    stock: [{ sku: 'WIDGET', available: 98, reserved: 2 }],
    seeded: new Map([['WIDGET', 100]]),
    payments: new Map([[orderId, { orderId, status: 'CAPTURED', amountMinor: 5_000 }]]),
    money: new Map([
      [
        orderId,
        [
          { sequence: 1, orderId, kind: 'hold', key: 'authorise', amountMinor: 5_000 },
          { sequence: 2, orderId, kind: 'charge', key: 'capture', amountMinor: 5_000 },
        ],
      ],
    ]),
    shipments: new Map([[orderId, { orderId, status: 'HANDED_OVER' }]]),
    parcels: new Map([
      [
        orderId,
        [
          { sequence: 1, orderId, kind: 'booked', key: 'schedule' },
          { sequence: 2, orderId, kind: 'handed_over', key: 'schedule' },
        ],
      ],
    ]),
    executions: new Map(),
    leftovers: [],
    operatorActions: [],
    audit: [],
    sagas: new Map([[orderId, chain(orderId, PATH)]]),
    clientLog: undefined,
  };
}
