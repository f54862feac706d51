import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Json } from '../../model.js';
import type { Env } from '../env.js';
import { decodeBase64, encodeBase64, utf8Text } from '../shared/base64.js';
import { hashText, isHashAlgorithm } from '../shared/hash.js';
import { JavaRandom } from '../shared/java-random.js';
import { MAX_ENCODED_CHARACTERS, MAX_RANGE_ITEMS } from '../shared/limits.js';
import { isObject, jsonEquals, type JsonObject } from '../shared/own.js';
import type { IntrinsicName } from './ast.js';

/** Why a call has no value; the caller makes it a States.IntrinsicFailure. */
export class IntrinsicFault extends Error {}

type Implementation = (args: readonly Json[], env: Env) => Json;

/** The functions of the developer guide, "Intrinsic functions for JSONPath states". States.Format is in format.ts. */
export const FUNCTIONS: Readonly<Record<Exclude<IntrinsicName, 'Format'>, Implementation>> = {
  StringToJson: ([text]) => parseJson(text),
  JsonToString: ([value]) => JSON.stringify(value),
  Array: (args) => [...args],
  ArrayPartition: ([list, size]) => partition(array(list, 1), integer(size, 2)),
  ArrayContains: ([list, value]) => array(list, 1).some((item) => jsonEquals(item, value as Json)),
  ArrayRange: ([first, last, step]) => range(integer(first, 1), integer(last, 2), integer(step, 3)),
  ArrayGetItem: ([list, index]) => item(array(list, 1), integer(index, 2)),
  ArrayLength: ([list]) => array(list, 1).length,
  ArrayUnique: ([list]) => unique(array(list, 1)),
  Base64Encode: ([text]) => encodeBase64(utf8ToBytes(limited(text))),
  Base64Decode: ([text]) => utf8Text(decodeBase64(limited(text)) ?? fault('Argument 1 is not Base64')),
  Hash: ([data, algorithm]) => hash(data as Json, algorithm as Json),
  JsonMerge: ([first, second, deep]) => merge(first as Json, second as Json, deep as Json),
  MathRandom: ([start, end, seed], env) => random(integer(start, 1), integer(end, 2), seed, env),
  MathAdd: ([a, b]) => int32(integer(a, 1) + integer(b, 2)),
  StringSplit: ([text, delimiters]) => split(string(text, 1), string(delimiters, 2)),
  UUID: (_args, env) => env.uuid(),
};

function fault(reason: string): never {
  throw new IntrinsicFault(reason);
}

function array(value: Json | undefined, position: number): Json[] {
  return Array.isArray(value) ? value : fault(`Argument ${position} must be an array`);
}

function string(value: Json | undefined, position: number): string {
  return typeof value === 'string' ? value : fault(`Argument ${position} must be a string`);
}

/** A number, rounded half up to an integer as Java's Math.round does: -1.5 is -1, 2.5 is 3 (recorded). */
function integer(value: Json | undefined, position: number): number {
  if (typeof value !== 'number') return fault(`Argument ${position} must be a number`);
  return int32(Math.round(value));
}

/** Numbers are those of Java's int: -2147483648 to 2147483647 (developer guide, States.MathAdd). */
function int32(value: number): number {
  if (value < -(2 ** 31) || value > 2 ** 31 - 1) return fault('A number must be between -2147483648 and 2147483647');
  return value === 0 ? 0 : value;
}

function limited(value: Json | undefined): string {
  const text = string(value, 1);
  return text.length <= MAX_ENCODED_CHARACTERS
    ? text
    : fault(`Argument 1 must not be longer than ${MAX_ENCODED_CHARACTERS} characters`);
}

function parseJson(value: Json | undefined): Json {
  const text = string(value, 1);
  try {
    const parsed = JSON.parse(text) as Json;
    return parsed === 0 ? 0 : parsed;
  } catch {
    return fault('Argument 1 is not valid JSON');
  }
}

function partition(list: readonly Json[], size: number): Json[] {
  if (size <= 0) return fault('Argument 2 must be a positive number');
  const chunks: Json[] = [];
  for (let at = 0; at < list.length; at += size) chunks.push(list.slice(at, at + size));
  return chunks;
}

function range(first: number, last: number, step: number): Json[] {
  if (step === 0) return fault('Argument 3 must not be 0');
  const count = Math.floor((last - first) / step) + 1;
  if (count > MAX_RANGE_ITEMS) return fault(`The range has more than ${MAX_RANGE_ITEMS} elements`);
  return Array.from({ length: Math.max(0, count) }, (_unused, at) => first + at * step);
}

function item(list: readonly Json[], index: number): Json {
  return list[index] ?? (index >= 0 && index < list.length ? null : fault('Argument 2 is not an index of the array'));
}

/** Values seen before are found by their text, so that a large array costs time in proportion to its size. */
function unique(list: readonly Json[]): Json[] {
  const seen = new Set<string>();
  return list.filter((value) => {
    const text = canonical(value);
    return seen.has(text) ? false : Boolean(seen.add(text));
  });
}

function canonical(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (!isObject(value)) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((key) => `${JSON.stringify(key)}:${canonical(value[key] as Json)}`).join()}}`;
}

function hash(data: Json, algorithm: Json): string {
  if (!isHashAlgorithm(algorithm)) return fault('Argument 2 must be MD5, SHA-1, SHA-256, SHA-384 or SHA-512');
  return hashText(limited(typeof data === 'string' ? data : JSON.stringify(data)), algorithm);
}

/** Shallow: of equal keys the second object's value wins. The service refuses the deep merge that the third argument announces. */
function merge(first: Json, second: Json, deep: Json): JsonObject {
  if (!isObject(first)) return fault('Argument 1 must be an object');
  if (!isObject(second)) return fault('Argument 2 must be an object');
  if (deep !== false) return fault('Argument 3 must be false: only the shallow merging mode is supported');
  return { ...first, ...second };
}

function random(start: number, end: number, seed: Json | undefined, env: Env): number {
  if (start >= end) return fault('The start number must be less than the end number');
  if (seed === undefined) return start + Math.floor(env.random() * (end - start));
  const source = new JavaRandom(integer(seed, 3));
  if (end - start < 2 ** 31) return start + source.nextInt(end - start);
  return start + Math.floor(source.nextDouble() * (end - start));
}

/** Each character of `delimiters` separates; empty pieces are left out, as java.util.StringTokenizer does (recorded). */
function split(text: string, delimiters: string): string[] {
  if (delimiters === '') return text === '' ? [] : [text];
  const pieces: string[] = [];
  let piece = '';
  for (const character of text) {
    if (!delimiters.includes(character)) piece += character;
    else if (piece !== '') {
      pieces.push(piece);
      piece = '';
    }
  }
  if (piece !== '') pieces.push(piece);
  return pieces;
}
