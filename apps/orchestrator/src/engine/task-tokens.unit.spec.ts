import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { readReplyToken, replyToken, TaskTokens } from './task-tokens.js';

const EXECUTION = '0190a000-1234-7abc-8def-0123456789ab';

describe('task tokens', () => {
  const tokens = new TaskTokens(randomBytes(32));

  it('name the execution and the attempt, the same each time', () => {
    const token = tokens.mint(EXECUTION, 4_711);
    expect(tokens.mint(EXECUTION, 4_711)).toBe(token);
    expect(tokens.read(token)).toEqual({ executionId: EXECUTION, taskId: 4_711 });
  });

  it('can be neither guessed nor changed', () => {
    const token = tokens.mint(EXECUTION, 7);
    for (let at = 0; at < token.length; at++) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'Q' : 'A'}${token.slice(at + 1)}`;
      expect(tokens.read(changed)).toBeUndefined();
    }
    expect(new TaskTokens(randomBytes(32)).read(token)).toBeUndefined();
    expect(tokens.read('garbage')).toBeUndefined();
  });

  it('come back from participants as they went', () => {
    expect(readReplyToken(replyToken(EXECUTION, 12))).toEqual({ executionId: EXECUTION, taskId: 12 });
    expect(readReplyToken('no token')).toBeUndefined();
  });
});
