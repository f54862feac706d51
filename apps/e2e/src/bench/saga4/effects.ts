import { message, type EventType } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { Column, Entity, PrimaryColumn, type MigrationInterface, type QueryRunner } from 'typeorm';
import {
  Saga4Authorised,
  Saga4Confirmed,
  Saga4Released,
  Saga4Reserved,
  Saga4ShipmentRejected,
  Saga4Shipped,
  Saga4Voided,
  type Saga4Order,
} from './messages.js';

/** The durable effect of a step: one row under an idempotency key. A repetition is counted, never a second row. */
@Entity('effect')
export class Effect {
  @PrimaryColumn('text', { name: 'idem_key' }) idemKey!: string;
  @Column('text', { name: 'order_id' }) orderId!: string;
  @Column('text') step!: string;
  @Column('integer') attempts!: number;
}

export class Effects1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create table effect (idem_key text primary key, order_id text not null, step text not null, attempts integer not null)`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table effect');
  }
}

/** Rows that a saga leaves: four, whether it succeeds or is compensated. */
export const stepsOf = (fail: boolean): readonly string[] =>
  fail ? ['reserve', 'authorise', 'void', 'release'] : ['reserve', 'authorise', 'ship', 'confirm'];

const inserting = (step: string, outcome: EventType) =>
  operation({
    name: step,
    rows: { effect: one(Effect) },
    keys: ({ orderId }: Saga4Order) => ({ effect: `${orderId}:${step}` }),
    decide({ effect }, order) {
      const { orderId } = order;
      return {
        outcome: message(outcome, order),
        rows: { effect: { idemKey: `${orderId}:${step}`, orderId, step, attempts: (effect?.attempts ?? 0) + 1 } },
      };
    },
  });

export const reserve = inserting('reserve', Saga4Reserved);
export const authorise = inserting('authorise', Saga4Authorised);
export const confirm = inserting('confirm', Saga4Confirmed);
export const voidPayment = inserting('void', Saga4Voided);
export const release = inserting('release', Saga4Released);
const insertShipment = inserting('ship', Saga4Shipped);
const refuseShipment = operation({
  name: 'refuse',
  rows: {},
  keys: (_order: Saga4Order) => ({}),
  decide: (_rows, order) => ({ outcome: message(Saga4ShipmentRejected, order) }),
});
/** Refuses for good, without a row, where the order says so. */
export const ship = (order: Saga4Order) => (order.fail ? refuseShipment(order) : insertShipment(order));
