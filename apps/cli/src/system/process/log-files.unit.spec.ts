import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { logFile, logNames, openLog, tail, trimLogs } from './log-files.js';

describe('log files', () => {
  let folder: string;
  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-logs-'));
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  it('are emptied when they are too long, and their writers go on', () => {
    const log = openLog(folder, 'order');
    fs.writeSync(log, 'a long story\n');
    trimLogs(folder, 5);
    fs.writeSync(log, 'new\n');
    trimLogs(folder, 5);
    fs.closeSync(log);
    expect(fs.readFileSync(logFile(folder, 'order'), 'utf8')).toBe('new\n');
    expect(fs.readFileSync(`${logFile(folder, 'order')}.old`, 'utf8')).toBe('a long story\n');
    expect(logNames(folder)).toEqual(['order']);
  });

  it('show their last lines', () => {
    fs.writeFileSync(logFile(folder, 'order'), 'one\ntwo\nthree\n');
    expect(tail(logFile(folder, 'order'), 2)).toEqual(['two', 'three']);
    expect(tail(logFile(folder, 'order'), 2, 6)).toEqual(['three']);
    expect(tail(logFile(folder, 'nobody'), 2)).toEqual([]);
  });
});
