import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import type { Authorisation, AuthorisationRequest, Capture, CaptureRequest, ProviderLedgerEntry } from '@counterpoint/contracts';
import { Clock } from '@counterpoint/platform';
import {
  authorise,
  behaviourOf,
  capture,
  isCounted,
  voidAuthorisation,
  type Behaviour,
  type Call,
} from './domain/authorisation.js';
import { AuthorisationRow, CallCountRow, CaptureRow, LedgerEntryRow } from './persistence/entities.js';

/** A call as it arrived: how to behave, and since when the first of its kind has been here (epoch milliseconds). */
export interface Arrival extends Behaviour {
  readonly firstAt: number;
}
/** The provider can't answer now, and has stored nothing. */
export const UNAVAILABLE = Symbol('unavailable');

/** The provider's books. Each change is one transaction, and the changes of one order happen one after the other. */
@Injectable()
export class Ledger {
  constructor(
    private readonly source: DataSource,
    private readonly clock: Clock,
  ) {}

  /** Counts the call where that matters, and tells how the simulator treats it. */
  async arrive(orderId: string, token: string): Promise<Arrival> {
    if (!isCounted(token)) return { ...behaviourOf(token, 'authorise', 1), firstAt: this.clock.now() };
    return this.perOrder(orderId, (manager) => this.count(manager, 'authorise', orderId, token));
  }

  authorise(key: string, request: AuthorisationRequest, newId: string): Promise<Authorisation> {
    return this.perOrder(request.orderId, async (manager) => {
      const stored = await findAuthorisation(manager, key);
      const next = authorise(stored, key, request, newId);
      if (stored === undefined) {
        await manager.insert(AuthorisationRow, { ...next, token: request.token });
        if (next.status === 'authorised') await this.book(manager, 'hold', next);
      }
      return next;
    });
  }

  void(key: string, orderId: string): Promise<Authorisation | typeof UNAVAILABLE> {
    return this.perOrder(orderId, async (manager) => {
      const row = await manager.findOneBy(AuthorisationRow, { key });
      if (await this.isUnavailable(manager, 'void', row)) return UNAVAILABLE;
      const stored = row === null ? undefined : authorisationOf(row);
      const next = voidAuthorisation(stored, key, orderId);
      if (stored === undefined) await manager.insert(AuthorisationRow, { ...next, token: null });
      else if (next.status !== stored.status) {
        await manager.update(AuthorisationRow, { key }, { status: next.status, reason: next.reason });
        await this.book(manager, 'release', next);
      }
      return next;
    });
  }

  capture(key: string, request: CaptureRequest, newId: string): Promise<Capture | typeof UNAVAILABLE> {
    return this.perOrder(request.orderId, async (manager) => {
      const row = await manager.findOneBy(AuthorisationRow, { key: request.authorisationKey });
      if (await this.isUnavailable(manager, 'capture', row)) return UNAVAILABLE;
      const stored = await findCapture(manager, key);
      const next = capture(stored, row === null ? undefined : authorisationOf(row), key, request, newId);
      if (stored === undefined) {
        await manager.insert(CaptureRow, { ...next, authorisationKey: request.authorisationKey });
        if (next.status === 'captured') {
          await manager.update(AuthorisationRow, { key: request.authorisationKey }, { status: 'captured' });
          await this.book(manager, 'charge', next);
        }
      }
      return next;
    });
  }

  authorisation(key: string): Promise<Authorisation | undefined> {
    return findAuthorisation(this.source.manager, key);
  }

  captured(key: string): Promise<Capture | undefined> {
    return findCapture(this.source.manager, key);
  }

  async entries(orderId: string): Promise<ProviderLedgerEntry[]> {
    const rows = await this.source.manager.find(LedgerEntryRow, { where: { orderId }, order: { sequence: 'asc' } });
    return rows.map((row) => ({ ...row, at: row.at.toISOString() }));
  }

  private async book(
    manager: EntityManager,
    kind: ProviderLedgerEntry['kind'],
    { orderId, key, amountMinor }: Authorisation | Capture,
  ) {
    await manager.insert(LedgerEntryRow, { orderId, kind, key, amountMinor, at: new Date(this.clock.now()) });
  }

  private async isUnavailable(manager: EntityManager, call: Call, authorisation: AuthorisationRow | null): Promise<boolean> {
    if (authorisation === null || !isCounted(authorisation.token)) return false;
    return (await this.count(manager, call, authorisation.orderId, authorisation.token)).serverError;
  }

  private async count(manager: EntityManager, call: Call, orderId: string, token: string | null): Promise<Arrival> {
    const before = await manager.findOneBy(CallCountRow, { orderId, call });
    const firstAt = before?.firstAt ?? new Date(this.clock.now());
    const count = (before?.count ?? 0) + 1;
    await manager.upsert(CallCountRow, { orderId, call, count, firstAt }, ['orderId', 'call']);
    return { ...behaviourOf(token, call, count), firstAt: firstAt.getTime() };
  }

  /** A lock on the order, taken even when no row exists yet, so that a call and its void never pass each other. */
  private perOrder<Result>(orderId: string, work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    return this.source.transaction(async (manager) => {
      await manager.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [orderId]);
      return work(manager);
    });
  }
}

async function findAuthorisation(manager: EntityManager, key: string): Promise<Authorisation | undefined> {
  const row = await manager.findOneBy(AuthorisationRow, { key });
  return row === null ? undefined : authorisationOf(row);
}

function authorisationOf({ token: _token, ...authorisation }: AuthorisationRow): Authorisation {
  return authorisation;
}

async function findCapture(manager: EntityManager, key: string): Promise<Capture | undefined> {
  const row = await manager.findOneBy(CaptureRow, { key });
  if (row === null) return undefined;
  const { authorisationKey: _authorisationKey, ...captured } = row;
  return captured;
}
