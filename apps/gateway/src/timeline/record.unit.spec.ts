import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import type { Envelope, OrderSnapshot } from '@counterpoint/contracts';
import type { TimelineEntryRow, TimelineRow } from './entities.js';
import { record, type SagaData } from './record.js';

const NOW = Date.parse('2026-01-01T00:00:10Z');
const order: OrderSnapshot = {
  orderId: randomUUID(),
  customerId: 'c-1',
  items: [{ sku: 'WIDGET', quantity: 1, unitPriceMinor: 2_500 }],
  totalMinor: 2_500,
  currency: 'EUR',
  payment: { token: 'tok_ok' },
  shipping: { name: 'A', street: 'B', city: 'C', postalCode: '1', country: 'DE' },
  approval: { required: false, deadlineSeconds: 60 },
  placedAt: '2026-01-01T00:00:00.000Z',
};
const envelope = (type: string, more: Partial<Envelope> = {}): Envelope => ({
  id: randomUUID(),
  type,
  source: '/counterpoint/order',
  time: Date.parse('2026-01-01T00:00:01Z'),
  key: order.orderId,
  correlationId: order.orderId,
  schemaVersion: 1,
  ...more,
});

interface Recorded {
  readonly timeline?: TimelineRow;
  readonly entry?: TimelineEntryRow;
}
/** Given a timeline, when a message is seen, then these rows are saved. */
function when(timeline: TimelineRow | undefined, message: Envelope, data: SagaData): Recorded {
  const { operation, input } = record(data);
  const context = { now: NOW, envelope: message, returnAddress: undefined, duplicate: false, id: () => randomUUID() };
  return operation.decide({ timeline, entry: undefined }, input as never, context).rows ?? {};
}

describe('recording the timeline', () => {
  it('begins with the first message that is seen, whichever it is', () => {
    const message = envelope('StockReserved', { outcome: 'success', causationId: randomUUID() });
    expect(when(undefined, message, { order, reservationId: 'r' } as SagaData)).toEqual({
      timeline: {
        orderId: order.orderId,
        customerId: 'c-1',
        style: 'choreography',
        status: 'PENDING',
        lastSequence: 1,
        endedAt: null,
      },
      entry: {
        orderId: order.orderId,
        sequence: 1,
        messageId: message.id,
        type: 'StockReserved',
        kind: 'event',
        service: 'inventory',
        topic: 'inventory.events',
        causationId: message.causationId,
        outcome: 'success',
        at: new Date(message.time),
        data: { reservationId: 'r' },
      },
    });
  });

  it.each([
    ['StartExecution', {}, { executionId: order.orderId, input: { order } }, 'command', 'orchestrator.commands'],
    ['ReserveStock', { replyTo: 'orchestrator.replies', taskToken: 't' }, { order }, 'command', 'inventory.commands'],
    ['StockReserved', { taskToken: 't', outcome: 'success' as const }, { order }, 'reply', 'orchestrator.replies'],
    ['ApprovalRequested', {}, { order }, 'event', 'order.events'],
    ['ExecutionStatusChanged', {}, { executionId: order.orderId, input: { order } }, 'event', 'orchestrator.events'],
  ])('knows orchestration by its messages: %s', (type, more, data, kind, topic) => {
    const { timeline, entry } = when(undefined, envelope(type, more), data);
    expect([timeline?.style, entry?.kind, entry?.topic]).toEqual(['orchestration', kind, topic]);
  });

  it('never shows the payment token', () => {
    for (const data of [{ order }, { executionId: order.orderId, input: { order }, output: { deep: [{ order }] } }]) {
      expect(JSON.stringify(when(undefined, envelope('StartExecution'), data).entry?.data)).not.toContain('tok_ok');
    }
  });

  it('numbers without gaps and follows the status until it is final', () => {
    let timeline: TimelineRow | undefined;
    const seen = [
      'OrderPlaced',
      'ApprovalRequested',
      'ApprovalGranted',
      'OrderConfirmed',
      'ApprovalRequested',
      'ShipmentHandedOver',
    ].map((type) => {
      timeline = when(timeline, envelope(type), { order }).timeline;
      return [timeline?.lastSequence, timeline?.status, timeline?.endedAt !== null];
    });
    expect(seen).toEqual([
      [1, 'PENDING', false],
      [2, 'AWAITING_APPROVAL', false],
      [3, 'PENDING', false],
      [4, 'CONFIRMED', false],
      [5, 'CONFIRMED', false],
      [6, 'CONFIRMED', true],
    ]);
  });

  it('leaves out what belongs to no order', () => {
    expect(when(undefined, envelope('ExecutionStatusChanged'), { executionId: randomUUID(), input: { n: 1 } })).toEqual({});
  });
});
