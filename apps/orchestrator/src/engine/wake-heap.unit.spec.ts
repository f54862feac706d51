import { describe, expect, it } from '@jest/globals';
import { WakeHeap } from './wake-heap.js';

describe('the heap of wake-ups', () => {
  it('gives what is due, earliest first, and nothing else', () => {
    const heap = new WakeHeap();
    const times = Array.from({ length: 200 }, (_, index) => (index * 7_919) % 1_000);
    for (const time of times) heap.push(time, String(time));
    expect(heap.earliest).toBe(Math.min(...times));
    const taken: number[] = [];
    for (let due = heap.popDue(499); due !== undefined; due = heap.popDue(499)) taken.push(due.time);
    expect(taken).toEqual(times.filter((time) => time <= 499).sort((a, b) => a - b));
    expect(heap.size).toBe(times.length - taken.length);
    expect(heap.popDue(499)).toBeUndefined();
  });
});
