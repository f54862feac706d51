import type { Json } from '../../model.js';
import type { Env } from '../env.js';
import { hashText, HASH_ALGORITHMS, isHashAlgorithm } from '../shared/hash.js';
import { JavaRandom } from '../shared/java-random.js';
import { MAX_JSONATA_CHARACTERS, MAX_JSONATA_RANGE_ITEMS } from '../shared/limits.js';
import { jsonEquals } from '../shared/own.js';
import { LimitFault, MEMORY_EXCEEDED } from './memory.js';

/** An error that the library reports with its code: `D3030: ...`. */
export class JsonataFault extends Error {
  constructor(
    readonly code: string | undefined,
    message: string,
  ) {
    super(message);
  }
}

interface Focus {
  environment: { lookup(name: string): unknown };
}

type Native = (this: Focus, ...args: never[]) => unknown;
interface LibraryFunction {
  implementation: (this: Focus, ...args: unknown[]) => unknown;
}

/** Functions that Step Functions adds (developer guide, "Transforming data"), with signatures in the library's notation. */
export const ADDED: Readonly<Record<string, [Native, string]>> = {
  partition: [(list: Json[] | undefined, size: number) => partition(list, size), '<an:a>'],
  range: [(first: number, last: number, step: number) => range(first, last, step), '<nnn:a<n>>'],
  hash: [(text: string | undefined, algorithm: string) => hash(text, algorithm), '<ss:s>'],
  parse: [(text: string | undefined) => parse(text), '<s:x>'],
  now: [now, '<s?s?:s>'],
};

/** Per evaluation: what must not come from the host's clock and dice. */
export function deterministic(env: Env): Record<string, unknown> {
  return {
    random: (seed?: unknown) => random(seed, env),
    uuid: () => env.uuid(),
    millis: () => env.now,
    shuffle: (list?: unknown) => shuffle(list, env),
  };
}

function partition(list: Json[] | undefined, size: number): Json[][] | undefined {
  if (list === undefined) return undefined;
  if (!(Math.trunc(size) > 0)) throw new JsonataFault(undefined, 'Argument 2 of function "partition" must be a positive number');
  const chunks: Json[][] = [];
  for (let at = 0; at < list.length; at += Math.trunc(size)) chunks.push(list.slice(at, at + Math.trunc(size)));
  return chunks;
}

/** The end belongs to the range when a step lands on it. */
function range(first: number, last: number, step: number): number[] {
  if (step === 0) throw new JsonataFault(undefined, 'Argument 3 of function "range" must not be 0');
  const count = Math.floor((last - first) / step) + 1;
  if (count > MAX_JSONATA_RANGE_ITEMS) throw new LimitFault(MEMORY_EXCEEDED);
  return Array.from({ length: Math.max(0, count) }, (_unused, at) => first + at * step);
}

function hash(text: string | undefined, algorithm: string): string | undefined {
  if (text === undefined) return undefined;
  if (isHashAlgorithm(algorithm)) return hashText(text, algorithm);
  throw new JsonataFault(undefined, `Argument 2 of function "hash" must be one of ${HASH_ALGORITHMS.join(', ')}`);
}

function parse(text: string | undefined): Json | undefined {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw new JsonataFault(undefined, 'Argument 1 of function "parse" is not valid JSON');
  }
}

function random(seed: unknown, env: Env): number {
  if (seed === undefined) return env.random();
  if (typeof seed === 'number') return new JavaRandom(seed).nextDouble();
  throw new JsonataFault('T0410', 'Argument 1 of function "random" does not match function signature');
}

function shuffle(list: unknown, env: Env): unknown {
  if (!Array.isArray(list)) return list === undefined ? undefined : [list];
  const copy = [...(list as unknown[])];
  for (let at = copy.length - 1; at > 0; at--) {
    const other = Math.floor(env.random() * (at + 1));
    [copy[at], copy[other]] = [copy[other], copy[at]];
  }
  return copy;
}

/** `$now(picture?, timezone?)` of the execution's clock, by the library's own formatter. */
function now(this: Focus, picture?: string, timezone?: string): unknown {
  const millis = this.environment.lookup('millis');
  const formatter = this.environment.lookup('fromMillis') as LibraryFunction | undefined;
  if (typeof millis !== 'function' || formatter?.implementation === undefined) return undefined;
  return formatter.implementation.call(this, (millis as () => number)(), picture, timezone);
}

/** Library functions whose cost is not in proportion to their input, wrapped. The original is fetched from the library by name. */
export const GUARDED: Readonly<Record<string, [(original: LibraryFunction) => Native, string]>> = {
  pad: [guardPad, '<s-ns?:s>'],
  join: [guardJoin, '<a<s>s?:s>'],
  distinct: [guardDistinct, '<x:x>'],
  toMillis: [guardToMillis, '<s-s?:n>'],
  replace: [guardReplace, '<s-(sf)(sf)n?:s>'],
};

function guardPad(original: LibraryFunction): Native {
  return function (this: Focus, text: string, width: number, character?: string) {
    if (Math.abs(width) > MAX_JSONATA_CHARACTERS) throw new LimitFault(MEMORY_EXCEEDED);
    return original.implementation.call(this, text, width, character);
  };
}

function guardJoin(original: LibraryFunction): Native {
  return function (this: Focus, texts: string[] | undefined, separator?: string) {
    const total = texts?.reduce((sum, text) => sum + text.length + (separator?.length ?? 0), 0) ?? 0;
    if (total > MAX_JSONATA_CHARACTERS * 2) throw new LimitFault(MEMORY_EXCEEDED);
    return original.implementation.call(this, texts, separator);
  };
}

const DISTINCT_BY_PAIRS_UP_TO = 200;

/** The library compares each pair; a long list is thinned out by the elements' text first. */
function guardDistinct(original: LibraryFunction): Native {
  return function (this: Focus, list: unknown) {
    if (!Array.isArray(list) || list.length <= DISTINCT_BY_PAIRS_UP_TO) return original.implementation.call(this, list);
    const byText = new Map<string, unknown[]>();
    const thinned = (list as unknown[]).filter((item) => {
      const text = JSON.stringify(item) ?? '';
      const same = byText.get(text) ?? [];
      if (same.some((other) => jsonEquals(other as Json, item as Json))) return false;
      byText.set(text, [...same, item]);
      return true;
    });
    return thinned;
  };
}

const MAX_PARSED_DATE_CHARACTERS = 256;

/** A date picture becomes a regular expression inside the library: names without a separator make it backtrack. */
function guardToMillis(original: LibraryFunction): Native {
  return function (this: Focus, text: string | undefined, picture?: string) {
    const unseparated = picture?.match(/\[[^\]\d]*\](?=\[)/g)?.length ?? 0;
    const limit = unseparated > 4 ? 0 : unseparated > 0 ? MAX_PARSED_DATE_CHARACTERS / 4 : MAX_PARSED_DATE_CHARACTERS;
    if (picture !== undefined && (text?.length ?? 0) > limit) throw new LimitFault(TIME_LIMIT);
    return original.implementation.call(this, text, picture);
  };
}

const TIME_LIMIT = 'Expression evaluation timeout: Check for infinite loop';

function guardReplace(original: LibraryFunction): Native {
  return async function (this: Focus, ...args: unknown[]) {
    const [text, , replacement] = args;
    if (typeof text === 'string' && typeof replacement === 'string' && text.length * replacement.length > 2 ** 31) {
      throw new LimitFault(MEMORY_EXCEEDED);
    }
    const result = await original.implementation.apply(this, args);
    if (typeof result === 'string' && result.length > MAX_JSONATA_CHARACTERS * 2) throw new LimitFault(MEMORY_EXCEEDED);
    return result;
  };
}
