import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../model.js';
import { compileExpression } from '../template/template.js';
import { testEnv } from '../test-env.js';

function call(text: string, input: Json = {}): Json {
  return compileExpression(text, 'x.$').evaluate(testEnv(input));
}

describe('intrinsic functions: every example of the developer guide', () => {
  it.each<[string, Json, Json]>([
    ['States.Array($.Id)', { Id: 123456 }, [123456]],
    ["States.Array('Foo', 2020, $.someJson, null)", { someJson: { random: 'abc' } }, ['Foo', 2020, { random: 'abc' }, null]],
    ['States.ArrayPartition($.inputArray,4)', { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ['States.ArrayContains($.inputArray, $.lookingFor)', { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9], lookingFor: 5 }, true],
    ['States.ArrayRange(1, 9, 2)', {}, [1, 3, 5, 7, 9]],
    ['States.ArrayGetItem($.inputArray, $.index)', { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9], index: 5 }, 6],
    ['States.ArrayLength($.inputArray)', { inputArray: [1, 2, 3, 4, 5, 6, 7, 8, 9] }, 9],
    ['States.ArrayUnique($.inputArray)', { inputArray: [1, 2, 3, 3, 3, 3, 3, 3, 4] }, [1, 2, 3, 4]],
    ['States.Base64Encode($.input)', { input: 'Data to encode' }, 'RGF0YSB0byBlbmNvZGU='],
    ['States.Base64Decode($.base64)', { base64: 'RGF0YSB0byBlbmNvZGU=' }, 'Data to encode'],
    ['States.Hash($.Data, $.Algorithm)', { Data: 'input data', Algorithm: 'SHA-1' }, 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    [
      'States.JsonMerge($.json1, $.json2, false)',
      { json1: { a: { a1: 1, a2: 2 }, b: 2 }, json2: { a: { a3: 1, a4: 2 }, c: 3 } },
      { a: { a3: 1, a4: 2 }, b: 2, c: 3 },
    ],
    ['States.StringToJson($.escapedJsonString)', { escapedJsonString: '{"foo": "bar"}' }, { foo: 'bar' }],
    ['States.JsonToString($.unescapedJson)', { unescapedJson: { foo: 'bar' } }, '{"foo":"bar"}'],
    ['States.MathAdd($.value1, $.step)', { value1: 111, step: -1 }, 110],
    ['States.StringSplit($.inputString, $.splitter)', { inputString: '1,2,3,4,5', splitter: ',' }, ['1', '2', '3', '4', '5']],
    [
      'States.StringSplit($.inputString, $.splitter)',
      { inputString: 'This.is+a,test=string', splitter: '.+,=' },
      ['This', 'is', 'a', 'test', 'string'],
    ],
    ["States.Format('Hello, my name is {}.', $.name)", { name: 'Arnav' }, 'Hello, my name is Arnav.'],
    ['States.Format($.template, $.name)', { template: 'Hello, my name is {}.', name: 'Arnav' }, 'Hello, my name is Arnav.'],
    ["States.Format('Welcome to {} {}\\'s playlist.', $.a, $.b)", { a: 'John', b: 'Doe' }, "Welcome to John Doe's playlist."],
    ["States.Format('{}', States.Format('a{}', 'b'))", {}, 'ab'],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(call(text, input)).toEqual(expected);
  });

  it.each<[string, Json, Json]>([
    ["States.Format('\\{\\} {} \\\\', 1)", {}, '{} 1 \\'],
    ["States.Format('{} {} {} {}', null, true, 1.5, $.o)", { o: { a: [1] } }, 'null true 1.5 {"a":[1]}'],
    ["States.StringSplit(', , ,', ',')", {}, [' ', ' ']],
    ["States.StringSplit('Hello\nWorld', '\n')", {}, ['Hello', 'World']],
    ['States.MathAdd(1.5, 1.51)', {}, 4],
    ['States.MathAdd(-1.5, -1.51)', {}, -3],
    ['States.MathAdd(-0.5, 0)', {}, 0],
    ['States.ArrayRange(0, 10, 3)', {}, [0, 3, 6, 9]],
    ['States.ArrayRange(5, 1, -2)', {}, [5, 3, 1]],
    ['States.ArrayPartition(States.Array(), 5)', {}, []],
    ['States.ArrayContains($.l, $.v)', { l: [{ 1: 2, 2: [] }], v: { 2: [], 1: 2 } }, true],
    ['States.ArrayUnique($.l)', { l: [{ a: 1, b: 2 }, { b: 2, a: 1 }, '1', 1, null, null] }, [{ a: 1, b: 2 }, '1', 1, null]],
    ['States.ArrayGetItem($.l, 0)', { l: [null] }, null],
    ["States.Base64Encode('grüße 😀')", {}, 'Z3LDvMOfZSDwn5iA'],
    ["States.Base64Decode('Z3LDvMOfZSDwn5iA')", {}, 'grüße 😀'],
    ["States.Hash('input data', 'MD5')", {}, '812f45842bc6d66ee14572ce20db8e86'],
    ["States.Hash('input data', 'SHA-256')", {}, 'b4a697a057313163aee33cd8d40c66e9f0f177e00cac2de32475ffff6169c3e3'],
    ["States.StringToJson('-0')", {}, 0],
    ['States.JsonMerge(States.StringToJson(\'{"a": 1}\'), $$.Execution.Input.b, false)', { b: { c: 1 } }, { a: 1, c: 1 }],
    ['States.UUID()', {}, '00000000-0000-4000-8000-000000000001'],
    ['States.MathRandom(0, 100, 42)', {}, 30],
  ])('%s of %j is %j', (text, input, expected) => {
    expect(call(text, input)).toEqual(expected);
  });

  it('draws from the caller and stays in [start, end)', () => {
    for (let round = 0; round < 100; round++) {
      const value = call('States.MathRandom(-5, 5)') as number;
      expect(Number.isInteger(value) && value >= -5 && value < 5).toBe(true);
    }
  });
});

describe('intrinsic functions that fail', () => {
  it.each<[string, Json]>([
    ["States.Format('{} {}', 1)", {}],
    ["States.Format('{}', 1, 2)", {}],
    ['States.Format(1)', {}],
    ['States.ArrayPartition($.a, 0)', { a: [1] }],
    ['States.ArrayPartition($.a, -1)', { a: [1] }],
    ["States.ArrayPartition('no', 1)", {}],
    ['States.ArrayRange(1, 2, 0)', {}],
    ['States.ArrayRange(1, 1001, 1)', {}],
    ['States.ArrayGetItem($.a, 1)', { a: [1] }],
    ['States.ArrayGetItem($.a, -1)', { a: [1] }],
    ['States.ArrayLength(1)', {}],
    ['States.Base64Decode($.a)', { a: 'ä' }],
    ['States.Base64Encode($.a)', { a: 'x'.repeat(10_001) }],
    ['States.Hash($.a, $.b)', { a: 'x', b: 'SHA-3' }],
    ['States.JsonMerge($.a, $.a, true)', { a: {} }],
    ['States.JsonMerge($.a, 1, false)', { a: {} }],
    ["States.StringToJson('{')", {}],
    ['States.StringToJson($.a)', { a: 1 }],
    ['States.MathRandom(5, 5)', {}],
    ['States.MathAdd(2147483647, 1)', {}],
    ['States.MathAdd($.a, 1)', { a: '1' }],
  ])('%s of %j is States.IntrinsicFailure and names the call', (text, input) => {
    expect(() => call(text, input)).toThrow(
      expect.objectContaining({
        error: 'States.IntrinsicFailure',
        cause: expect.stringContaining(`The function '${text}' had the following error: `),
      }),
    );
  });

  it('names a path that is not there', () => {
    expect(() => call('States.Array($.x)', { a: 1 })).toThrow(
      expect.objectContaining({
        cause: `The function 'States.Array($.x)' had the following error: The JsonPath argument for the field '$.x' could not be found in the input '{"a":1}'`,
      }),
    );
  });

  const nested = (levels: number): string => 'States.Array('.repeat(levels) + '1' + ')'.repeat(levels);
  it('nests ten levels and not eleven', () => {
    expect(JSON.stringify(call(nested(10)))).toBe('[[[[[[[[[[1]]]]]]]]]]');
    expect(() => call(nested(11))).toThrow(expect.objectContaining({ error: 'States.Runtime' }));
  });

  it.each([
    'States.Unknown()',
    'States.UUID(1)',
    'States.Format(',
    "States.Format('a)",
    'States.Array(1 2)',
    'States.Array(x)',
    'States.UUID() x',
  ])('refuses %s', (text) => {
    expect(() => call(text)).toThrow(expect.objectContaining({ error: 'States.Runtime' }));
  });
});
