import { describe, expect, it } from '@jest/globals';
import type { HistoryEvent } from '@counterpoint/asl';
import { decodeChunks, encodeChunk, PayloadDictionary } from './history-codec.js';

const order = JSON.stringify({
  order: { orderId: 'o-1', items: Array.from({ length: 8 }, (_, index) => ({ sku: `SKU-${index}`, quantity: index })) },
});
const reply = `${order.slice(0, -1)},"reservationId":"r-1"}`;
const event = (
  id: number,
  type: HistoryEvent['type'],
  details?: HistoryEvent['details'],
  internal?: HistoryEvent['internal'],
): HistoryEvent => ({
  id,
  previousEventId: id - 1,
  timestamp: 1_763_800_000_000 + id * 7,
  type,
  ...(details === undefined ? {} : { details }),
  ...(internal === undefined ? {} : { internal }),
});
const events: HistoryEvent[] = [
  event(1, 'ExecutionStarted', { input: order, roleArn: 'arn:aws:iam::1:role/r' }),
  event(2, 'TaskStateEntered', { name: 'A', input: order }),
  event(3, 'TaskScheduled', {
    resource: 'request',
    parameters: JSON.stringify({ Topic: 't', Payload: JSON.parse(order) as object }),
    timeoutInSeconds: 30,
  }),
  event(4, 'TaskSucceeded', { output: reply }),
  event(5, 'TaskStateExited', { name: 'A', output: reply, assignedVariables: { a: '1' } }, { next: 'B' }),
  event(6, 'ExecutionSucceeded', { output: reply }),
];

describe('the stored form of a history', () => {
  it('gives back what went in, however it was cut into chunks', () => {
    for (const cuts of [[6], [1, 5], [2, 2, 2], [1, 1, 1, 1, 1, 1]]) {
      const dictionary = new PayloadDictionary(order);
      let from = 0;
      const chunks = cuts.map((size, index) => {
        const part = events.slice(from, from + size);
        from += size;
        return { firstId: part[0]?.id ?? 0, events: encodeChunk(part, dictionary, index === 0) };
      });
      expect(decodeChunks(order, chunks)).toEqual(events);
    }
  });

  it('goes on after an owner that knew other texts', () => {
    const first = encodeChunk(events.slice(0, 4), new PayloadDictionary(order), true);
    const second = encodeChunk(events.slice(4), new PayloadDictionary(order), true);
    expect(
      decodeChunks(order, [
        { firstId: 1, events: first },
        { firstId: 5, events: second },
      ]),
    ).toEqual(events);
  });

  it('stores a payload once', () => {
    const stored = encodeChunk(events, new PayloadDictionary(order), true);
    expect(JSON.stringify(events).length).toBeGreaterThan(4 * order.length);
    expect(stored.length).toBeLessThan(order.length + 400);
    expect(stored.match(/SKU-3/g)).toBeNull();
  });

  it('keeps texts apart that only look alike, and any number of them', () => {
    const texts = Array.from({ length: 40 }, (_, index) =>
      JSON.stringify({ index, filler: 'x'.repeat(60), last: [index % 7, '"', '\\', '\u2028'] }),
    );
    const many = texts.flatMap((text, index) => [
      event(index * 2 + 1, 'PassStateEntered', { name: 'P', input: text }),
      event(index * 2 + 2, 'PassStateExited', { name: 'P', output: texts[index % 5] ?? '' }),
    ]);
    const stored = encodeChunk(many, new PayloadDictionary('{}'), true);
    expect(decodeChunks('{}', [{ firstId: 1, events: stored }])).toEqual(many);
  });
});
