import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { messageType, type Envelope, type OrderSnapshot, type Timeline } from '@counterpoint/contracts';
import { Bus, encodeRecord, newId } from '@counterpoint/messaging';
import { anOrderSnapshot, eventually } from '@counterpoint/testing';
import { eventsOf, type StreamEvent } from '../../test/event-stream.js';
import { GatewayUnderTest } from '../../test/gateway.js';

const START_TIMEOUT_MS = 60_000;
jest.setTimeout(START_TIMEOUT_MS);
const STORY_TIMEOUT_MS = 30_000;
const gateway = new GatewayUnderTest();
let customer: string;
let other: string;
let operator: string;
let order: OrderSnapshot;

beforeAll(async () => {
  await gateway.start();
  [customer, other, operator] = await Promise.all([
    gateway.token('customer-1', 'customer'),
    gateway.token('customer-2', 'customer'),
    gateway.token('operator-1', 'operator'),
  ]);
}, START_TIMEOUT_MS);
afterAll(async () => gateway.stop(), START_TIMEOUT_MS);
beforeEach(() => {
  order = anOrderSnapshot({ customerId: 'customer-1' });
  // The order service's contract: 404 for an order that the caller may not see.
  gateway.order.answer = ({ url, headers }) => {
    const seen = url === `/orders/${order.orderId}` && headers.authorization !== `Bearer ${other}`;
    return seen
      ? { status: 200, body: { id: order.orderId, style: 'choreography', status: 'PENDING' } }
      : { status: 404, body: { type: 'urn:counterpoint:problem:not-found', title: 'Not Found', status: 404 } };
  };
});

/** Publishes messages of the order, one after the other, as their services would. */
async function publish(...types: readonly (string | [string, Partial<Envelope>, string?])[]): Promise<Envelope[]> {
  const bus = gateway.service?.app.get(Bus);
  const sent: Envelope[] = [];
  for (const entry of types) {
    const [name, more, topic] = typeof entry === 'string' ? [entry, {}] : entry;
    const type = messageType(name);
    if (bus === undefined || type === undefined) throw new Error(`there is no ${name}`);
    const id = newId(Date.now());
    const envelope = { id, type: name, source: `/counterpoint/${type.service}`, time: Date.now(), key: order.orderId, correlationId: order.orderId, causationId: sent.at(-1)?.id, schemaVersion: 1, ...more }; // prettier-ignore
    await bus.send([encodeRecord(topic ?? type.topic, envelope, JSON.stringify(DATA[name]?.() ?? { order }))]);
    sent.push(envelope);
  }
  return sent;
}
const DATA: Readonly<Record<string, () => unknown>> = {
  StartExecution: () => ({ executionId: order.orderId, stateMachine: 'order-saga', name: order.orderId, input: { order } }),
  StockReserved: () => ({ order, reservationId: randomUUID() }),
  StockRejected: () => ({ order, reason: { code: 'out-of-stock', detail: 'SOLDOUT' } }),
  OrderRejected: () => ({ order, reason: { code: 'out-of-stock', detail: 'SOLDOUT' } }),
};

const timelineOf = async (token = customer) => {
  const answer = await gateway.fetch(`/orders/${order.orderId}/timeline`, token);
  return { status: answer.status, body: (await answer.json()) as Timeline };
};
const typesSeen = (count: number) =>
  eventually(async () => {
    const { items } = (await timelineOf()).body;
    expect(items).toHaveLength(count);
    return items.map(({ sequence, type, kind }) => [sequence, type, kind]);
  });

describe('the timeline', () => {
  it(
    'shows what happened in choreography, in order and without gaps',
    async () => {
      await publish('OrderPlaced');
      await typesSeen(1);
      const [first] = await publish(['StockRejected', { outcome: 'failure' }]);
      await typesSeen(2);
      await publish('OrderRejected');
      expect(await typesSeen(3)).toEqual([
        [1, 'OrderPlaced', 'event'],
        [2, 'StockRejected', 'event'],
        [3, 'OrderRejected', 'event'],
      ]);
      const { body } = await timelineOf();
      expect(body).toMatchObject({ orderId: order.orderId, style: 'choreography', status: 'PENDING' });
      expect(body.items[1]).toMatchObject({
        messageId: first?.id,
        service: 'inventory',
        topic: 'inventory.events',
        outcome: 'failure',
        data: { reason: { code: 'out-of-stock', detail: 'SOLDOUT' } },
      });
      expect(JSON.stringify(body)).not.toContain(order.payment.token);
    },
    STORY_TIMEOUT_MS,
  );

  it(
    'shows commands and their replies in orchestration',
    async () => {
      const asked = { replyTo: 'orchestrator.replies', taskToken: 't-1' };
      await publish('StartExecution', ['ReserveStock', asked]);
      await typesSeen(2);
      await publish(['StockReserved', { taskToken: 't-1', outcome: 'success' }, 'orchestrator.replies']);
      expect((await typesSeen(3)).map(([, type, kind]) => [type, kind]).sort()).toEqual([
        ['ReserveStock', 'command'],
        ['StartExecution', 'command'],
        ['StockReserved', 'reply'],
      ]);
    },
    STORY_TIMEOUT_MS,
  );

  it(
    'counts a message once that comes twice',
    async () => {
      const [placed] = await publish('OrderPlaced');
      await publish(['OrderPlaced', { id: placed?.id ?? '' }], 'StockReserved');
      expect((await typesSeen(2)).map(([sequence]) => sequence)).toEqual([1, 2]);
    },
    STORY_TIMEOUT_MS,
  );

  it(
    'is another customer’s business: 404; an operator sees it',
    async () => {
      await publish('OrderPlaced');
      await typesSeen(1);
      expect((await timelineOf(other)).status).toBe(404);
      expect((await timelineOf(operator)).status).toBe(200);
    },
    STORY_TIMEOUT_MS,
  );

  it(
    'is shown to its customer, and to nobody else, while the order service is away',
    async () => {
      await publish('OrderPlaced', 'OrderConfirmed');
      await typesSeen(2);
      await gateway.order.stop();
      try {
        expect((await timelineOf()).body).toMatchObject({ style: 'choreography', status: 'CONFIRMED' });
        expect((await timelineOf(other)).status).toBe(404);
      } finally {
        await gateway.order.start();
      }
    },
    STORY_TIMEOUT_MS,
  );
});

describe('the stream', () => {
  const open = (lastEventId?: string, token = customer) =>
    gateway.fetch(
      `/orders/${order.orderId}/stream`,
      token,
      lastEventId === undefined ? {} : { headers: { 'last-event-id': lastEventId } },
    );

  it(
    'sends what there is, then each message as it comes, and ends after the saga',
    async () => {
      await publish('OrderPlaced');
      await typesSeen(1);
      const response = await open();
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      expect(response.headers.get('x-content-type-options')).toBe('nosniff');
      const events = eventsOf(response);
      const next = async () => ((await events.next()).value as StreamEvent | undefined) ?? undefined;
      expect(await next()).toMatchObject({ id: '1', event: 'message', data: { sequence: 1, type: 'OrderPlaced' } });
      await publish('StockReserved');
      expect(await next()).toMatchObject({ id: '2', data: { type: 'StockReserved' } });
      await publish('OrderRejected');
      expect(await next()).toMatchObject({ id: '3', data: { type: 'OrderRejected' } });
      expect(await next()).toMatchObject({ event: 'end', data: { orderId: order.orderId, status: 'REJECTED' } });
      expect(await next()).toBeUndefined();
      const again = await open('3');
      expect(again.status).toBe(204);
    },
    STORY_TIMEOUT_MS,
  );

  it(
    'resumes after the last event that was seen',
    async () => {
      await publish('OrderPlaced', 'StockReserved', 'OrderConfirmed');
      await typesSeen(3);
      const events = eventsOf(await open('2'));
      expect((await events.next()).value).toMatchObject({ id: '3' });
      await events.return(undefined);
    },
    STORY_TIMEOUT_MS,
  );

  it('is refused to others, and for an id that is none', async () => {
    expect((await open(undefined, other)).status).toBe(404);
    expect((await open('yesterday')).status).toBe(400);
  });
});
