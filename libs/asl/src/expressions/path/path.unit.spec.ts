import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import { testEnv } from '../test-env.js';
import { compilePath } from './compile-path.js';

const STORE: Json = {
  store: {
    book: [
      { category: 'reference', author: 'Nigel Rees', title: 'Sayings', price: 8.95 },
      { category: 'fiction', author: 'Evelyn Waugh', title: 'Sword', price: 12.99 },
      { category: 'fiction', author: 'Herman Melville', title: 'Moby Dick', isbn: '0-553', price: 8.99 },
      { category: 'fiction', author: 'Tolkien', title: 'The Lord', isbn: '0-395', price: 22.99 },
    ],
    bicycle: { color: 'red', price: 19.95 },
  },
  expensive: 10,
};

function read(path: string, input: Json = STORE): Json | undefined {
  return compilePath(path).get(testEnv(input, { variables: { limit: 10, v: { a: [1, 2] } } }));
}

function titles(path: string): unknown {
  return (read(path) as { title: string }[]).map((book) => book.title);
}

describe('JSONPath as Jayway and AWS have it', () => {
  it.each<[string, Json, Json | undefined]>([
    ['$', 1, 1],
    ['$.a', { a: null }, null],
    ['$.a', { b: 1 }, undefined],
    ["$['a b']", { 'a b': 2 }, 2],
    ['$["a"]', { a: 2 }, 2],
    ['$.input-foo-bar', { 'input-foo-bar': 3 }, 3],
    ['$.größe', { größe: 3 }, 3],
    ["$['it\\'s']", { "it's": 4 }, 4],
    ['$.a[0]', { a: [5, 6] }, 5],
    ['$.a[-1]', { a: [5, 6] }, 6],
    ['$.a[-3]', { a: [5, 6] }, undefined],
    ['$.a[2]', { a: [5, 6] }, undefined],
    ['$.a[0]', { a: { 0: 'no array' } }, undefined],
    ['$[(@.length-1)].bar', [{ bar: 1 }, { bar: 2 }], 2],
    ['$.a[0,2]', { a: [5, 6, 7] }, [5, 7]],
    ['$.a[1:]', { a: [5, 6, 7] }, [6, 7]],
    ['$.a[:2]', { a: [5, 6, 7] }, [5, 6]],
    ['$.a[-2:]', { a: [5, 6, 7] }, [6, 7]],
    ['$.a[0:1]', { a: [5, 6, 7] }, [5]],
    ['$.a[7:9]', { a: [5, 6, 7] }, []],
    ['$.a[*]', { a: [5] }, [5]],
    ['$.a.*', { a: { x: 1, y: [2] } }, [1, [2]]],
    ['$.a[*].b', { a: [{ b: 1 }, { c: 2 }] }, [1]],
    ['$..b', { a: [{ b: 1 }, { b: { b: 2 } }], b: 0 }, [0, 1, { b: 2 }, 2]],
    ["$['a','b']", { a: 1, b: 2, c: 3 }, { a: 1, b: 2 }],
    ['$.a.length()', { a: [1, 2, 3] }, 3],
    ['$.a.length()', { a: 'four' }, 4],
    ['$.a[*].length()', { a: [1, 2, 3] }, 3],
    ['$.a.sum()', { a: [1, 2, 3] }, 6],
    ['$.a.max()', { a: [1, 2, 3] }, 3],
    ['$.a.keys()', { a: { x: 1, y: 1 } }, ['x', 'y']],
    ['$.a.b', { a: 'text' }, undefined],
    ['$.a.b', { a: null }, undefined],
  ])('%s of %j is %j', (path, input, expected) => {
    expect(read(path, input)).toEqual(expected);
  });

  it.each<[string, number]>([
    ['$.store.book[*].author', 4],
    ['$..author', 4],
    ['$.store.*', 2],
    ['$.store..price', 5],
    ['$..book[2]', 1],
    ['$..book[-1:]', 1],
    ['$..book[0,1]', 2],
    ['$..*', 28],
  ])('%s selects %i nodes of the store', (path, count) => {
    expect(read(path)).toHaveLength(count);
  });

  it.each<[string, string[]]>([
    ['$..book[?(@.isbn)]', ['Moby Dick', 'The Lord']],
    ['$.store.book[?(@.price < 10)]', ['Sayings', 'Moby Dick']],
    ["$..book[?(@.price <= $['expensive'])]", ['Sayings', 'Moby Dick']],
    ['$..book[?(@.author =~ /.*REES/i)]', ['Sayings']],
    ["$..book[?(@.category == 'fiction' && @.price > 20)]", ['The Lord']],
    ["$..book[?(@.category == 'reference' || @.price > 20)]", ['Sayings', 'The Lord']],
    ["$..book[?(!(@.category == 'fiction'))]", ['Sayings']],
    ['$..book[?(!@.isbn)]', ['Sayings', 'Sword']],
    ["$..book[?(@.category in ['reference', 'x'])]", ['Sayings']],
    ["$..book[?(@.category nin ['fiction'])]", ['Sayings']],
    ["$..book[?(@.title contains 'Dick')]", ['Moby Dick']],
    ['$..book[?(@.title size 7)]', ['Sayings']],
    ['$..book[?(@.price != 8.95)]', ['Sword', 'Moby Dick', 'The Lord']],
    ['$..book[?(@.price >= $limit)]', ['Sword', 'The Lord']],
    ['$..book[?($.expensive == 10 && @.price < 9)]', ['Sayings', 'Moby Dick']],
  ])('filter %s', (path, expected) => {
    expect(titles(path)).toEqual(expected);
  });

  it.each<[string, Json, Json]>([
    ["$[?(@.a anyof ['x'])]", [{ a: ['x', 'y'] }, { a: ['z'] }], [{ a: ['x', 'y'] }]],
    ["$[?(@.a noneof ['x'])]", [{ a: ['x', 'y'] }, { a: ['z'] }], [{ a: ['z'] }]],
    ["$[?(@.a subsetof ['x', 'y', 'z'])]", [{ a: ['x', 'y'] }, { a: ['q'] }], [{ a: ['x', 'y'] }]],
    ["$[?(@.a all ['x'])]", [{ a: ['x', 'y'] }, { a: ['z'] }], [{ a: ['x', 'y'] }]],
    ['$[?(@.a empty true)]', [{ a: [] }, { a: [1] }, { a: '' }], [{ a: [] }, { a: '' }]],
    ['$[?(@.a == null)]', [{ a: null }, { b: 1 }], [{ a: null }]],
    ['$[?(@.a == true)]', [{ a: true }, { a: 'true' }], [{ a: true }]],
    ['$[?(@ > 1)]', [1, 2, 3], [2, 3]],
    ['$[?(@.a.b[0] == 1)].id', [{ id: 7, a: { b: [1] } }], [7]],
    ['$[?(@.none == 1)]', [{ a: 1 }], []],
    ["$.a[?(@.k == 'v')]", { a: { k: 'v' } }, [{ k: 'v' }]],
  ])('filter %s of %j is %j', (path, input, expected) => {
    expect(read(path, input)).toEqual(expected);
  });

  it('reads the context object and variables', () => {
    expect(read('$$.Execution.Id')).toBe('e1');
    expect(read('$v.a[1]')).toBe(2);
    expect(read('$v')).toEqual({ a: [1, 2] });
    expect(compilePath('$unknown.a').evaluate(testEnv({}))).toEqual({
      found: false,
      reason: "Variable '$unknown' is not defined",
    });
  });

  it.each<[string, Json, string]>([
    ['$.a.b', {}, "Invalid path '$.a.b' : Missing property in path $['a']"],
    ['$.a.b', { a: {} }, "Invalid path '$.a.b' : No results for path: $['a']['b']"],
    ['$.a[3]', { a: [1] }, "Invalid path '$.a[3]' : No results for path: $['a'][3]"],
    ['$.a', null, 'Unable to apply Path transformation to null or empty input.'],
    ["$['a', 'b'].v", {}, "Invalid path '$['a', 'b'].v' : Multi properties can only be used as path leafs: $['a', 'b']"],
  ])('names what is missing: %s of %j', (path, input, cause) => {
    expect(() => compilePath(path).require(testEnv(input))).toThrow(new AslError('States.Runtime', cause));
  });

  it('says what stands where an object should', () => {
    const result = compilePath('$.a.b').evaluate(testEnv({ a: 'text' }));
    expect(result).toMatchObject({
      found: false,
      reason: expect.stringContaining("['b'] in path $['a'] but found 'java.lang.String'"),
    });
  });

  it.each([
    '',
    'a',
    '$.',
    '$[',
    '$.a[',
    "$['a",
    '$.a b',
    '$.a[?(@.b ==)]',
    '$.a[?(@.b == 1]',
    '$.a.evil()',
    '$.length().a',
    '$.a[x]',
    '$..',
  ])('refuses %j', (path) => {
    expect(() => compilePath(path)).toThrow(AslError);
  });
});
