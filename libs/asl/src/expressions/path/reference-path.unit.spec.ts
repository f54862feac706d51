import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../model.js';
import { applyReferencePath } from './reference-path.js';

describe('ResultPath', () => {
  it.each<[string, Json, Json, Json]>([
    ['$', { a: 1 }, 2, 2],
    ['$.a', { a: 1, b: 2 }, 'new', { a: 'new', b: 2 }],
    ['$.x.y', { b: 2 }, 1, { b: 2, x: { y: 1 } }],
    ['$.a[1]', { a: [1, 2] }, 'z', { a: [1, 'z'] }],
    ['$.a[0].b', { a: [{ c: 1 }] }, true, { a: [{ c: 1, b: true }] }],
    ["$['a b']['c']", {}, null, { 'a b': { c: null } }],
  ])('%s onto %j with %j gives %j and leaves the target alone', (path, target, value, expected) => {
    const before = JSON.stringify(target);
    expect(applyReferencePath(path, target, value)).toEqual(expected);
    expect(JSON.stringify(target)).toBe(before);
  });

  it('shares what it does not touch', () => {
    const target = { big: [1, 2, 3] };
    expect((applyReferencePath('$.x', target, 1) as typeof target).big).toBe(target.big);
  });

  it.each<[string, Json]>([
    ['$.a', 'text'],
    ['$.a', [1]],
    ['$.a.b', { a: 1 }],
    ['$.a[2]', { a: [1] }],
    ['$.a[0]', {}],
  ])('%s cannot be written into %j', (path, target) => {
    expect(() => applyReferencePath(path, target, 1)).toThrow(
      expect.objectContaining({
        error: 'States.ResultPathMatchFailure',
        cause: `Unable to apply ReferencePath ${path} to input ${JSON.stringify(target)}`,
      }),
    );
  });

  it.each(['$.a[*]', '$..a', '$$.a', '$.a[-1]', '$.a[0:1]', 'a'])('%s is not a Reference Path', (path) => {
    expect(() => applyReferencePath(path, {}, 1)).toThrow(expect.objectContaining({ error: 'States.Runtime' }));
  });

  it('keeps __proto__ an ordinary key', () => {
    const result = applyReferencePath('$.__proto__.polluted', {}, true) as object;
    expect(JSON.stringify(result)).toBe('{"__proto__":{"polluted":true}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});
