import { describe, expect, it } from '@jest/globals';
import { dice } from '../expressions/test-env.js';
import type { Json } from '../model.js';
import { validate } from './index.js';

describe('hostile definitions', () => {
  const SEED = 99;
  it(`never throws and always ends (seed ${SEED})`, () => {
    const roll = dice(SEED);
    const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
    const fields = [
      'StartAt',
      'States',
      'Type',
      'Next',
      'End',
      'Choices',
      'Catch',
      'Retry',
      'Branches',
      'ItemProcessor',
      'Parameters',
      'Output',
      'Assign',
      'Not',
      'And',
      'Compensation',
      '__proto__',
      'constructor',
      'QueryLanguage',
      'ErrorEquals',
      'Variable',
      'Arguments',
      'Label',
      'ItemReader',
      'a.$',
    ];
    const words: Json[] = [
      'Task',
      'Pass',
      'Choice',
      'Map',
      'Parallel',
      'Wait',
      'Fail',
      'JSONata',
      'States.ALL',
      '$.x',
      '$..[?(@',
      '{% $f( %}',
      "States.Format('{}')",
      null,
      true,
      -1,
      1e308,
      '',
      'a',
    ];
    const value = (depth: number): Json => {
      if (depth === 0 || roll(3) === 0) return pick(words);
      if (roll(3) === 0) return Array.from({ length: roll(3) }, () => value(depth - 1));
      return Object.fromEntries(Array.from({ length: roll(6) }, () => [pick(fields), value(depth - 1)]));
    };
    for (let round = 0; round < 3_000; round++) {
      const definition = { StartAt: 'a', States: { a: value(5), b: value(4) } };
      for (const { location, message } of validate(definition)) expect([typeof location, typeof message]).not.toContain('object');
    }
  });

  it('takes a deeply nested text', () => {
    expect(validate('['.repeat(100_000)).map(({ code }) => code)).toEqual(['INVALID_JSON_DESCRIPTION']);
    const nested = '{"a":'.repeat(3_000) + '1' + '}'.repeat(3_000);
    expect(
      validate(`{"StartAt":"X","States":{"X":{"Type":"Pass","Parameters":${nested},"End":true}}}`).map(({ code }) => code),
    ).toEqual(['TOO_DEEPLY_NESTED']);
  });
});
