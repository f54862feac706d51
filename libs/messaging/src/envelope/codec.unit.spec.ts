import { describe, expect, it } from '@jest/globals';
import { MAX_MESSAGE_BYTES, type Envelope } from '@counterpoint/contracts';
import { decodeData, decodeEnvelope, encodeHeaders, encodeRecord, MessageTooLarge, UnreadableMessage } from './codec.js';
import { deriveId, newId } from './ids.js';
import { childTraceparent } from './trace.js';

const full: Envelope = {
  id: '0192b7d0-ad7f-7e00-b913-1d9887f8ab7f',
  type: 'StockReserved',
  source: '/counterpoint/inventory',
  time: 1_763_800_000_123,
  key: 'order-1',
  correlationId: 'order-1',
  causationId: '0192b7d0-ad7f-7e00-b913-1d9887f8ab7e',
  traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
  tracestate: 'a=b',
  schemaVersion: 2,
  replyTo: 'orchestrator.replies',
  taskToken: 'x.1',
  outcome: 'success',
};

describe('the envelope in headers', () => {
  it('comes back as it went', () => {
    expect(decodeEnvelope(encodeHeaders(full), full.key)).toEqual(full);
  });
  it('leaves out what is not there, and falls back to the key as correlation', () => {
    const bare = { id: full.id, type: 'T', source: '/s', time: full.time, key: 'k', correlationId: 'k', schemaVersion: 1 };
    const headers = encodeHeaders(bare);
    expect(Object.keys(headers).filter((name) => /caus|trace|reply|token|outcome/.test(name))).toEqual([]);
    const { ce_correlationid: _, ...without } = headers as Record<string, string>;
    expect(decodeEnvelope(without, 'k')).toMatchObject(bare);
  });
  it.each(['ce_id', 'ce_type', 'ce_source', 'ce_time'])('cannot be read without %s', (name) => {
    const { [name]: _, ...headers } = encodeHeaders(full) as Record<string, string>;
    expect(() => decodeEnvelope(headers, 'k')).toThrow(UnreadableMessage);
  });
  it.each([
    ['ce_id', 'not-a-uuid'],
    ['ce_time', 'yesterday'],
    ['ce_schemaversion', '1.5'],
    ['ce_outcome', 'maybe'],
  ])('cannot be read with %s %s', (name, value) => {
    expect(() => decodeEnvelope({ ...encodeHeaders(full), [name]: value }, 'k')).toThrow(UnreadableMessage);
  });
  it('is refused with data that is missing, no JSON or too large', () => {
    for (const value of [null, Buffer.from('{'), Buffer.alloc(MAX_MESSAGE_BYTES + 1, 32)]) {
      expect(() => decodeData({ value })).toThrow(UnreadableMessage);
    }
    expect(() => encodeRecord('t', full, `"${'x'.repeat(MAX_MESSAGE_BYTES)}"`)).toThrow(MessageTooLarge);
  });
});

describe('ids', () => {
  const UUID7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
  it('are UUIDs of version 7 that begin with their time', () => {
    const id = newId(1_763_800_000_123);
    expect(id).toMatch(UUID7);
    expect(parseInt(id.replaceAll('-', '').slice(0, 12), 16)).toBe(1_763_800_000_123);
    expect(new Set(Array.from({ length: 1_000 }, () => newId(1))).size).toBe(1_000);
  });
  it('derive from cause and name alone, and keep the time of the cause', () => {
    const cause = newId(1_763_800_000_123);
    expect(deriveId(cause, 'a')).toBe(deriveId(cause, 'a'));
    expect(deriveId(cause, 'a')).toMatch(UUID7);
    expect(deriveId(cause, 'a').slice(0, 13)).toBe(cause.slice(0, 13));
    expect(new Set([deriveId(cause, 'a'), deriveId(cause, 'b'), deriveId(newId(1), 'a')]).size).toBe(3);
    expect(deriveId('no uuid', 'a')).toMatch(UUID7);
  });
});

describe('the trace context of a message', () => {
  it('stays in its trace, with a span of its own that a resend keeps', () => {
    const child = childTraceparent(full.traceparent, full.id);
    expect(child).toMatch(/^00-0af7651916cd43dd8448eb211c80319c-[0-9a-f]{16}-01$/);
    expect(child).not.toBe(full.traceparent);
    expect(childTraceparent(full.traceparent, full.id)).toBe(child);
  });
  it('begins a trace where there is none or a broken one', () => {
    for (const parent of [undefined, 'rubbish'])
      expect(childTraceparent(parent, full.id)).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  });
});
