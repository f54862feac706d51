import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../model.js';
import type { Env } from '../env.js';
import { testEnv } from '../test-env.js';
import { compileJsonata } from './compile-jsonata.js';
import { compileJsonataTemplate } from './jsonata-template.js';

async function evaluate(text: string, input: Json = {}, more: Partial<Env> = {}): Promise<Json> {
  return compileJsonata(`{% ${text} %}`, 'Output/x').evaluate(testEnv(input, more));
}

describe('JSONata', () => {
  it.each<[string, Json, Json]>([
    ['$states.input.a', { a: 1 }, 1],
    [
      '$states.input.items[price > 10].name',
      {
        items: [
          { name: 'a', price: 5 },
          { name: 'b', price: 20 },
        ],
      },
      'b',
    ],
    ['$sum($states.input.n)', { n: [1, 2, 3] }, 6],
    ['$states.input.n[0]', { n: [[1], 2] }, [1]],
    ['$states.input.n', { n: [] }, []],
    ['$states.input.n', { n: [[]] }, [[]]],
    ['$states.context.Execution.Id', {}, 'e1'],
    ['$v & "-" & $states.input.a', { a: 'x' }, 'variable-x'],
    ['{"a": $states.input.a, "none": $states.input.none}', { a: null }, { a: null }],
    ['$exists($states.input.q) ? 1 : 2', {}, 2],
    ['$variable := 1', {}, 1],
    ['$map($states.input.n, function($x) { $x * 2 })', { n: [1, 2] }, [2, 4]],
    ['$states.input.n.{"v": $}', { n: [1, 2] }, [{ v: 1 }, { v: 2 }]],
    ['[1..3]', {}, [1, 2, 3]],
    ['$number("2")', {}, 2],
    ['null', {}, null],
    ['789.0123456789012', {}, 789.0123456789012],
    ['($a := 2; $b := 3; $a * $b)', {}, 6],
    ['$match("foobar", /o+/).match', {}, 'oo'],
    ['$replace("a1b2", /[0-9]/, "_")', {}, 'a_b_'],
    ['$split("a, b", /,\\s*/)', {}, ['a', 'b']],
    ['$contains("abracadabra", /a.*a/)', {}, true],
    ['$distinct([1, 2, 1, "1"])', {}, [1, 2, '1']],
    ['$pad("x", -3, "0")', {}, '00x'],
    ['$join(["a", "b"], ",")', {}, 'a,b'],
    ['$toMillis("2026-01-02", "[Y0001]-[M01]-[D01]")', {}, 1767312000000],
  ])('%s of %j is %j', async (text, input, expected) => {
    expect(await evaluate(text, input, { variables: { v: 'variable' } })).toEqual(expected);
  });

  it.each<[string, Json]>([
    [
      '$partition([1,2,3,4], 2)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['$partition([1,2,3], 2)', [[1, 2], [3]]],
    ['$partition([], 2)', []],
    ['$partition([0], 2)', [[0]]],
    ['$range(0, 6, 2)', [0, 2, 4, 6]],
    ['$range(0, 5, 2)', [0, 2, 4]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$hash("input", "SHA-1")', '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
    ['$hash("input data", "MD5")', '812f45842bc6d66ee14572ce20db8e86'],
    ['$random(42)', 0.7275636800328681],
    ['$random()', 0.37],
    ['$uuid()', '00000000-0000-4000-8000-000000000001'],
    ['$parse("{\\"a\\":1}").a', 1],
    ['$parse("-0")', 0],
    ['$parse("[1, 2, \\"x\\"]")', [1, 2, 'x']],
    ['$now()', '2026-01-02T03:04:05.678Z'],
    ['$now("[Y]/[M]")', '2026/1'],
    ['$millis()', Date.UTC(2026, 0, 2, 3, 4, 5, 678)],
    ['$count($shuffle([1,2,3]))', 3],
  ])("Step Functions' own: %s is %j", async (text, expected) => {
    expect(await evaluate(text)).toEqual(expected);
  });

  it('has result and errorOutput where the core gives them', async () => {
    const states = { result: { r: 1 }, errorOutput: { Error: 'E', Cause: 'C' } };
    expect(await evaluate('$states.result.r', {}, { states })).toBe(1);
    expect(await evaluate('$states.errorOutput.Error', {}, { states })).toBe('E');
    await expect(evaluate('$states.result')).rejects.toMatchObject({ error: 'States.QueryEvaluationError' });
  });

  it('returns input without copying it, and values without the marks of the library', async () => {
    const input = { a: { b: [1] }, n: [1, 2] };
    expect(await evaluate('$states.input.a', input)).toBe(input.a);
    const list = (await evaluate('$states.input.n[$ > 0]', input)) as Json[];
    expect(Object.getOwnPropertyNames(list)).toEqual(['0', '1', 'length']);
  });
});

describe('States.QueryEvaluationError', () => {
  const place = (text: string): string => `The JSONata expression '${text}' specified for the field 'Output/x' `;
  it.each<[string, string]>([
    ['$states.input.none', 'returned nothing (undefined).'],
    ['$none', 'returned nothing (undefined).'],
    ['$eval("1+1")', 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
    ['$sum("a")', 'threw an error during evaluation. T0412: Argument 1 of function "sum" must be an array of "numbers"'],
    ['$abs("x")', 'threw an error during evaluation. T0410: Argument 1 of function "abs" does not match function signature'],
    ['$error("mine")', 'threw an error during evaluation. D3137: mine'],
    ['"a" + 1', 'threw an error during evaluation. T2001: The left side of the "+" operator must evaluate to a number'],
    [
      '$range(1, 100000000, 1)',
      'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
    ],
    [
      '[1..900000] ~> $count()',
      'threw an error during evaluation: Expression evaluation memory limit exceeded: Check for excessive memory usage',
    ],
    [
      '($f := function($x) { 1 + $f($x) }; $f(1))',
      'threw an error during evaluation: Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.',
    ],
    [
      '($f := function($x) { $f($x + 1) }; $f(1))',
      'threw an error during evaluation: Expression evaluation timeout: Check for infinite loop',
    ],
    [
      '$match("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!", /(a+)+$/)',
      'threw an error during evaluation: Expression evaluation timeout: Check for infinite loop',
    ],
  ])('%s', async (text, reason) => {
    await expect(evaluate(text)).rejects.toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: place(text) + reason,
      location: 'Output/x',
    });
  });

  it.each<[string, string]>([
    ['1 +', 'S0207'],
    ['$sum($states.input.items', 'S0203'],
    ['420.', 'S0'],
  ])('a syntax error shows when it is compiled: %s', (text, code) => {
    expect(() => compileJsonata(text, 'Output')).toThrow(expect.objectContaining({ cause: expect.stringContaining(code) }));
  });
});

describe('JSONata in values', () => {
  it('names the place inside', async () => {
    const template = compileJsonataTemplate({ a: ['const', { b: '{% $states.input.none %}' }] }, 'Arguments');
    await expect(async () => template.evaluate(testEnv({}))).rejects.toMatchObject({ location: 'Arguments/a[1]/b' });
  });

  it('evaluates at once what is simple, and waits for the rest', async () => {
    const simple = compileJsonataTemplate(
      { id: '{% $states.input.id %}', n: [1, '{% $states.input.n + 1 %}'], k: null },
      'Output',
    );
    expect(simple.evaluate(testEnv({ id: null, n: 1 }))).toEqual({ id: null, n: [1, 2], k: null });
    const mixed = compileJsonataTemplate(['{% 1 %}', '{% $sum([1,2]) %}', 'x', '{% null %}'], 'Output');
    const pending = mixed.evaluate(testEnv({}));
    expect(pending).toBeInstanceOf(Promise);
    expect(await pending).toEqual([1, 3, 'x', null]);
  });

  it('leaves plain values alone', () => {
    const value = { a: 'text', b: ['{%', ' {% 1 %}'] };
    expect(compileJsonataTemplate(value, 'Output')).toMatchObject({ constant: true });
    expect(compileJsonataTemplate(value, 'Output').evaluate(testEnv({}))).toBe(value);
  });
});
