import { describe, expect, it } from '@jest/globals';
import { dice } from '../test-env.js';
import { RegexBudgetExceeded, SafeRegex } from './safe-regex.js';

function all(
  regex: { exec(text: string): RegExpExecArray | (string[] & { index: number }) | null; lastIndex: number },
  text: string,
): unknown[] {
  const found: unknown[] = [];
  for (let match = regex.exec(text); match && found.length < 50; match = regex.exec(text)) {
    found.push([match.index, ...match]);
    if (match[0] === '') regex.lastIndex++;
  }
  return found;
}

describe('SafeRegex', () => {
  it.each<[string, string, string]>([
    ['a+b', 'g', 'aab ab b'],
    ['(a|ab)(c|bcd)(d*)', 'g', 'abcd'],
    ['^\\w+@(\\w+\\.)+com$', 'g', 'me@mail.example.com'],
    ['(\\d{3})-(\\d{4})', 'g', 'call 555-1234 or 555-9876'],
    ['[^aeiou\\s]+', 'gi', 'Hello World'],
    ['^l', 'gm', 'l1\nl2\nx'],
    ['a.c', 'g', 'abc a\nc'],
    ['a.c', 'gs', 'abc a\nc'],
    ['(?:x|y){2,3}?', 'g', 'xyxyx'],
    ['(a*)*b', 'g', 'aab'],
    ['(a)|(b)', 'g', 'ba'],
    ['(\\w)\\1', 'g', 'hello aabb'],
    ['foo(?=bar)', 'g', 'foobar foobaz'],
    ['foo(?!bar)', 'g', 'foobar foobaz'],
    ['\\bcat\\b', 'g', 'cat concat cat'],
    ['\\u0041\\x42[\\t\\-\\]]', 'g', 'AB] AB-'],
    ['(?<year>\\d+)-\\k<year>', 'g', '12-12'],
    ['', 'g', 'ab'],
    ['a{2}b{0,1}c*', 'g', 'aabccc aa'],
  ])('/%s/%s on %j finds what RegExp finds', (source, flags, text) => {
    expect(all(new SafeRegex(source, flags), text)).toEqual(all(new RegExp(source, flags), text));
  });

  const SEED = 20260102;
  it(`agrees with RegExp on random patterns (seed ${SEED})`, () => {
    const roll = dice(SEED);
    const atoms = ['a', 'b', '.', '[ab]', '[^a]', '(a)', '(?:b|ab)', '\\w', 'c', '(a|b)', 'a|b', '^', '$'];
    const suffixes = ['', '', '', '*', '+', '?', '{1,2}', '*?', '+?'];
    for (let round = 0; round < 2_000; round++) {
      let source = '';
      for (let length = 1 + roll(5); length > 0; length--) {
        const atom = atoms[roll(atoms.length)] as string;
        source += atom + (/[|^$]$|^a\|b$/.test(atom) ? '' : suffixes[roll(suffixes.length)]);
      }
      const text = Array.from({ length: roll(10) }, () => 'abc\n'[roll(4)]).join('');
      expect([source, text, all(new SafeRegex(source, 'g'), text)]).toEqual([source, text, all(new RegExp(source, 'g'), text)]);
    }
  });

  it.each(['(a+)+$', '(a|aa)+$', '(.*a){20}b', '([a-z]+)*\\d', '(a*)*(a*)*(a*)*b'])(
    'gives /%s/ up instead of hanging',
    (source) => {
      const started = performance.now();
      expect(() => new SafeRegex(source, 'g').exec('a'.repeat(50) + '!')).toThrow(RegexBudgetExceeded);
      expect(performance.now() - started).toBeLessThan(2_000);
    },
  );

  it.each(['(', ')', '[', 'a{3,1}', '*', '(?<=a)b', '\\2(a)', '(a{1000}){1000}', '('.repeat(200), '\\'])(
    'refuses /%s/',
    (source) => {
      expect(() => new SafeRegex(source, '')).toThrow();
    },
  );
});

declare const performance: { now(): number };
