import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Reason, ReturnAddress } from '@counterpoint/contracts';
import type { PaymentStatus } from '../domain/payment.js';

/** Amounts are whole minor units, exact in a JavaScript number. */
const minorUnits = { to: (value: number) => value, from: (value: string) => Number(value) };

/** The payment of an order, for as long as the order lives. VOIDED with attempt 0 is a tombstone. */
@Entity('payment')
export class Payment {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('bigint', { name: 'amount_minor', transformer: minorUnits }) amountMinor!: number;
  @Column('integer') attempt!: number;
  @Column('text') status!: PaymentStatus;
  @Column('text', { name: 'authorisation_id', nullable: true }) authorisationId!: string | null;
  @Column('text', { name: 'capture_id', nullable: true }) captureId!: string | null;
  @Column('jsonb', { nullable: true }) reason!: Reason | null;
  /** Who asked last for what is under way; null where the outcome goes to our own events. */
  @Column('jsonb', { nullable: true }) asker!: ReturnAddress | null;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

export const ENTITIES = [Payment];
