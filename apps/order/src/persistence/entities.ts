import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { OrderSnapshot, OrderStatus, OrderView, Reason, ReturnAddress, SagaStyle } from '@counterpoint/contracts';
import type { ApprovalStatus } from '../domain/approval.js';
import type { Step, Undo } from '../domain/order.js';

/** Amounts are whole minor units, exact in a JavaScript number. */
const minorUnits = { to: (value: number) => value, from: (value: string) => Number(value) };

/** An order. What is fixed when it is placed comes first, what the saga changes after it. */
@Entity('orders')
@Index('orders_customer', ['customerId', 'id'])
@Index('orders_deadline', ['deadlineAt'], { where: 'deadline_at is not null' })
export class Order {
  /** UUIDv7, so that the newest orders come last. */
  @PrimaryColumn('uuid') id!: string;
  @Column('text', { name: 'customer_id' }) customerId!: string;
  /** For people and lists. Where messages go is decided by `executionId`. */
  @Column('text') style!: SagaStyle;
  /** What every message of the saga carries. */
  @Column('jsonb') snapshot!: OrderSnapshot;
  /** The saga's address: the execution that runs it; null where the services move it among themselves. */
  @Column('uuid', { name: 'execution_id', nullable: true }) executionId!: string | null;
  /** The saga's first message and trace: what timers and requests that come later are caused by. */
  @Column('uuid', { name: 'first_message_id' }) firstMessageId!: string;
  @Column('text', { nullable: true }) traceparent!: string | null;
  @Column('double precision', { name: 'step_timeout_scale' }) stepTimeoutScale!: number;
  @Column('timestamptz', { name: 'placed_at' }) placedAt!: Date;

  @Column('text') status!: OrderStatus;
  @Column('jsonb', { nullable: true }) reason!: Reason | null;
  @Column('text') cancellation!: OrderView['cancellation'];
  @Column('jsonb') undo!: readonly Undo[];
  @Column('jsonb') undone!: readonly Undo[];
  @Column('text', { nullable: true }) step!: Step | null;
  @Column('timestamptz', { name: 'deadline_at', nullable: true }) deadlineAt!: Date | null;
  @Column('text', { name: 'hand_over' }) handOver!: OrderView['handOver'];
  @Column('text', { name: 'tracking_code', nullable: true }) trackingCode!: string | null;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

/** A customer's idempotency key, for ever: committed together with the order that it placed. */
@Entity('idempotency_key')
export class IdempotencyRecord {
  /** The customer id, percent-encoded, so that it holds no slash. */
  @PrimaryColumn('text') customer!: string;
  @PrimaryColumn('text') key!: string;
  /** SHA-256 of the request's canonical JSON, hexadecimal. */
  @Column('text', { name: 'request_hash' }) requestHash!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
}

/** The request for approval of an order; it goes by the order's id. */
@Entity('approval')
@Index('approval_pending', ['orderId'], { where: `status = 'pending'` })
export class Approval {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text', { name: 'customer_id' }) customerId!: string;
  @Column('bigint', { name: 'total_minor', transformer: minorUnits }) totalMinor!: number;
  @Column('integer') attempt!: number;
  @Column('text') status!: ApprovalStatus;
  @Column('timestamptz', { name: 'requested_at' }) requestedAt!: Date;
  @Column('timestamptz') deadline!: Date;
  @Column('text', { name: 'decided_by', nullable: true }) decidedBy!: string | null;
  @Column('timestamptz', { name: 'decided_at', nullable: true }) decidedAt!: Date | null;
  @Column('text', { nullable: true }) comment!: string | null;
  /** Who asked for it; null where the decision goes to our own events. */
  @Column('jsonb', { nullable: true }) asker!: ReturnAddress | null;
}

/** What a piece of each SKU costs, in minor units; seeded at the start. */
@Entity('price')
export class Price {
  @PrimaryColumn('text') sku!: string;
  @Column('integer', { name: 'unit_price_minor' }) unitPriceMinor!: number;
}

export const ENTITIES = [Order, IdempotencyRecord, Approval, Price];
