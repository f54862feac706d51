import { describe, expect, it } from '@jest/globals';
import { RateLimit } from './rate-limit.js';

describe('the rate limit', () => {
  let now = 0;
  const taken = (limit: RateLimit, token: string, count: number) => Array.from({ length: count }, () => limit.take(token));

  it('lets a second’s worth through at once, then says how long to wait', () => {
    const limit = new RateLimit(3, () => now);
    expect(taken(limit, 'a', 5)).toEqual([0, 0, 0, 1, 1]);
  });

  it('earns requests back evenly, and never more than a second’s worth', () => {
    const limit = new RateLimit(10, () => now);
    taken(limit, 'a', 10);
    now += 100;
    expect(taken(limit, 'a', 2)).toEqual([0, 1]);
    now += 60_000;
    expect(taken(limit, 'a', 11)).toEqual([...Array.from({ length: 10 }, () => 0), 1]);
  });

  it('counts each token for itself', () => {
    const limit = new RateLimit(1, () => now);
    expect([limit.take('a'), limit.take('b'), limit.take('a')]).toEqual([0, 0, 1]);
  });

  it('is off at 0', () => {
    expect(new Set(taken(new RateLimit(0, () => now), 'a', 1_000))).toEqual(new Set([0]));
  });

  it('forgets the token that was quiet for longest, not the busy one', () => {
    const limit = new RateLimit(1, () => now);
    limit.take('busy');
    for (let index = 0; index < 20_000; index++) {
      limit.take(`other-${index}`);
      if (index % 1_000 === 0) limit.take('busy');
    }
    expect(limit.take('busy')).toBe(1);
  });
});
