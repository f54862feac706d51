import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { OrderPage, OrderView, Problem, Timeline } from '@counterpoint/contracts';
import { anOrderRequest, eventually } from '@counterpoint/testing';
import type { CallOptions, GatewayClient } from '../system/gateway-client.js';
import { TestSystem } from '../system/test-system.js';

const START_TIMEOUT_MS = 240_000;
const STORY_TIMEOUT_MS = 60_000;
/** A body larger than the 256 KiB that the gateway takes. */
const TOO_LARGE = 300_000;

/** What outsiders rely on, seen over HTTP alone (design, section 9). */
describe('the gateway', () => {
  let system: TestSystem;
  let gateway: GatewayClient;
  let customer: string;
  const key = () => ({ 'idempotency-key': randomUUID() });

  beforeAll(async () => {
    system = await TestSystem.start({ env: { RATE_LIMIT_PER_SECOND: '100' } });
    ({ gateway } = system);
    customer = gateway.credentials.customerToken;
  }, START_TIMEOUT_MS);
  afterAll(async () => {
    await system?.stop();
  }, START_TIMEOUT_MS);

  const placing = (options: CallOptions = {}) =>
    gateway.call('/orders', {
      method: 'POST',
      token: customer,
      headers: key(),
      json: anOrderRequest('choreography'),
      ...options,
    });

  describe('refuses with problem details', () => {
    it.each<[string, () => CallOptions, number[]]>([
      ['a request without a token', () => ({ token: undefined }), [401]],
      ['a token that is none', () => ({ token: 'nonsense' }), [401]],
      ['a bad body without a token, as unauthenticated', () => ({ token: undefined, json: {} }), [401]],
      ['an order without an Idempotency-Key', () => ({ headers: {} }), [400]],
      ['an Idempotency-Key with a space', () => ({ headers: { 'idempotency-key': 'a b' } }), [400]],
      ['a body that is not JSON', () => ({ text: '{', json: undefined }), [400]],
      ['an unknown field', () => ({ json: { ...anOrderRequest('choreography'), priority: 1 } }), [400, 422]],
      [
        'a price that the client sets',
        () => ({ json: { ...anOrderRequest('choreography'), items: [{ sku: 'WIDGET', quantity: 1, unitPriceMinor: 1 }] } }),
        [400, 422],
      ],
      ['a SKU that does not exist', () => ({ json: anOrderRequest('choreography', { sku: 'NOSUCH' }) }), [422]],
      ['a quantity of nothing', () => ({ json: anOrderRequest('choreography', { quantity: 0 }) }), [400, 422]],
      ['a style that does not exist', () => ({ json: { ...anOrderRequest('choreography'), style: 'both' } }), [400, 422]],
      ['a body over 256 KiB', () => ({ text: JSON.stringify({ filler: 'x'.repeat(TOO_LARGE) }), json: undefined }), [413]],
      ['an approver who places an order', () => ({ token: gateway.credentials.approverToken }), [403]],
    ])('%s', async (_name, options, statuses) => {
      const answer = await placing(options());
      expect(statuses).toContain(answer.status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(Problem.parse(answer.body).status).toBe(answer.status);
    });
  });

  it('answers a repeated request as before, and places nothing twice', async () => {
    const headers = key();
    const first = await placing({ headers });
    const second = await placing({ headers });
    expect([first.status, second.status]).toEqual([202, 202]);
    expect(OrderView.parse(second.body).id).toBe(OrderView.parse(first.body).id);
  });

  it('places one order for the same key under concurrency', async () => {
    const headers = key();
    const answers = await Promise.all(Array.from({ length: 10 }, () => placing({ headers })));
    expect(answers.map(({ status }) => status).filter((status) => status !== 202 && status !== 409)).toEqual([]);
    const ids = new Set(answers.filter(({ status }) => status === 202).map(({ body }) => OrderView.parse(body).id));
    expect(ids.size).toBe(1);
  });

  it('refuses the same key with another body, and takes it from another customer', async () => {
    const headers = key();
    expect((await placing({ headers })).status).toBe(202);
    expect((await placing({ headers, json: anOrderRequest('choreography', { quantity: 2 }) })).status).toBe(422);
    expect((await placing({ headers, token: gateway.credentials.otherCustomerToken })).status).toBe(202);
  });

  it('shows a customer their own orders only', async () => {
    const mine = OrderView.parse((await placing()).body);
    const { otherCustomerToken, operatorToken } = gateway.credentials;
    for (const path of ['', '/timeline', '/stream']) {
      expect((await gateway.call(`/orders/${mine.id}${path}`, { token: otherCustomerToken })).status).toBe(404);
    }
    expect((await gateway.call(`/orders/${mine.id}/cancel`, { method: 'POST', token: otherCustomerToken })).status).toBe(404);
    expect((await gateway.call(`/orders/${mine.id}`, { token: customer })).status).toBe(200);
    expect((await gateway.call(`/orders/${mine.id}`, { token: operatorToken })).status).toBe(200);
    const theirs = OrderPage.parse((await gateway.call('/orders?limit=100', { token: otherCustomerToken })).body);
    expect(theirs.items.map(({ id }) => id)).not.toContain(mine.id);
  });

  it('lists in pages without gaps or repetitions', async () => {
    await Promise.all(Array.from({ length: 5 }, () => placing()));
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page = OrderPage.parse((await gateway.call(`/orders?limit=2${query}`, { token: customer })).body);
      expect(page.items.length).toBeLessThanOrEqual(2);
      seen.push(...page.items.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    expect(new Set(seen).size).toBe(seen.length);
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect((await gateway.call('/orders?limit=1000', { token: customer })).status).toBe(400);
  });

  it.each(['choreography', 'orchestration'] as const)(
    'tells the story of an order of %s, whole and without gaps, also as a stream that resumes',
    async (style) => {
      const order = OrderView.parse((await placing({ json: anOrderRequest(style) })).body);
      await eventually(
        async () => {
          expect((await gateway.order(order.id)).handOver).toBe('handed_over');
        },
        { timeoutMs: STORY_TIMEOUT_MS },
      );
      const timeline = await eventually(async () => {
        const found = Timeline.parse((await gateway.call(`/orders/${order.id}/timeline`, { token: customer })).body);
        expect(found.items.map(({ type }) => type)).toEqual(
          expect.arrayContaining([
            'StockReserved',
            'PaymentAuthorised',
            'ShipmentScheduled',
            'PaymentCaptured',
            'OrderConfirmed',
          ]),
        );
        return found;
      });
      expect(timeline.items.map(({ sequence }) => sequence)).toEqual(timeline.items.map((_, index) => index + 1));
      const ids = (text: unknown) => [...String(text).matchAll(/^id: ?(\d+)/gm)].map(([, id]) => Number(id));
      const stream = (from?: number) =>
        gateway.call(`/orders/${order.id}/stream`, {
          token: customer,
          headers: { accept: 'text/event-stream', ...(from === undefined ? {} : { 'last-event-id': String(from) }) },
        });
      const whole = ids((await stream()).body);
      expect(whole.slice(0, timeline.items.length)).toEqual(timeline.items.map(({ sequence }) => sequence));
      expect(ids((await stream(3)).body)).toEqual(whole.filter((sequence) => sequence > 3));
    },
    STORY_TIMEOUT_MS,
  );

  it('limits the rate per token and says when to come back', async () => {
    const answers = await Promise.all(
      Array.from({ length: 300 }, () => gateway.call('/orders?limit=1', { token: gateway.credentials.otherCustomerToken })),
    );
    const limited = answers.filter(({ status }) => status === 429);
    expect(limited.length).toBeGreaterThan(0);
    expect(Number(limited[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await gateway.call('/orders?limit=1', { token: customer })).status).toBe(200);
  });

  it('is closed to other origins', async () => {
    const answer = await gateway.call('/orders', { token: customer, headers: { origin: 'https://elsewhere.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });
});
