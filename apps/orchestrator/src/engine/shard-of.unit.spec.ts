import { describe, expect, it } from '@jest/globals';
import { murmur2, shardOf } from './shard-of.js';

describe('the shard of an execution', () => {
  it.each([
    // From UtilsTest.testMurmur2 of Apache Kafka.
    ['21', -973932308],
    ['foobar', -790332482],
    ['a-little-bit-long-string', -985981536],
    ['a-little-bit-longer-string', -1486304829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58897971],
    ['abc', 479470107],
  ])('hashes %s like the Java client', (text, hash) => {
    expect(murmur2(Buffer.from(text)) | 0).toBe(hash);
  });

  it('is a partition', () => {
    for (let key = 0; key < 100; key++) expect([0, 1, 2, 3, 4, 5]).toContain(shardOf(`key-${key}`, 6));
  });
});
