import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Booking, CarrierLedgerEntry, Reason } from '@counterpoint/contracts';

/** A booking by the idempotency key of its call; one that is cancelled first is a tombstone. At most one lives for an order. */
@Entity('booking')
@Index('booking_live', ['orderId'], { unique: true, where: `status in ('booked', 'handed_over')` })
export class BookingRow {
  @PrimaryColumn('text') key!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text') status!: Booking['status'];
  @Column('text', { name: 'shipment_id', nullable: true }) shipmentId!: string | null;
  @Column('text', { name: 'tracking_code', nullable: true }) trackingCode!: string | null;
  @Column('jsonb', { nullable: true }) reason!: Reason | null;
}

const exactNumber = { to: (value: number) => value, from: (value: string) => Number(value) };

/** Only ever inserted: what was booked, cancelled and handed over. */
@Entity('ledger_entry')
@Index('ledger_entry_order', ['orderId'])
@Index('ledger_entry_once', ['key', 'kind'], { unique: true })
export class LedgerEntryRow {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'BY DEFAULT', transformer: exactNumber })
  sequence!: number;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text') kind!: CarrierLedgerEntry['kind'];
  @Column('text') key!: string;
  @Column('timestamptz') at!: Date;
}

/** When the first call under a key arrived, so that a repeated slow call does not begin to wait anew. */
@Entity('arrival')
export class ArrivalRow {
  @PrimaryColumn('text') key!: string;
  @Column('timestamptz', { name: 'first_at' }) firstAt!: Date;
}

export const ENTITIES = [BookingRow, LedgerEntryRow, ArrivalRow];
