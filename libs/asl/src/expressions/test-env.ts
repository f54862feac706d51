import type { Json } from '../model.js';
import type { Env } from './env.js';

/** An environment for specs: numbers and ids count up, the clock stands at 2026-01-02T03:04:05.678Z. */
export function testEnv(input: Json, more: Partial<Env> = {}): Env {
  let count = 0;
  return {
    input,
    context: { Execution: { Id: 'e1', Input: input }, State: { Name: 'S' } },
    variables: {},
    random: () => (++count * 0.37) % 1,
    uuid: () => `00000000-0000-4000-8000-${String(++count).padStart(12, '0')}`,
    now: Date.UTC(2026, 0, 2, 3, 4, 5, 678),
    ...more,
  };
}

/** Reproducible dice (mulberry32): a failing property test prints its seed. */
export function dice(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
