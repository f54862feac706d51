import { describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import type { BusRecord } from './bus.js';
import { MicroBatcher } from './micro-batcher.js';
import { defaultKafkaClient } from './open-bus.js';
import { assignRanges } from './range-assignor.js';

Logger.overrideLogger(false);
const record = (value: string, bytes = 1): BusRecord => ({ topic: 't', key: value, value: Buffer.alloc(bytes), headers: {} });

describe('the micro-batcher', () => {
  it('has one request under way; what comes meanwhile goes with the next, in order', async () => {
    const requests: string[][] = [];
    const ends: (() => void)[] = [];
    const batcher = new MicroBatcher((records) => {
      requests.push(records.map(({ key }) => key));
      return new Promise((resolve) => ends.push(resolve));
    });
    const first = batcher.send([record('a')]);
    await Promise.resolve();
    await Promise.resolve();
    const rest = [batcher.send([record('b'), record('c')]), batcher.send([record('d')])];
    expect(requests).toEqual([['a']]);
    ends[0]!();
    await first;
    await new Promise(setImmediate);
    expect(requests).toEqual([['a'], ['b', 'c', 'd']]);
    ends[1]!();
    await Promise.all(rest);
  });
  it('sends the same records again, before any others, until the broker takes them', async () => {
    const requests: string[] = [];
    const batcher = new MicroBatcher((records) => {
      requests.push(records.map(({ key }) => key).join());
      return requests.length < 4 ? Promise.reject(new Error('away')) : Promise.resolve();
    });
    const sends = [batcher.send([record('a'), record('b')])];
    await Promise.resolve();
    await Promise.resolve();
    sends.push(batcher.send([record('c')]));
    await Promise.all(sends);
    expect(requests).toEqual(['a,b', 'a,b', 'a,b', 'a,b', 'c']);
    expect(batcher.healthy).toBe(true);
  });
  it('splits what is too large for one request', async () => {
    const sizes: number[] = [];
    const batcher = new MicroBatcher((records) => Promise.resolve(void sizes.push(records.length)));
    await batcher.send(Array.from({ length: 10 }, () => record('x', 250_000)));
    expect(sizes).toEqual([3, 3, 3, 1]);
  });
  it('gives up only when it is closed', async () => {
    const batcher = new MicroBatcher(() => Promise.reject(new Error('away')));
    const sent = batcher.send([record('a')]);
    const outcome = expect(sent).rejects.toThrow('was closed before');
    await batcher.close(0);
    await outcome;
    await expect(batcher.send([record('b')])).rejects.toThrow('closed');
  });
});

describe('the range assignor', () => {
  const members = (count: number, topics = ['a', 'b']) =>
    Array.from({ length: count }, (_, index) => ({ memberId: `m${index}`, topics }));
  it.each([1, 2, 3, 4, 6, 8])('gives partition p of all topics to one of %i members, evenly, each exactly once', (count) => {
    const assignment = assignRanges(members(count), () => 6);
    const owners = new Map<string, string>();
    for (const [member, topics] of assignment) {
      for (const [topic, partitions] of topics) for (const partition of partitions) owners.set(`${topic}/${partition}`, member);
    }
    expect(owners.size).toBe(12);
    for (let partition = 0; partition < 6; partition++) expect(owners.get(`a/${partition}`)).toBe(owners.get(`b/${partition}`));
    const sizes = [...assignment.values()].map((topics) => topics.get('a')?.length ?? 0);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
  });
  it('does not depend on the order in which members are listed', () => {
    const [first, second] = [members(3), members(3).reverse()].map((list) => assignRanges(list, () => 6));
    expect(Object.fromEntries(second!)).toEqual(Object.fromEntries(first!));
  });
  it('gives a topic only to those who subscribe to it', () => {
    const assignment = assignRanges([...members(1, ['a']), { memberId: 'z', topics: ['a', 'c'] }], () => 4);
    expect(assignment.get('m0')!.get('c')).toBeUndefined();
    expect(assignment.get('z')!.get('c')).toEqual([0, 1, 2, 3]);
  });
});

it.each([
  ['20.20.2', 'kafkajs'],
  ['22.21.0', 'kafkajs'],
  ['22.22.0', 'platformatic'],
  ['24.5.0', 'kafkajs'],
  ['24.21.0', 'platformatic'],
  ['26.0.0', 'platformatic'],
])('on Node %s the default client is %s', (version, client) => {
  expect(defaultKafkaClient(version)).toBe(client);
});
