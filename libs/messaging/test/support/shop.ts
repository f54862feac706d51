import { command, event, message } from '@counterpoint/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { z } from 'zod';
import { many, one, operation } from '../../src/operation/operation.js';

@Entity('stock')
export class Stock {
  @PrimaryColumn('text') sku!: string;
  @Column('integer') available!: number;
  /** Every reservation, so that tests see in which order decisions fell. */
  @Column('jsonb') log!: readonly string[];
}

@Entity('reservation')
export class Reservation {
  @PrimaryColumn('uuid') orderId!: string;
  @Column('text') status!: 'RESERVED' | 'REJECTED';
  @Column('text', { array: true }) skus!: readonly string[];
  @Column('timestamptz') decidedAt!: Date;
  @Column('bigint') totalMinor!: string;
}

const Order = z.strictObject({ orderId: z.uuid(), skus: z.array(z.string()), poison: z.string().optional() });
export type Order = z.infer<typeof Order>;
export const Reserved = event('TestReserved', {
  service: 'inventory',
  summary: 's',
  schema: z.strictObject({ orderId: z.uuid() }),
});
export const Rejected = event('TestRejected', {
  service: 'inventory',
  outcome: 'failure',
  summary: 's',
  schema: z.strictObject({ orderId: z.uuid() }),
});
export const Reserve = command('TestReserve', {
  service: 'inventory',
  summary: 's',
  schema: Order,
  step: 'compensatable',
  outcomes: [Reserved, Rejected],
  timeoutSeconds: 1,
});
export const Placed = event('TestPlaced', { service: 'order', summary: 's', schema: Order });

/** Orders that make the operation throw; emptied, the bug is fixed. */
export const poison = new Set<string>();

export const reserveStock = operation({
  name: 'reserveStock',
  rows: { reservation: one(Reservation), stock: many(Stock) },
  keys: (order: Order) => ({ reservation: order.orderId, stock: order.skus }),
  decide({ reservation, stock }, order, { now }) {
    if (order.poison !== undefined && poison.has(order.poison)) throw new Error(`poisoned: ${order.poison}`);
    if (reservation) return { outcome: outcomeOf(reservation), result: reservation.status };
    const enough = stock.length === order.skus.length && stock.every((row) => row.available > 0);
    const decided: Reservation = {
      orderId: order.orderId,
      status: enough ? 'RESERVED' : 'REJECTED',
      skus: order.skus,
      decidedAt: new Date(now),
      totalMinor: '1200',
    };
    return {
      outcome: outcomeOf(decided),
      rows: {
        reservation: decided,
        stock: enough ? stock.map((row) => ({ ...row, available: row.available - 1, log: [...row.log, order.orderId] })) : [],
      },
      result: decided.status,
    };
  },
});

function outcomeOf({ orderId, status }: Reservation) {
  return status === 'RESERVED' ? message(Reserved, { orderId }) : message(Rejected, { orderId });
}
