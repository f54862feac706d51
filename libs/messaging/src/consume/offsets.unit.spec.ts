import { describe, expect, it } from '@jest/globals';
import type { BusMessage } from '../bus/bus.js';
import { Offsets } from './offsets.js';

const message = (offset: number, partition = 0): BusMessage => ({
  topic: 't',
  partition,
  offset,
  key: null,
  value: null,
  headers: {},
  timestamp: 0,
});
const at = (offset: number, partition = 0) => ({ topic: 't', partition, offset });

describe('offsets', () => {
  it('given nothing finished, then nothing is due', () => {
    const offsets = new Offsets();
    offsets.handOut(message(5));
    expect(offsets.due()).toEqual([]);
  });
  it('move to the lowest contiguous finished message, and jump when the gap closes', () => {
    const offsets = new Offsets();
    const tickets = [5, 6, 7, 9].map((offset) => offsets.handOut(message(offset)));
    tickets[0]!.done = tickets[2]!.done = true;
    expect(offsets.due()).toEqual([at(6)]);
    offsets.committed([at(6)]);
    expect(offsets.due()).toEqual([]);
    tickets[1]!.done = tickets[3]!.done = true;
    expect(offsets.due()).toEqual([at(10)]);
    expect(offsets.unfinished()).toBe(0);
  });
  it('stay due until the broker has them', () => {
    const offsets = new Offsets();
    offsets.handOut(message(0)).done = true;
    expect([offsets.due(), offsets.due()]).toEqual([[at(1)], [at(1)]]);
  });
  it('are kept for each partition', () => {
    const offsets = new Offsets();
    offsets.handOut(message(3, 0)).done = true;
    offsets.handOut(message(8, 1));
    expect(offsets.due()).toEqual([at(4, 0)]);
    expect(offsets.unfinished()).toBe(1);
  });
  it('forget all of an assignment that ended', () => {
    const offsets = new Offsets();
    const old = offsets.handOut(message(3));
    offsets.clear();
    old.done = true;
    expect(offsets.due()).toEqual([]);
  });
  it('do not grow with the messages that passed', () => {
    const offsets = new Offsets();
    for (let offset = 0; offset < 5_000; offset++) {
      offsets.handOut(message(offset)).done = true;
      if (offset % 100 === 99) offsets.committed(offsets.due());
    }
    expect(offsets.due()).toEqual([]);
    offsets.handOut(message(5_000)).done = true;
    expect(offsets.due()).toEqual([at(5_001)]);
  });
});
