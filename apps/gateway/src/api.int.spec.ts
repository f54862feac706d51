import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { HTTP_API } from '@counterpoint/contracts';
import { anOrderRequest } from '@counterpoint/testing';
import { GatewayUnderTest } from '../test/gateway.js';

const START_TIMEOUT_MS = 60_000;
jest.setTimeout(START_TIMEOUT_MS);
const api = new GatewayUnderTest();
let customer: string;
let approver: string;
let operator: string;

beforeAll(async () => {
  await api.start();
  [customer, approver, operator] = await Promise.all([
    api.token('customer-1', 'customer'),
    api.token('approver-1', 'approver'),
    api.token('operator-1', 'operator'),
  ]);
}, START_TIMEOUT_MS);
afterAll(async () => api.stop(), START_TIMEOUT_MS);
afterEach(() => {
  api.order.seen.length = 0;
  api.order.answer = () => ({ status: 200, body: {} });
});

const key = () => ({ 'idempotency-key': randomUUID() });

describe('placing an order', () => {
  it('passes the order on with key, token and trace, and the answer back', async () => {
    api.order.answer = () => ({
      status: 202,
      body: { id: 'x', status: 'PENDING' },
      headers: { location: '/orders/x', 'x-inside': 'secret' },
    });
    const headers = {
      'idempotency-key': 'k-1',
      traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
      tracestate: 'a=b',
    };
    const answer = await api.post('/orders', customer, anOrderRequest('choreography'), headers);
    expect([answer.status, await answer.json(), answer.headers.get('location')]).toEqual([
      202,
      { id: 'x', status: 'PENDING' },
      '/orders/x',
    ]);
    expect(answer.headers.get('x-inside')).toBeNull();
    const [seen] = api.order.seen;
    expect(JSON.parse(seen?.body ?? '')).toEqual(anOrderRequest('choreography'));
    expect(seen?.headers).toMatchObject({ 'idempotency-key': 'k-1', authorization: `Bearer ${customer}`, tracestate: 'a=b' });
    expect(seen?.headers.traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
  });

  it.each([
    [409, 'still-running'],
    [422, 'idempotency-key-reused'],
  ])('shows the order service’s refusal as its own: %s', async (status, code) => {
    api.order.answer = () => ({
      status,
      body: { type: `urn:counterpoint:problem:${code}`, title: 'x', status, instance: '/inside' },
    });
    const answer = await api.post('/orders', customer, anOrderRequest('orchestration'), key());
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect([answer.status, await answer.json()]).toEqual([status, expect.objectContaining({ instance: '/orders', status })]);
  });

  it.each([
    ['without a key', {}, 400, 'idempotency-key-missing'],
    ['with an empty key', { 'idempotency-key': '' }, 400, 'idempotency-key-missing'],
    ['with a key with blanks', { 'idempotency-key': 'a b' }, 400, 'idempotency-key-malformed'],
    ['with a key that is too long', { 'idempotency-key': 'k'.repeat(201) }, 400, 'idempotency-key-malformed'],
  ])('is refused %s', async (_, headers, status, code) => {
    const answer = await api.post('/orders', customer, anOrderRequest('choreography'), headers);
    expect([answer.status, ((await answer.json()) as { type: string }).type]).toEqual([
      status,
      `urn:counterpoint:problem:${code}`,
    ]);
    expect(api.order.seen).toHaveLength(0);
  });

  const valid = anOrderRequest('choreography');
  it.each([
    ['an unknown member', { ...valid, discount: 5 }, '/discount'],
    ['a total', { ...valid, totalMinor: 1 }, '/totalMinor'],
    ['a character that no label can show', { ...valid, shipping: { ...valid.shipping, name: 'A\u0000B' } }, '/shipping/name'],
    ['a price', { ...valid, items: [{ sku: 'WIDGET', quantity: 1, unitPriceMinor: 1 }] }, '/items/0/unitPriceMinor'],
    ['an unknown style', { ...valid, style: 'ballet' }, '/style'],
    ['no items', { ...valid, items: [] }, '/items'],
    ['a quantity of 0', { ...valid, items: [{ sku: 'WIDGET', quantity: 0 }] }, '/items/0/quantity'],
    ['half a piece', { ...valid, items: [{ sku: 'WIDGET', quantity: 0.5 }] }, '/items/0/quantity'],
    ['a quantity as text', { ...valid, items: [{ sku: 'WIDGET', quantity: '1' }] }, '/items/0/quantity'],
    ['no payment', { ...valid, payment: undefined }, '/payment'],
    ['an array', [valid], ''],
  ])('names what is wrong: %s', async (_, body, pointer) => {
    const answer = await api.post('/orders', customer, body, key());
    expect([answer.status, await answer.json()]).toEqual([
      422,
      expect.objectContaining({ errors: expect.arrayContaining([expect.objectContaining({ pointer })]) as unknown }),
    ]);
    expect(api.order.seen).toHaveLength(0);
  });

  it('is for customers, and strangers learn nothing about the body', async () => {
    expect((await api.post('/orders', operator, valid, key())).status).toBe(403);
    expect((await api.post('/orders', 'nonsense', { wrong: true }, key())).status).toBe(401);
  });
});

describe('the other routes', () => {
  const id = randomUUID();
  it.each([
    [
      'GET',
      '/orders?status=CONFIRMED&style=choreography&limit=5',
      undefined,
      '/orders?status=CONFIRMED&style=choreography&limit=5',
    ],
    ['GET', `/orders/${id}`, undefined, `/orders/${id}`],
    ['POST', `/orders/${id}/cancel`, undefined, `/orders/${id}/cancel`],
    ['GET', '/approvals?limit=5', undefined, '/approvals?limit=5'],
    ['POST', `/approvals/${id}`, { decision: 'approve', comment: 'fine' }, `/approvals/${id}`],
  ])('pass on: %s %s', async (method, path, body, expected) => {
    api.order.answer = () => ({ status: method === 'POST' ? 202 : 200, body: { passed: true } });
    const token = path.startsWith('/approvals') ? approver : customer;
    const init =
      body === undefined ? { method } : { method, body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    const answer = await api.fetch(path, token, init);
    expect(await answer.json()).toEqual({ passed: true });
    expect(api.order.seen.map(({ url }) => url)).toEqual([expected]);
  });

  it.each([
    ['GET', '/approvals', 'customer'],
    ['POST', `/approvals/${randomUUID()}`, 'operator'],
    ['GET', '/executions', 'customer'],
    ['GET', '/operations/parked?service=order', 'approver'],
  ])('refuse a token of another role: %s %s by %s', async (method, path, role) => {
    const token = { customer, operator, approver }[role];
    expect((await api.fetch(path, token, { method })).status).toBe(403);
  });

  it('give every answer security headers, and no other origin anything', async () => {
    const answer = await api.fetch(`/orders/${id}`, customer, { headers: { origin: 'https://elsewhere.example' } });
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    expect([...answer.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    expect(
      (await api.fetch('/orders', undefined, { method: 'OPTIONS', headers: { origin: 'https://elsewhere.example' } })).status,
    ).toBe(404);
  });

  it('are those of the contracts, no more and no fewer', () => {
    const promised = HTTP_API.map(({ method, path }) => `${method.toUpperCase()} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`);
    const served = api.routes.filter((route) => !/^HEAD|^GET \/(docs|openapi|assets|ui|$)/.test(route));
    expect(served.sort()).toEqual(promised.sort());
  });
});

describe('a service that is away', () => {
  it('is 503 with Retry-After, and works again as soon as it is back', async () => {
    await api.order.stop();
    const answer = await api.fetch(`/orders/${randomUUID()}`, customer);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '1']);
    expect(await answer.json()).toMatchObject({ detail: 'The order service does not answer now. Try again in 1 s.' });
    await api.order.start();
    expect((await api.fetch(`/orders/${randomUUID()}`, customer)).status).toBe(200);
  });

  it('that hangs up is asked once more where that is safe', async () => {
    let calls = 0;
    api.order.answer = () => (++calls === 1 ? undefined : { status: 202, body: { id: 'x' } });
    expect((await api.post('/orders', customer, anOrderRequest('choreography'), { 'idempotency-key': 'k' })).status).toBe(202);
    expect(api.order.seen.map(({ headers }) => headers['idempotency-key'])).toEqual(['k', 'k']);
  });

  it('that hangs up on a cancel leaves the client in doubt, and says so', async () => {
    api.order.answer = () => undefined;
    const answer = await api.fetch(`/orders/${randomUUID()}/cancel`, customer, { method: 'POST' });
    expect(answer.status).toBe(503);
    expect(((await answer.json()) as { detail: string }).detail).toContain('Whether it took the request is not known');
    expect(api.order.seen).toHaveLength(1);
  });

  it('is asked over connections that are kept', async () => {
    for (let count = 0; count < 5; count++) await api.fetch(`/orders/${randomUUID()}`, customer);
    expect(new Set(api.order.seen.map(({ port }) => port)).size).toBe(1);
  });
});

describe('the documentation', () => {
  it('needs no token and comes with its scripts and the OpenAPI document', async () => {
    const page = await api.fetch('/docs');
    expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html']);
    const html = await page.text();
    const scripts = [...html.matchAll(/(?:src|href)="\.\/(docs\/[^"]+)"/g)].map(([, path]) => `/${path}`);
    expect(scripts).toContain('/docs/swagger-ui-bundle.js');
    for (const path of scripts) {
      const file = await api.fetch(path);
      expect([path, file.status, (await file.text()).length > 0]).toEqual([path, 200, true]);
    }
    const document = (await (await api.fetch('/openapi.json')).json()) as { openapi: string; paths: object };
    expect(document.openapi).toBe('3.1.0');
    expect(Object.keys(document.paths)).toContain('/orders/{id}/stream');
  });
});
