import { Check, Column, Entity, PrimaryColumn } from 'typeorm';
import type { Reason } from '@counterpoint/contracts';
import type { Line, ReservationStatus } from '../domain/reservation.js';

/** The pieces of one SKU. `available + reserved` never changes after seeding. */
@Entity('stock')
@Check('stock_never_negative', 'available >= 0 and reserved >= 0')
export class Stock {
  @PrimaryColumn('text') sku!: string;
  @Column('integer') available!: number;
  @Column('integer') reserved!: number;
  @Column('integer', { name: 'unit_price_minor' }) unitPriceMinor!: number;
}

/** What was decided for an order, for as long as the order lives. RELEASED without lines ever set aside is a tombstone. */
@Entity('reservation')
export class Reservation {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('uuid', { name: 'reservation_id' }) reservationId!: string;
  @Column('integer') attempt!: number;
  @Column('text') status!: ReservationStatus;
  /** What is set aside now. */
  @Column('jsonb') lines!: readonly Line[];
  @Column('jsonb', { nullable: true }) reason!: Reason | null;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

export const ENTITIES = [Stock, Reservation];
