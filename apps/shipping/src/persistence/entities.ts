import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Reason, ReturnAddress } from '@counterpoint/contracts';
import type { ShipmentStatus } from '../domain/shipment.js';

/** The shipment of an order, for as long as the order lives. CANCELLED with attempt 0 is a tombstone. */
@Entity('shipment')
export class Shipment {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @Column('integer') attempt!: number;
  @Column('text') status!: ShipmentStatus;
  @Column('text', { name: 'shipment_id', nullable: true }) shipmentId!: string | null;
  @Column('text', { name: 'tracking_code', nullable: true }) trackingCode!: string | null;
  @Column('jsonb', { nullable: true }) reason!: Reason | null;
  /** Who asked last for what is under way; null where the outcome goes to our own events. */
  @Column('jsonb', { nullable: true }) asker!: ReturnAddress | null;
  @Column('timestamptz', { name: 'updated_at' }) updatedAt!: Date;
}

export const ENTITIES = [Shipment];
