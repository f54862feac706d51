import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Booking, BookingRequest, CarrierLedgerEntry } from '@counterpoint/contracts';
import { Clock } from '@counterpoint/platform';
import { book, cancel, handOver } from './domain/booking.js';
import { ArrivalRow, BookingRow, LedgerEntryRow } from './persistence/entities.js';

const ENTRY: Readonly<Partial<Record<Booking['status'], CarrierLedgerEntry['kind']>>> = {
  booked: 'booked',
  cancelled: 'cancelled',
  handed_over: 'handed_over',
};

/** The carrier's books. Each change is one transaction, and the changes of one order happen one after the other. */
@Injectable()
export class Ledger {
  constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  /** When the first call under this key arrived, epoch milliseconds. */
  async arrive(key: string): Promise<number> {
    await this.source.manager
      .createQueryBuilder()
      .insert()
      .into(ArrivalRow)
      .values({ key, firstAt: new Date(this.clock.now()) })
      .orIgnore()
      .execute();
    return (await this.source.manager.findOneByOrFail(ArrivalRow, { key })).firstAt.getTime();
  }

  book(key: string, request: BookingRequest, newId: string): Promise<Booking> {
    return this.change(key, request.orderId, (stored) => book(stored, key, request, newId));
  }

  cancel(key: string, orderId: string): Promise<Booking> {
    return this.change(key, orderId, (stored) => cancel(stored, key, orderId));
  }

  handOver(key: string, orderId: string, newTrackingCode: string): Promise<Booking | undefined> {
    return this.change(key, orderId, (stored) => handOver(stored, newTrackingCode));
  }

  async booking(key: string): Promise<Booking | undefined> {
    return (await this.source.manager.findOneBy(BookingRow, { key })) ?? undefined;
  }

  async entries(orderId: string): Promise<CarrierLedgerEntry[]> {
    const rows = await this.source.manager.find(LedgerEntryRow, { where: { orderId }, order: { sequence: 'asc' } });
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  /** A lock on the order, taken even when no row exists yet, so that a booking and its cancellation never pass each other. */
  private change<Next extends Booking | undefined>(
    key: string,
    orderId: string,
    decide: (stored: Booking | undefined) => Next,
  ): Promise<Next> {
    return this.source.transaction(async (manager) => {
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [orderId]);
      const stored = (await manager.findOneBy(BookingRow, { key })) ?? undefined;
      const next = decide(stored);
      if (next !== undefined && next.status !== stored?.status) await this.save(manager, next, stored);
      return next;
    });
  }

  /** A tombstone is no entry of the ledger: nothing was booked that it could cancel. */
  private async save(manager: EntityManager, next: Booking, stored: Booking | undefined): Promise<void> {
    await manager.upsert(BookingRow, next, ['key']);
    const kind = ENTRY[next.status];
    const tombstone = next.status === 'cancelled' && stored === undefined;
    if (kind === undefined || tombstone) return;
    await manager.insert(LedgerEntryRow, { orderId: next.orderId, kind, key: next.key, at: new Date(this.clock.now()) });
  }
}
