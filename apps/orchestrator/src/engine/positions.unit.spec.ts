import { describe, expect, it } from '@jest/globals';
import type { BusMessage } from '@counterpoint/messaging';
import { Positions } from './positions.js';

const message = (offset: number, partition = 0): BusMessage => ({
  topic: 't',
  partition,
  offset,
  key: null,
  value: null,
  headers: {},
  timestamp: 0,
});

describe('committable positions', () => {
  it('stop at the lowest message that is not finished', () => {
    const positions = new Positions();
    for (const offset of [10, 11, 12]) positions.open(message(offset));
    positions.finish(message(11));
    positions.finish(message(12));
    expect(positions.take()).toEqual([]);
    positions.finish(message(10));
    expect(positions.take()).toEqual([{ topic: 't', partition: 0, offset: 13 }]);
    expect(positions.take()).toEqual([]);
  });

  it('move each partition by itself', () => {
    const positions = new Positions();
    positions.open(message(5, 0));
    positions.open(message(7, 1));
    positions.finish(message(7, 1));
    expect(positions.take()).toEqual([{ topic: 't', partition: 1, offset: 8 }]);
  });

  it('know nothing of what was given up', () => {
    const positions = new Positions();
    positions.open(message(5));
    positions.forget();
    positions.finish(message(5));
    expect(positions.take()).toEqual([]);
  });
});
