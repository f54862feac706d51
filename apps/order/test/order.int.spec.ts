import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ApprovalView, OrderPage, OrderView, PlaceOrderRequest, Problem } from '@counterpoint/contracts';
import { Runtime } from '@counterpoint/messaging';
import { createLogger, issueToken, startService, type Role, type RunningService } from '@counterpoint/platform';
import { anOrderRequest, eventually, testDatabase, testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import type { z } from 'zod';
import { clearOrder } from '../src/operations/clear-order.js';
import { ORDER_SERVICE, OrderModule } from '../src/order.module.js';

const SECRET = 'a secret of the specs that is long enough';
/** Makes the deadline of the first step 600 ms. */
const STEP_TIMEOUT_SCALE = 0.02;

describe('the order service', () => {
  let database: TestDatabase;
  let topics: TestTopics;
  let service: RunningService;
  let tokens: Record<string, string>;

  beforeAll(async () => {
    [database, topics] = await Promise.all([testDatabase(), testTopics()]);
    const token = (subject: string, ...roles: Role[]) => issueToken(SECRET, { subject, roles });
    tokens = {
      clara: await token('clara', 'customer'),
      robert: await token('robert', 'customer', 'approver'),
      approver: await token('joseph', 'approver'),
      operator: await token('olga', 'operator'),
    };
    service = (await startService(OrderModule, {
      ...ORDER_SERVICE,
      environment: {
        DATABASE_URL: database.url,
        KAFKA_BROKERS: process.env['TEST_KAFKA_BROKERS'],
        AUTH_SECRET: SECRET,
        TOPIC_PREFIX: topics.prefix,
        STEP_TIMEOUT_SCALE: String(STEP_TIMEOUT_SCALE),
      },
      logger: createLogger({ service: 'order', logLevel: 'silent' }),
    })) as unknown as RunningService;
  });
  afterAll(async () => {
    await service.close();
    await Promise.all([database.drop(), topics.drop()]);
  });

  const call = async <Body>(
    who: string,
    method: 'GET' | 'POST',
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) => {
    const init = {
      method,
      headers: {
        authorization: `Bearer ${tokens[who]}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    };
    const response = await fetch(`${service.url}${path}`, init);
    return { status: response.status, body: (await response.json()) as Body };
  };
  const place = (
    request: PlaceOrderRequest = anOrderRequest('orchestration'),
    { who = 'clara', key = randomUUID() }: { who?: string; key?: string } = {},
  ) => call<OrderView & Pick<Problem, 'type'>>(who, 'POST', '/orders', request, { 'idempotency-key': key });
  const sent = async (orderId: string) => {
    const types: string[] = [];
    for await (const { key, headers } of topics.log.read([
      `${topics.prefix}order.events`,
      `${topics.prefix}orchestrator.commands`,
    ])) {
      if (key === orderId) types.push(headers['ce_type'] ?? '');
    }
    return types;
  };

  it('prices an order from its own catalogue and begins one saga', async () => {
    const { status, body } = await place(anOrderRequest('choreography', { quantity: 2 }));
    expect(status).toBe(202);
    expect(body).toMatchObject({
      status: 'PENDING',
      totalMinor: 5_000,
      customerId: 'clara',
      items: [{ sku: 'WIDGET', unitPriceMinor: 2_500 }],
    });
    await eventually(async () => expect(await sent(body.id)).toContain('OrderPlaced'));
  });

  it('gives the saga its first message under the id that later messages are caused by', async () => {
    const { body } = await place(anOrderRequest('choreography'));
    const other = await place(anOrderRequest('orchestration'));
    const rows = await database.query<{ id: string; first_message_id: string }>('select id, first_message_id from orders');
    await eventually(async () => {
      const ids = new Map<string | null, string | undefined>();
      for await (const { key, headers } of topics.log.read([
        `${topics.prefix}order.events`,
        `${topics.prefix}orchestrator.commands`,
      ])) {
        if (!ids.has(key)) ids.set(key, headers['ce_id']);
      }
      for (const { id } of [body, other.body]) expect(ids.get(id)).toBe(rows.find((row) => row.id === id)?.first_message_id);
    });
  });

  it('answers the same request under the same key with the same answer, and another request with 422', async () => {
    const [key, request] = [randomUUID(), anOrderRequest('orchestration')];
    const first = await place(request, { key });
    await call('clara', 'POST', `/orders/${first.body.id}/cancel`);
    expect(await place(request, { key })).toEqual(first);
    expect((await place({ ...request, style: 'choreography' }, { key })).status).toBe(422);
    expect((await place(request, { key, who: 'robert' })).status).toBe(202);
  });

  it('takes one of many requests that come at once under one key; the others wait or get the same', async () => {
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 20 }, () => place(anOrderRequest('orchestration'), { key })));
    const accepted = answers.filter(({ status }) => status === 202);
    expect(new Set(accepted.map(({ body }) => body.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status !== 202 && status !== 409)).toEqual([]);
    expect(answers.some(({ status }) => status === 409)).toBe(true);
  });

  it.each([
    ['no key', {}, { key: '' }, 400],
    ['an unknown SKU', { items: [{ sku: 'NOTHING', quantity: 1 }] }, {}, 422],
    ['a price of the customer', { items: [{ sku: 'WIDGET', quantity: 1, unitPriceMinor: 1 }] }, {}, 422],
    [
      'more than any order may cost',
      { items: [{ sku: 'GADGET', quantity: 1_000 }, ...Array.from({ length: 40 }, () => ({ sku: 'GADGET', quantity: 1_000 }))] },
      {},
      422,
    ],
    ['somebody who is no customer', {}, { who: 'operator' }, 403],
  ])('refuses %s', async (_, change, options, status) => {
    const answer = await place({ ...anOrderRequest('choreography'), ...change }, options);
    expect(answer.status).toBe(status);
    expect(answer.body.type).toMatch(/^urn:counterpoint:problem:/);
  });

  it('shows customers their own orders only, and staff all', async () => {
    const { body } = await place();
    const get = async (who: string) => (await call(who, 'GET', `/orders/${body.id}`)).status;
    expect([await get('clara'), await get('operator'), await get('approver')]).toEqual([200, 200, 200]);
    expect((await call('robert', 'POST', `/orders/${body.id}/cancel`)).status).toBe(404);
    const list = await call<z.infer<typeof OrderPage>>('clara', 'GET', '/orders?limit=100');
    expect(new Set(list.body.items.map(({ customerId }) => customerId))).toEqual(new Set(['clara']));
  });

  it('lists newest first, page by page, filtered', async () => {
    for (let count = 0; count < 5; count += 1) await place();
    const seen: string[] = [];
    for (let cursor: string | null = ''; cursor !== null;) {
      const query: string = `/orders?limit=2&style=orchestration&status=PENDING${cursor === '' ? '' : `&cursor=${cursor}`}`;
      const { body }: { body: z.infer<typeof OrderPage> } = await call('operator', 'GET', query);
      seen.push(...body.items.map(({ id }) => id));
      for (const item of body.items) expect(item).toMatchObject({ style: 'orchestration', status: 'PENDING' });
      cursor = body.nextCursor;
    }
    expect(seen).toEqual([...new Set(seen)].sort().reverse());
    expect(seen.length).toBeGreaterThanOrEqual(5);
    expect((await call('operator', 'GET', '/orders?cursor=nonsense')).status).toBe(400);
  });

  it('asks the execution to cancel, once', async () => {
    const { body } = await place();
    const first = await call('clara', 'POST', `/orders/${body.id}/cancel`);
    expect(first).toMatchObject({ status: 202, body: { cancellation: 'requested' } });
    expect(await call('clara', 'POST', `/orders/${body.id}/cancel`)).toEqual(first);
    await eventually(async () => expect(await sent(body.id)).toEqual(['StartExecution', 'CancelExecution']));
  });

  it('lets an approver decide once, and nobody on an order of their own', async () => {
    const { body } = await place(anOrderRequest('choreography', { sku: 'GADGET', quantity: 2 }), { who: 'robert' });
    const row = await database.query<{ snapshot: never }>('select snapshot from orders where id = $1', [body.id]);
    await service.app.get(Runtime).execute(clearOrder({ order: row[0]!.snapshot }), { key: body.id });
    const approvals = await call<{ items: z.infer<typeof ApprovalView>[] }>('approver', 'GET', '/approvals');
    expect(approvals.body.items[0]).toMatchObject({ id: body.id, status: 'pending', totalMinor: 120_000 });
    const decide = (who: string, decision: string) =>
      call(who, 'POST', `/approvals/${body.id}`, { decision, comment: 'so be it' });
    expect((await decide('clara', 'approve')).status).toBe(403);
    expect((await decide('robert', 'approve')).status).toBe(403);
    const first = await decide('approver', 'approve');
    expect(first).toMatchObject({ status: 200, body: { status: 'approved', decidedBy: 'joseph', comment: 'so be it' } });
    expect(await decide('approver', 'approve')).toEqual(first);
    expect((await decide('approver', 'refuse')).status).toBe(409);
    expect((await call('approver', 'POST', `/approvals/${randomUUID()}`, { decision: 'approve' })).status).toBe(404);
  });

  it('notices a step that is overdue, and only where no execution runs the order', async () => {
    const [choreographed, executed] = [await place(anOrderRequest('choreography')), await place(anOrderRequest('orchestration'))];
    await eventually(async () => expect(await sent(choreographed.body.id)).toEqual(['OrderPlaced', 'OrderExpired']));
    expect(await sent(executed.body.id)).toEqual(['StartExecution']);
    expect((await call('clara', 'POST', `/orders/${choreographed.body.id}/cancel`)).status).toBe(409);
  });
});
