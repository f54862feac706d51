import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../model.js';
import { testEnv } from '../test-env.js';
import { compileTemplate } from './template.js';

describe('payload templates', () => {
  it.each<[Json, Json]>([
    [
      { 'a.$': '$.x', b: 'const' },
      { a: 1, b: 'const' },
    ],
    [{ list: [{ 'a.$': '$.x' }, '$.x', ['$.x']] }, { list: [{ a: 1 }, '$.x', ['$.x']] }],
    [{ deep: { 'er.$': '$$.State.Name' } }, { deep: { er: 'S' } }],
    [{ 'v.$': '$var.k' }, { v: 'variable' }],
    [{ 'f.$': "States.Format('{}-{}', $.x, $var.k)" }, { f: '1-variable' }],
    [{ 'all.$': '$' }, { all: { x: 1, list: [1, 2] } }],
    [{ 'some.$': '$.list[*]' }, { some: [1, 2] }],
    ["I'm a parameter!", "I'm a parameter!"],
    [{}, {}],
  ])('%j', (template, expected) => {
    expect(
      compileTemplate(template).evaluate(testEnv({ x: 1, list: [1, 2] }, { variables: { var: { k: 'variable' } } })),
    ).toEqual(expected);
  });

  it('returns a template without expressions itself, and shares its constant parts', () => {
    const constant = { a: [1, { b: 2 }] };
    expect(compileTemplate(constant).evaluate(testEnv({}))).toBe(constant);
    const mixed = { constant, 'x.$': '$.x' };
    expect((compileTemplate(mixed).evaluate(testEnv({ x: 1 })) as typeof mixed).constant).toBe(constant);
  });

  it('names the path, the field and the input when a path finds nothing', () => {
    expect(() => compileTemplate({ 'y.$': '$.x' }).evaluate(testEnv({ a: 'b' }))).toThrow(
      expect.objectContaining({
        error: 'States.Runtime',
        cause: `The JSONPath '$.x' specified for the field 'y.$' could not be found in the input '{"a":"b"}'`,
      }),
    );
  });

  it('makes __proto__ an own member', () => {
    const template = JSON.parse('{"__proto__.$": "$.x", "ok": {"__proto__": {"evil.$": "$.x"}}}') as Json;
    const result = compileTemplate(template).evaluate(testEnv({ x: { polluted: true } }));
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true},"ok":{"__proto__":{"evil":{"polluted":true}}}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each<[Json]>([[{ 'a.$': 'no path' }], [{ 'a.$': 5 }], [{ 'a.$': 'States.Nope()' }]])('refuses %j', (template) => {
    expect(() => compileTemplate(template)).toThrow(expect.objectContaining({ error: 'States.Runtime' }));
  });
});
