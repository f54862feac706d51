import { describe, expect, it } from '@jest/globals';
import jsonata from 'jsonata';
import type { Json } from '../../model.js';
import { dice, testEnv } from '../test-env.js';
import { compileJsonata } from './compile-jsonata.js';
import { compileFast, SLOW } from './fast-path.js';
import { parseExpression } from './library.js';

declare const performance: { now(): number };
const HOSTILE_MILLISECONDS = 10_000;

async function outcome(text: string, input: Json = {}): Promise<unknown> {
  try {
    return await compileJsonata(text, 'Output').evaluate(testEnv(input, { variables: { v: { a: 1 } } }));
  } catch (error) {
    return (error as { error?: string }).error;
  }
}

describe('the sandbox', () => {
  it.each([
    '$sum.constructor', '$v.constructor', '$states.constructor', '$states.input.__proto__', '$v.__proto__', '$sum.implementation',
    '$uuid.constructor', '$lookup($v, "constructor")', '$lookup($v, "__proto__")', '$sum.*', '$now._jsonata_function', '$uuid', '$sum',
    'function($x) { $x }', '{"f": $sum}', '[$uuid]', '$states.input.toString', '$states.input.hasOwnProperty', '$process', '$globalThis', '$eval',
  ])('%s reaches nothing of the host', async (text) => {
    expect(await outcome(text)).toBe('States.QueryEvaluationError');
  }); // prettier-ignore

  it('cannot pollute prototypes', async () => {
    const input = JSON.parse('{"k": "__proto__", "o": {"__proto__": {"polluted": 1}}}') as Json;
    for (const text of [
      '{"__proto__": {"polluted": 1}}',
      '{$states.input.k: {"polluted": 1}}',
      '$merge([$states.input.o, {"a": 1}])',
      '$states.input.o ~> | $ | {"__proto__": {"polluted": 1}} |',
      '$each($states.input.o, function($value, $key) { {$key: $value} })',
      '$spread($states.input.o)',
    ]) {
      await outcome(text, input);
      expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    }
  });

  const HOSTILE = [
    '$reduce([1..60], function($a) { $a & $a }, "xxxxxxxx")',
    '$reduce([1..60], function($a) { [$a, $a] }, [1])',
    '$reduce([1..60], function($a) { $append($a, $a) }, [1])',
    '$reduce([1..60], function($a) { {"x": $a, "y": $a} }, 1)',
    '($d := function($n) { $reduce([1..$n], function($a) { {"x": $a, "y": $a} }, 1) }; $d(50) = $d(50))',
    '$string($reduce([1..60], function($a) { {"x": $a, "y": $a} }, 1))',
    '$pad("x", 1000000000)',
    '$pad("x", -1000000000)',
    '[1..10000].([1..10000])',
    '$states.input.n[$count($states.input.n[$ > 1]) > 1]',
    '($a := "xxxxxxxx"; $b := $a & $a & $a & $a; $c := $b & $b & $b & $b; $d := $c & $c & $c & $c; $e := $d & $d & $d & $d; $f := $e & $e & $e & $e; $g := $f & $f & $f & $f; $h := $g & $g & $g & $g; $i := $h & $h & $h & $h; $j := $i & $i & $i & $i; $k := $j & $j & $j & $j; $l := $k & $k & $k & $k; $m := $l & $l & $l & $l)',
    '$replace($pad("", 100000, "a"), "a", $pad("", 100000, "b"))',
    '$join($map([1..100000], function() { "x" }), $pad("", 1000000, "y"))',
    '$match($pad("", 5000, "a"), /(a*)*b/)',
    '$replace("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", /(a|a)*b/, "x")',
    '$toMillis($pad("", 200, "a"), "[MNn][FNn][MNn][FNn][MNn][FNn][MNn]")',
    '('.repeat(2_000),
    '['.repeat(5_000) + ']'.repeat(5_000),
    '1' + '+1'.repeat(20_000),
    '$f := function($x) { $f($f($x)) }; $f(1)',
  ];
  it.each(HOSTILE.map((text): [string, string] => [text.slice(0, 60), text]))(
    'stops in time: %s',
    async (_start, text) => {
      const started = performance.now();
      const input = { n: Array.from({ length: 2_000 }, (_unused, at) => at) };
      expect(await outcome(text, input)).toBe('States.QueryEvaluationError');
      expect(performance.now() - started).toBeLessThan(HOSTILE_MILLISECONDS);
    },
    20_000,
  );

  it('handles long distinct lists in time', async () => {
    const text = '$count($distinct($map([1..20000], function($x) { {"n": $x % 7000} })))';
    expect(await outcome(text)).toBe(7000);
  });

  it('never changes its input', async () => {
    const input = { l: [3, 1, 2], o: { a: [{ b: 1 }] } };
    const before = JSON.stringify(input);
    Object.freeze(input.l);
    Object.freeze(input.o.a[0]);
    for (const text of [
      '$sort($states.input.l)',
      '$reverse($states.input.l)',
      '$states.input.o ~> | a | {"b": 2} |',
      '$append($states.input.l, 9)',
    ]) {
      expect(typeof (await outcome(text, input))).toBe('object');
    }
    expect(JSON.stringify(input)).toBe(before);
    expect(Object.getOwnPropertyNames(input.o.a)).toEqual(['0', 'length']);
  });

  it('keeps evaluations of one expression apart', async () => {
    const expression = compileJsonata('$sum($states.input.n) & $uuid()', 'Output');
    const results = await Promise.all(
      [1, 2, 3].map((n) => Promise.resolve(expression.evaluate(testEnv({ n: [n, n] }, { uuid: () => `-u${n}` })))),
    );
    expect(results).toEqual(['2-u1', '4-u2', '6-u3']);
  });
});

describe('the fast path', () => {
  const SEED = 4711;
  it(`answers as the library does, or leaves it to the library (seed ${SEED})`, async () => {
    const roll = dice(SEED);
    const pick = <T>(list: readonly T[]): T => list[roll(list.length)] as T;
    const value = (depth: number): Json => {
      if (depth === 0 || roll(3) === 0) return pick<Json>([0, 1, -2.5, '', 'x', true, false, null, [], {}]);
      if (roll(2) === 0) return Array.from({ length: roll(3) }, () => value(depth - 1));
      return { a: value(depth - 1), b: value(depth - 1) };
    };
    const leaf = (): string =>
      pick(['$states.input', '$v', '$states.context.State', '1', '"x"', 'true', 'null', '$none']) +
      pick(['', '.a', '.b', '.a.b']);
    const expression = (depth: number): string => {
      if (depth === 0) return leaf().replace(/^(1|"x"|true|null)\..*/, '$1');
      const inner = (): string => expression(depth - 1);
      return pick([
        () => `(${inner()} ${pick(['=', '!=', '<', '>=', '+', '*', '/', '&', 'and', 'or'])} ${inner()})`,
        () => `{"k": ${inner()}, "l": ${inner()}}`,
        () => `(${inner()} ? ${inner()} : ${inner()})`,
        () => inner(),
      ])();
    };
    let answered = 0;
    for (let round = 0; round < 1_500; round++) {
      const text = expression(1 + roll(2));
      const [input, v] = [value(3), value(2)];
      const fast = compileFast(parseExpression(text).ast)?.(testEnv(input, { variables: { v } }));
      if (fast === undefined || fast === SLOW) continue;
      answered++;
      const context = { Execution: { Id: 'e1', Input: input }, State: { Name: 'S' } };
      const slow = (await jsonata(text).evaluate(undefined, { v, states: { input, context } })) as Json;
      expect([text, input, v, JSON.stringify(fast)]).toEqual([text, input, v, JSON.stringify(slow)]);
    }
    expect(answered).toBeGreaterThan(300);
  });

  it('gives undefined exactly where the library does', async () => {
    for (const text of ['$states.input.a.b', '$states.input.x', '$states.input.n.z', '$v.q', 'false ? 1']) {
      const ast = parseExpression(text).ast;
      expect([text, compileFast(ast)?.(testEnv({ a: 1, n: null }, { variables: { v: {} } }))]).toEqual([text, undefined]);
      expect(await jsonata(text).evaluate(undefined, { v: {}, states: { input: { a: 1, n: null } } })).toBeUndefined();
    }
  });
});
