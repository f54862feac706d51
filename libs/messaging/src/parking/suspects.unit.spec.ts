import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Item } from '../consume/item.js';
import { PARK_AFTER_ATTEMPTS, Suspects } from './suspects.js';

const item = (id: string, key = 'k'): Item => ({
  kind: 'message',
  envelope: { id, type: 'T', source: '', time: 0, key, correlationId: key, schemaVersion: 1 },
  intents: [],
  causationId: id,
});
const others = new Set(['other']);

describe('suspects', () => {
  let tries: { ids: string[]; giveUp: string | undefined }[];
  let suspects: Suspects;
  beforeEach(() => {
    jest.useFakeTimers();
    tries = [];
    suspects = new Suspects((items, giveUp) => tries.push({ ids: items.map((one) => one.envelope.id), giveUp: giveUp?.message }));
  });
  afterEach(() => {
    jest.useRealTimers();
  });
  const fail = (head: Item, times: number, between: () => void = () => undefined) => {
    for (let attempt = 0; attempt < times; attempt++) {
      between();
      suspects.failed(head, new Error(`failure ${attempt + 1}`));
      jest.runOnlyPendingTimers();
    }
  };

  it('given that nothing else is committed, then a message is tried for ever', () => {
    fail(item('a'), 50);
    expect(tries.length).toBe(50);
    expect(tries.every((one) => one.giveUp === undefined)).toBe(true);
  });
  it('given that others are committed between its failures, then it is given up', () => {
    fail(item('a'), PARK_AFTER_ATTEMPTS, () => suspects.committed(others));
    expect(tries.map((one) => one.giveUp)).toEqual([undefined, undefined, 'failure 3']);
  });
  it('given that the cause is gone, then one commit of another does not condemn those that wait', () => {
    const head = item('a');
    fail(head, 10);
    suspects.committed(others);
    expect(tries.at(-1)!.giveUp).toBeUndefined();
    // Its next try succeeds.
    suspects.committed(new Set(['k']));
    expect(suspects.holdBack(item('b'))).toBe(false);
  });
  it('holds later messages of the key back, and brings all back in order', () => {
    suspects.failed(item('a'), new Error('x'));
    expect(suspects.holdBack(item('b'))).toBe(true);
    expect(suspects.holdBack(item('other', 'other'))).toBe(false);
    expect(suspects.holdBack(item('c'))).toBe(true);
    expect(suspects.size).toBe(3);
    jest.runOnlyPendingTimers();
    expect(tries).toEqual([{ ids: ['a', 'b', 'c'], giveUp: undefined }]);
    expect(suspects.size).toBe(0);
  });
  it('forgets all when the partitions are given up', () => {
    suspects.failed(item('a'), new Error('x'));
    suspects.clear();
    jest.runAllTimers();
    expect([tries, suspects.size]).toEqual([[], 0]);
  });
});
