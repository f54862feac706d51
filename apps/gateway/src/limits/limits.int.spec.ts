import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { GatewayUnderTest } from '../../test/gateway.js';

const START_TIMEOUT_MS = 60_000;
jest.setTimeout(START_TIMEOUT_MS);
const LIMIT = 5;

describe('a gateway with a rate limit', () => {
  const gateway = new GatewayUnderTest();
  beforeAll(async () => gateway.start({ RATE_LIMIT_PER_SECOND: String(LIMIT) }), START_TIMEOUT_MS);
  afterAll(async () => gateway.stop(), START_TIMEOUT_MS);

  it('answers 429 with Retry-After beyond it, to that token alone, before it reads a body', async () => {
    const token = await gateway.token('busy', 'customer');
    const ask = () =>
      gateway.fetch('/orders', token, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{' });
    const answers = await Promise.all(Array.from({ length: LIMIT * 4 }, ask));
    const refused = answers.filter(({ status }) => status === 429);
    expect(answers.filter(({ status }) => status === 400).length).toBeGreaterThanOrEqual(LIMIT);
    expect(refused.length).toBeGreaterThanOrEqual(LIMIT * 2);
    expect(refused[0]?.headers.get('retry-after')).toBe('1');
    expect(await refused[0]?.json()).toMatchObject({ type: 'urn:counterpoint:problem:rate-limited', status: 429 });
    const quiet = await gateway.token('quiet', 'customer');
    expect((await gateway.fetch(`/orders/${randomUUID()}`, quiet)).status).toBe(200);
  });

  it('never limits health', async () => {
    const answers = await Promise.all(Array.from({ length: LIMIT * 4 }, () => gateway.fetch('/health/live')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  });
});
