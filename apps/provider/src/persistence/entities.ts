import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Authorisation, Capture, ProviderLedgerEntry, Reason } from '@counterpoint/contracts';

/** Amounts are whole minor units, exact in a JavaScript number. */
const minorUnits = { to: (value: number) => value, from: (value: string) => Number(value) };

/** An authorisation by the idempotency key of its call; one that is voided first is a tombstone. */
@Entity('authorisation')
@Index('authorisation_live', ['orderId'], { unique: true, where: `status in ('authorised', 'captured')` })
export class AuthorisationRow {
  @PrimaryColumn('text') key!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text') status!: Authorisation['status'];
  @Column('text', { name: 'authorisation_id', nullable: true }) authorisationId!: string | null;
  @Column('bigint', { name: 'amount_minor', transformer: minorUnits }) amountMinor!: number;
  @Column('jsonb', { nullable: true }) reason!: Reason | null;
  /** Decides how the simulator behaves on later calls; a tombstone has none. */
  @Column('text', { nullable: true }) token!: string | null;
}

/** A capture by the idempotency key of its call. The partial index makes a second charge of an order impossible. */
@Entity('capture')
@Index('capture_once', ['orderId'], { unique: true, where: `status = 'captured'` })
export class CaptureRow {
  @PrimaryColumn('text') key!: string;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text', { name: 'authorisation_key' }) authorisationKey!: string;
  @Column('text') status!: Capture['status'];
  @Column('text', { name: 'capture_id', nullable: true }) captureId!: string | null;
  @Column('bigint', { name: 'amount_minor', transformer: minorUnits }) amountMinor!: number;
  @Column('jsonb', { nullable: true }) reason!: Reason | null;
}

/** Only ever inserted: what was held, let go and charged. */
@Entity('ledger_entry')
@Index('ledger_entry_order', ['orderId'])
@Index('ledger_entry_once', ['key', 'kind'], { unique: true })
export class LedgerEntryRow {
  @PrimaryColumn('bigint', { generated: 'identity', generatedIdentity: 'BY DEFAULT', transformer: minorUnits }) sequence!: number;
  @Column('uuid', { name: 'order_id' }) orderId!: string;
  @Column('text') kind!: ProviderLedgerEntry['kind'];
  @Column('text') key!: string;
  @Column('bigint', { name: 'amount_minor', transformer: minorUnits }) amountMinor!: number;
  @Column('timestamptz') at!: Date;
}

/** How often a kind of call was made for an order: what `tok_flaky`, `tok_slow` and `tok_answer_lost` count by. */
@Entity('call_count')
export class CallCountRow {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @PrimaryColumn('text') call!: string;
  @Column('integer') count!: number;
  @Column('timestamptz', { name: 'first_at' }) firstAt!: Date;
}

export const ENTITIES = [AuthorisationRow, CaptureRow, LedgerEntryRow, CallCountRow];
