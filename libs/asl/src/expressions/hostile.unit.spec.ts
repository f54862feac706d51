import { describe, expect, it } from '@jest/globals';
import type { Json } from '../model.js';
import { AslError } from './asl-error.js';
import { compilePath } from './path/compile-path.js';
import { compileExpression } from './template/template.js';
import { dice, testEnv } from './test-env.js';

const PIECES = [
  '$', '$$', '$v', '.', '..', '*', '[', ']', '[*]', '[0]', '[-1]', '[1:2]', '[?(', ')]', '@', '@.a', '==', '=~', '/(a+)+$/', '&&', '||', '!',
  "'", '"', '\\', '(', ')', ',', 'a', 'b', '__proto__', 'constructor', 'length()', 'States.Format(', 'States.Array(', 'States.JsonMerge(',
  'States.ArrayRange(', 'States.StringToJson(', "'{}'", '1e308', '-1', 'null', ' ', '\u0000', '\uD800', 'in', 'size', 'empty',
]; // prettier-ignore
const INPUT = JSON.parse(
  '{"a": [1, {"b": "aaaaaaaaaaaaaaaaaaaaaaaaaaaa!"}, [[]]], "b": {"a": null}, "__proto__": {"polluted": 1}}',
) as Json;

describe('hostile paths and intrinsic functions', () => {
  const SEED = 77;

  it(`answer or fail as the language does, in time, and reach nothing of the host (seed ${SEED})`, () => {
    const roll = dice(SEED);
    const env = testEnv(INPUT, { variables: { v: [1] } });
    for (let round = 0; round < 8_000; round++) {
      const text = Array.from({ length: 1 + roll(9) }, () => PIECES[roll(PIECES.length)]).join('');
      try {
        const value = round % 2 === 0 ? compilePath(`$${text}`).require(env) : compileExpression(text, 'x.$').evaluate(env);
        expect(JSON.stringify(value)).toBeDefined();
      } catch (error) {
        if (!(error instanceof AslError)) throw new Error(`${JSON.stringify(text)}: ${String(error)}`, { cause: error });
      }
    }
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    ['exponential', `$${'..*'.repeat(12)}`],
    ['deeply bracketed', `$${'['.repeat(5_000)}`],
    ['a filter in a filter', `$${'[?(@.a'.repeat(500)}`],
    ['very long', `$.${'a'.repeat(300_000)}`],
    ['nested calls', `${'States.Array('.repeat(2_000)}1`],
  ])('%s: fails as the language does', (_what, text) => {
    let deep: Json = 1;
    for (let level = 0; level < 60; level++) deep = [deep, deep];
    const evaluate = (): Json =>
      text.startsWith('$') ? compilePath(text).require(testEnv(deep)) : compileExpression(text, 'x.$').evaluate(testEnv(deep));
    expect(evaluate).toThrow(AslError);
  });
});
