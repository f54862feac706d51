import { describe, expect, it } from '@jest/globals';
import { stripVTControlCharacters } from 'node:util';
import { humanLine } from './log-line.js';

describe('a log line for people', () => {
  it('is time, message and details of a service’s JSON', () => {
    const line =
      '{"level":"info","time":"2026-11-22T10:02:13.330Z","service":"orchestrator","shards":[0,1],"url":"http://x","msg":"owns 2 shards"}';
    expect(stripVTControlCharacters(humanLine(line))).toBe('10:02:13.330 owns 2 shards shards=[0,1] url=http://x');
  });

  it.each(['2026-11-22 10:15:47 UTC LOG: shutting down', '{ not JSON', ''])('is anything else as it is: %s', (line) => {
    expect(humanLine(line)).toBe(line);
  });
});
