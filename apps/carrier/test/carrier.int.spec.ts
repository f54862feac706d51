import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  POSTAL_CODE_REFUSED,
  POSTAL_CODE_SLOW,
  SLOW_ANSWER_MS,
  type Booking,
  type CarrierLedgerEntry,
} from '@counterpoint/contracts';
import { createLogger, startService, type RunningService } from '@counterpoint/platform';
import { AN_ADDRESS, testDatabase, type TestDatabase } from '@counterpoint/testing';
import { CarrierModule } from '../src/carrier.module.js';

/** The carrier's clock runs that much faster, so that a slow answer does not slow the spec down. */
const CLOCK_SCALE = 10;

describe('the simulated carrier', () => {
  let database: TestDatabase;
  let carrier: RunningService<'databaseUrl'>;

  beforeAll(async () => {
    database = await testDatabase();
    carrier = await startService(CarrierModule, {
      service: 'carrier',
      needs: ['databaseUrl'],
      environment: { DATABASE_URL: database.url, CLOCK_SCALE: String(CLOCK_SCALE) },
      logger: createLogger({ service: 'carrier', logLevel: 'silent' }),
    });
  });
  afterAll(async () => {
    await carrier.close();
    await database.drop();
  });

  const order = (postalCode: string = AN_ADDRESS.postalCode) => {
    const orderId = randomUUID();
    const key = `${orderId}:schedule:1`;
    const post = async (
      path: string,
      body: object,
      headers: Record<string, string> = {},
    ): Promise<{ status: number; body: Booking }> => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) };
      const response = await fetch(`${carrier.url}${path}`, init);
      return { status: response.status, body: (await response.json()) as Booking };
    };
    const book = () => post('/bookings', { orderId, address: { ...AN_ADDRESS, postalCode } }, { 'idempotency-key': key });
    const change = (what: 'cancel' | 'hand-over') => post(`/bookings/${encodeURIComponent(key)}/${what}`, { orderId });
    const ledger = async () => {
      const { items } = (await (await fetch(`${carrier.url}/ledger?order=${orderId}`)).json()) as { items: CarrierLedgerEntry[] };
      return items.map(({ kind }) => kind);
    };
    return { book, cancel: () => change('cancel'), handOver: () => change('hand-over'), ledger };
  };

  it('books and takes the parcel, each once, however often it is asked', async () => {
    const { book, handOver, ledger } = order();
    const booked = await Promise.all([book(), book(), book()]);
    expect(new Set(booked.map(({ body }) => body.shipmentId)).size).toBe(1);
    const handed = await Promise.all([handOver(), handOver()]);
    expect(new Set(handed.map(({ body }) => body.trackingCode)).size).toBe(1);
    expect(await ledger()).toEqual(['booked', 'handed_over']);
  });

  it('refuses an address that it does not serve, and keeps to it', async () => {
    const { book, ledger } = order(POSTAL_CODE_REFUSED);
    expect((await book()).body).toMatchObject({ status: 'refused', reason: { code: 'address_not_served' } });
    expect((await book()).body.status).toBe('refused');
    expect(await ledger()).toEqual([]);
  });

  it('takes its time for a far address; a booking that is cancelled meanwhile does not end booked', async () => {
    const begun = Date.now();
    const [slow, cancelled] = [order(POSTAL_CODE_SLOW), order(POSTAL_CODE_SLOW)];
    const waiting = cancelled.book();
    expect((await cancelled.cancel()).body.status).toBe('cancelled');
    expect((await slow.book()).body.status).toBe('booked');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(SLOW_ANSWER_MS / CLOCK_SCALE - 50);
    expect((await waiting).body).toMatchObject({ status: 'cancelled', shipmentId: null });
    expect([await slow.ledger(), await cancelled.ledger()]).toEqual([['booked'], []]);
  });

  it('refuses a booking that its cancellation has overtaken, for ever', async () => {
    const { book, cancel, handOver, ledger } = order();
    expect((await cancel()).body.status).toBe('cancelled');
    expect((await book()).body.status).toBe('cancelled');
    expect((await handOver()).status).toBe(409);
    expect(await ledger()).toEqual([]);
  });

  it('cancels once, and no parcel that is on its way', async () => {
    const booked = order();
    await booked.book();
    await Promise.all([booked.cancel(), booked.cancel()]);
    expect(await booked.ledger()).toEqual(['booked', 'cancelled']);
    const gone = order();
    await gone.book();
    await gone.handOver();
    expect((await gone.cancel()).status).toBe(409);
    expect(await gone.ledger()).toEqual(['booked', 'handed_over']);
  });
});
