import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SLOW_ANSWER_MS, type Authorisation, type Capture, type ProviderLedgerEntry } from '@counterpoint/contracts';
import { createLogger, startService, type RunningService } from '@counterpoint/platform';
import { testDatabase, type TestDatabase } from '@counterpoint/testing';
import { ProviderModule } from '../src/provider.module.js';

/** The provider's clock runs that much faster, so that a slow answer does not slow the spec down. */
const CLOCK_SCALE = 10;
const AMOUNT_MINOR = 2_500;

describe('the simulated payment provider', () => {
  let database: TestDatabase;
  let provider: RunningService<'databaseUrl'>;

  const start = () =>
    startService(ProviderModule, {
      service: 'provider',
      needs: ['databaseUrl'],
      environment: { DATABASE_URL: database.url, CLOCK_SCALE: String(CLOCK_SCALE) },
      logger: createLogger({ service: 'provider', logLevel: 'silent' }),
    });
  beforeAll(async () => {
    database = await testDatabase();
    provider = await start();
  });
  afterAll(async () => {
    await provider.close();
    await database.drop();
  });

  const post = async <Answer>(path: string, body: object, key?: string): Promise<{ status: number; body: Answer }> => {
    const headers = { 'content-type': 'application/json', ...(key !== undefined && { 'idempotency-key': key }) };
    const response = await fetch(`${provider.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  /** Calls for one order, as payment makes them. */
  const order = (token: string) => {
    const orderId = randomUUID();
    const key = `${orderId}:authorise:1`;
    const authorise = (keyUsed = key) =>
      post<Authorisation>('/authorisations', { orderId, amountMinor: AMOUNT_MINOR, currency: 'EUR', token }, keyUsed);
    const voidIt = () => post<Authorisation>(`/authorisations/${encodeURIComponent(key)}/void`, { orderId });
    const capture = (captureKey = `${orderId}:capture:1`) =>
      post<Capture>('/captures', { orderId, authorisationKey: key, amountMinor: AMOUNT_MINOR }, captureKey);
    const ledger = async () => {
      const { items } = (await (await fetch(`${provider.url}/ledger?order=${orderId}`)).json()) as {
        items: ProviderLedgerEntry[];
      };
      return items.map(({ kind, amountMinor }) => `${kind} ${amountMinor}`);
    };
    return { orderId, key, authorise, voidIt, capture, ledger };
  };

  it('holds, then charges, each once, however often it is asked', async () => {
    const { authorise, capture, ledger } = order('tok_ok');
    const answers = await Promise.all([authorise(), authorise(), authorise()]);
    expect(new Set(answers.map(({ body }) => body.authorisationId)).size).toBe(1);
    const captures = await Promise.all([capture(), capture(), capture()]);
    expect(new Set(captures.map(({ body }) => body.captureId)).size).toBe(1);
    expect(await ledger()).toEqual(['hold 2500', 'charge 2500']);
  });

  it('never charges twice, also under another key', async () => {
    const { authorise, capture, ledger } = order('tok_ok');
    await authorise();
    const [first, second] = await Promise.all([capture('one-key'), capture('another-key')]);
    expect([first.body.status, second.body.status].sort()).toEqual(['captured', 'refused']);
    expect(await ledger()).toEqual(['hold 2500', 'charge 2500']);
  });

  it.each([
    ['tok_declined', 'card_declined'],
    ['tok_insufficient_funds', 'insufficient_funds'],
    ['tok_of_nobody', 'unknown_token'],
  ])('declines %s and keeps the answer under the key', async (token, code) => {
    const { authorise, capture, ledger } = order(token);
    const [first, again] = [await authorise(), await authorise()];
    expect(first).toMatchObject({ status: 200, body: { status: 'declined', authorisationId: null, reason: { code } } });
    expect(again).toEqual(first);
    expect((await capture()).body).toMatchObject({ status: 'refused', reason: { code: 'not_held' } });
    expect(await ledger()).toEqual([]);
  });

  it('answers tok_flaky with two server errors for each kind of call, then works; an error is never kept', async () => {
    const { authorise, capture, voidIt, ledger } = order('tok_flaky');
    const statuses = async (call: () => Promise<{ status: number }>) => [
      (await call()).status,
      (await call()).status,
      (await call()).status,
    ];
    expect(await statuses(authorise)).toEqual([503, 503, 200]);
    expect(await statuses(capture)).toEqual([503, 503, 200]);
    expect(await statuses(voidIt)).toEqual([503, 503, 409]);
    expect(await ledger()).toEqual(['hold 2500', 'charge 2500']);
  });

  it('authorises tok_answer_lost and breaks the connection; the same key gets the answer', async () => {
    const { authorise, ledger } = order('tok_answer_lost');
    await expect(authorise()).rejects.toThrow('fetch failed');
    expect(await ledger()).toEqual(['hold 2500']);
    expect((await authorise()).body).toMatchObject({ status: 'authorised' });
    expect(await ledger()).toEqual(['hold 2500']);
  });

  it('takes its time for tok_slow; one that is voided meanwhile does not end authorised', async () => {
    const begun = Date.now();
    const [slow, voided] = [order('tok_slow'), order('tok_slow')];
    const waiting = voided.authorise();
    expect((await voided.voidIt()).body.status).toBe('voided');
    expect((await slow.authorise()).body.status).toBe('authorised');
    expect(Date.now() - begun).toBeGreaterThanOrEqual(SLOW_ANSWER_MS / CLOCK_SCALE - 50);
    expect((await waiting).body).toMatchObject({ status: 'voided', authorisationId: null });
    expect([await slow.ledger(), await voided.ledger()]).toEqual([['hold 2500'], []]);
  });

  it('refuses an authorisation that its void has overtaken, for ever', async () => {
    const { authorise, voidIt, capture, ledger } = order('tok_ok');
    expect((await voidIt()).body.status).toBe('voided');
    expect((await authorise()).body.status).toBe('voided');
    expect((await capture()).body.status).toBe('refused');
    expect(await ledger()).toEqual([]);
  });

  it('lets go of a hold once, and of nothing that was charged', async () => {
    const held = order('tok_ok');
    await held.authorise();
    await Promise.all([held.voidIt(), held.voidIt()]);
    expect(await held.ledger()).toEqual(['hold 2500', 'release 2500']);
    const charged = order('tok_ok');
    await charged.authorise();
    await charged.capture();
    expect((await charged.voidIt()).status).toBe(409);
  });

  it('finds by key what landed, and nothing else', async () => {
    const { key, authorise } = order('tok_ok');
    const find = async () => (await fetch(`${provider.url}/authorisations/${encodeURIComponent(key)}`)).status;
    expect(await find()).toBe(404);
    await authorise();
    expect(await find()).toBe(200);
  });

  it('still knows everything after it was started anew', async () => {
    const { authorise, capture, ledger } = order('tok_ok');
    const before = await authorise();
    await provider.close();
    provider = await start();
    expect(await authorise()).toEqual(before);
    expect((await capture()).body.status).toBe('captured');
    expect(await ledger()).toEqual(['hold 2500', 'charge 2500']);
  });

  it('asks for a key', async () => {
    const answer = await post('/captures', { orderId: randomUUID(), authorisationKey: 'x', amountMinor: 1 });
    expect(answer.status).toBe(400);
  });
});
