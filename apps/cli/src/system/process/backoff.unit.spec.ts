import { describe, expect, it } from '@jest/globals';
import { FIRST_DELAY_MS, LONGEST_DELAY_MS, restartDelay, SETTLED_MS } from './backoff.js';

describe('the pause before a restart', () => {
  it('doubles with every process that dies young, up to a limit', () => {
    let quickDeaths = 0;
    const delays = Array.from({ length: 8 }, () => {
      const next = restartDelay(0, quickDeaths);
      quickDeaths = next.quickDeaths;
      return next.delayMs;
    });
    expect(delays).toEqual([200, 400, 800, 1_600, 3_200, 6_400, LONGEST_DELAY_MS, LONGEST_DELAY_MS]);
  });

  it('is short again once a process has lived for a while', () => {
    expect(restartDelay(SETTLED_MS, 6)).toEqual({ delayMs: FIRST_DELAY_MS, quickDeaths: 1 });
  });
});
