import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import { RegexBudgetExceeded } from '../shared/safe-regex.js';
import { setOwn, type JsonObject } from '../shared/own.js';
import type { LibraryError } from './library.js';
import { JsonataFault } from './functions.js';
import { checkSize, LimitFault, MEMORY_EXCEEDED, STACK_EXCEEDED, TIME_EXCEEDED } from './memory.js';

export type ResultType = 'array' | 'object' | 'string' | 'number' | 'integer' | 'boolean';

/** Where an expression stands; the words of every cause. */
export interface Place {
  /** Without the braces: `$states.input.x`. */
  expression: string;
  /** `Output/result`, `Choices[0]/Condition`. */
  location: string;
}

function failed(place: Place, reason: string): AslError {
  const sentence = `The JSONata expression '${place.expression}' specified for the field '${place.location}' ${reason}`;
  return new AslError('States.QueryEvaluationError', sentence, place.location);
}

/** The library's value as JSON, of the wanted type. @throws AslError States.QueryEvaluationError with the service's causes */
export function checkedResult(value: unknown, place: Place, expected?: ResultType): Json {
  if (value === undefined) throw failed(place, 'returned nothing (undefined).');
  let json: Json;
  try {
    checkSize(value);
    json = toJson(value, 0);
  } catch (error) {
    throw evaluationError(error, place);
  }
  return ofType(json, place, expected);
}

/** A value that is JSON already, of the wanted type. @throws AslError States.QueryEvaluationError */
export function ofType(json: Json | undefined, place: Place, expected?: ResultType): Json {
  if (json === undefined) throw failed(place, 'returned nothing (undefined).');
  if (expected === undefined || hasType(json, expected)) return json;
  const found = `Expected '${expected}', but was '${typeName(json)}' for value: ${JSON.stringify(json)}`;
  throw failed(place, `returned an unexpected result type. ${found}`);
}

/** An error of the library as the service words it: `. T0410: ...` with a code, `: ...` without. */
export function evaluationError(error: unknown, place: Place): AslError {
  if (error instanceof AslError) return error;
  const { code, message } = describe(error);
  return failed(place, `threw an error during evaluation${code === undefined ? ': ' : `. ${code}: `}${message}`);
}

function describe(error: unknown): { code?: string; message: string } {
  if (error instanceof LimitFault) return { message: error.message };
  if (error instanceof RegexBudgetExceeded) return { message: TIME_EXCEEDED };
  if (error instanceof JsonataFault) return { ...(error.code === undefined ? {} : { code: error.code }), message: error.message };
  if (error instanceof RangeError) return { message: error.message.includes('call stack') ? STACK_EXCEEDED : MEMORY_EXCEEDED };
  const { code, message } = error as LibraryError;
  if (code === 'D1011') return { message: STACK_EXCEEDED };
  if (code === 'D1012') return { message: TIME_EXCEEDED };
  if (code === 'D2014' || code === 'D2015') return { message: MEMORY_EXCEEDED };
  return { ...(code === undefined ? {} : { code }), message: message ?? String(error) };
}

const MAX_RESULT_DEPTH = 1_000;

/** Unmarked copy where the library left its marks (`sequence`, `keepSingleton`), else the value itself. */
function toJson(value: unknown, depth: number): Json {
  if (depth > MAX_RESULT_DEPTH) throw new LimitFault(STACK_EXCEEDED);
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw new JsonataFault('D1001', `Number out of range: ${value}`);
    return value === 0 ? 0 : value;
  }
  if (Array.isArray(value)) return arrayToJson(value, depth);
  if (typeof value === 'object' && value !== undefined && !('_jsonata_function' in value) && !('_jsonata_lambda' in value)) {
    return objectToJson(value as Record<string, unknown>, depth);
  }
  throw new JsonataFault(undefined, 'The result contains a function');
}

function arrayToJson(list: readonly unknown[], depth: number): Json[] {
  const items = list.map((item) => (item === undefined ? null : toJson(item, depth + 1)));
  const isPlain = Object.keys(list).length === list.length && Object.getOwnPropertyNames(list).length === list.length + 1;
  return isPlain && items.every((item, at) => Object.is(item, list[at])) ? (list as Json[]) : items;
}

function objectToJson(object: Record<string, unknown>, depth: number): Json {
  const copy: JsonObject = {};
  let isSame = Object.getPrototypeOf(object) === Object.prototype;
  for (const [key, member] of Object.entries(object)) {
    if (member === undefined) {
      isSame = false;
      continue;
    }
    const json = toJson(member, depth + 1);
    isSame &&= Object.is(json, member);
    setOwn(copy, key, json);
  }
  return isSame ? (object as Json) : copy;
}

function hasType(value: Json, expected: ResultType): boolean {
  switch (expected) {
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeName(value) === 'object';
    case 'integer':
      return Number.isInteger(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === expected;
  }
}

function typeName(value: Json): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
