import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../model.js';
import { testEnv } from '../test-env.js';
import { compileChoiceRule } from './choice-rule.js';

function matches(rule: Json, input: Json): boolean {
  return compileChoiceRule(rule, 'JSONPath', 'Choices[0]').matches(testEnv(input, { variables: { v: 'abc' } })) as boolean;
}

const [EARLY, LATE] = ['2012-10-09T19:00:55Z', '2012-10-09T19:00:56Z'];

describe('comparison operators', () => {
  // Each row: operator, operand, a value for which it holds, a value for which it does not.
  it.each<[string, Json, Json, Json]>([
    ['StringEquals', 'a', 'a', 'b'],
    ['StringLessThan', 'b', 'a', 'b'],
    ['StringGreaterThan', 'A', 'AB', 'A'],
    ['StringLessThanEquals', 'b', 'b', 'ba'],
    ['StringGreaterThanEquals', 'b', 'b', 'a'],
    ['NumericEquals', 1, 1.0, 1.1],
    ['NumericLessThan', 1, 0, 1],
    ['NumericGreaterThan', 1, 1.5, 1],
    ['NumericLessThanEquals', 1, 1, 2],
    ['NumericGreaterThanEquals', 1, 1, 0],
    ['BooleanEquals', false, false, true],
    ['TimestampEquals', EARLY, '2012-10-09T20:00:55+01:00', LATE],
    ['TimestampLessThan', LATE, EARLY, LATE],
    ['TimestampGreaterThan', EARLY, '2012-10-09T19:00:55.000001Z', EARLY],
    ['TimestampLessThanEquals', EARLY, EARLY, LATE],
    ['TimestampGreaterThanEquals', LATE, LATE, EARLY],
  ])('%s %j', (operator, operand, yes, no) => {
    expect(matches({ Variable: '$.x', [operator]: operand }, { x: yes })).toBe(true);
    expect(matches({ Variable: '$.x', [operator]: operand }, { x: no })).toBe(false);
    expect(matches({ Variable: '$.x', [`${operator}Path`]: '$.y' }, { x: yes, y: operand })).toBe(true);
    expect(matches({ Variable: '$.x', [`${operator}Path`]: '$.y' }, { x: no, y: operand })).toBe(false);
    for (const other of [null, [], [operand], {}, { a: operand }]) {
      expect(matches({ Variable: '$.x', [operator]: operand }, { x: other })).toBe(false);
      expect(matches({ Variable: '$.x', [`${operator}Path`]: '$.y' }, { x: yes, y: other })).toBe(false);
    }
  });

  const VALUES: Json[] = [null, true, 0, 1.5, '', 'text', EARLY, '2023-02-24', '2012-10-09T19:00:55', [], {}];
  it.each<[string, (value: Json) => boolean]>([
    ['IsNull', (value) => value === null],
    ['IsString', (value) => typeof value === 'string'],
    ['IsNumeric', (value) => typeof value === 'number'],
    ['IsBoolean', (value) => typeof value === 'boolean'],
    ['IsTimestamp', (value) => value === EARLY],
    ['IsPresent', () => true],
  ])('%s true and false', (operator, isSo) => {
    for (const value of VALUES) {
      expect([value, matches({ Variable: '$.x', [operator]: true }, { x: value })]).toEqual([value, isSo(value)]);
      expect(matches({ Variable: '$.x', [operator]: false }, { x: value })).toBe(!isSo(value));
    }
  });

  it('IsPresent tells whether there is such a path', () => {
    expect(matches({ Variable: '$.a.b', IsPresent: true }, { a: 1 })).toBe(false);
    expect(matches({ Variable: '$.a.b', IsPresent: false }, {})).toBe(true);
  });

  it.each<[string, string, boolean]>([
    ['foo*.log', 'foo23.log', true],
    ['*.log', 'zebra.log', true],
    ['foo*.log', 'foobar.txt', false],
    ['*', '', true],
    ['a*b*c', 'a-b-b-c', true],
    ['a*b*c', 'a-c-b', false],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['a\\\\*', 'a\\anything', true],
    ['ab', 'a', false],
    ['a*a', 'a', false],
  ])('StringMatches %j against %j is %s', (pattern, text, expected) => {
    expect(matches({ Variable: '$.x', StringMatches: pattern }, { x: text })).toBe(expected);
  });

  it('StringMatches is linear in hostile patterns', () => {
    expect(matches({ Variable: '$.x', StringMatches: `${'*a'.repeat(5_000)}*b` }, { x: 'a'.repeat(100_000) })).toBe(false);
  });

  it('And, Or and Not nest', () => {
    const rule = {
      And: [
        { Not: { Variable: '$.type', StringEquals: 'Private' } },
        {
          Or: [
            { Variable: '$.value', IsNull: true },
            { Variable: '$.value', NumericLessThan: 30 },
          ],
        },
      ],
    };
    expect(matches(rule, { type: 'Public', value: 22 })).toBe(true);
    expect(matches(rule, { type: 'Public', value: null })).toBe(true);
    expect(matches(rule, { type: 'Private', value: 22 })).toBe(false);
    expect(matches(rule, { type: 'Public', value: 30 })).toBe(false);
  });

  it('reads variables and the context object', () => {
    expect(matches({ Variable: '$v', StringEquals: 'abc' }, {})).toBe(true);
    expect(matches({ Variable: '$$.State.Name', StringEqualsPath: '$.n' }, { n: 'S' })).toBe(true);
  });

  it.each<[Json]>([
    [{ Variable: '$.x', StringEquals: 'a' }],
    [{ Variable: '$.x', IsNull: true }],
    [{ Variable: '$.a', StringEqualsPath: '$.x' }],
  ])('a missing path fails the state: %j', (rule) => {
    const cause = "Invalid path '$.x': The choice state's condition path references an invalid value.";
    expect(() => matches(rule, { a: 'b' })).toThrow(expect.objectContaining({ error: 'States.Runtime', cause }));
  });
});

describe('JSONata Condition', () => {
  it('must be a boolean', async () => {
    const rule = compileChoiceRule({ Condition: '{% $states.input.x %}' }, 'JSONata', 'Choices[1]');
    expect(await rule.matches(testEnv({ x: true }))).toBe(true);
    expect(() => rule.matches(testEnv({ x: 'yes' }))).toThrow(
      expect.objectContaining({
        error: 'States.QueryEvaluationError',
        cause:
          "The JSONata expression '$states.input.x' specified for the field 'Choices[1]/Condition' returned an unexpected result type. " +
          `Expected 'boolean', but was 'string' for value: "yes"`,
        location: 'Choices[1]/Condition',
      }),
    );
  });

  it('may be a constant', () => {
    expect(compileChoiceRule({ Condition: true }, 'JSONata', 'Choices[0]').matches(testEnv({}))).toBe(true);
  });
});
