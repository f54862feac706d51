import type { Json, JsonObject } from '../model.js';
import { isObject } from '../model.js';
import { compileJsonataTemplate, compilePath, compileTemplate, isJsonataText } from '../expressions/index.js';
import type { CompiledJsonataTemplate, CompiledPath, CompiledTemplate } from '../expressions/index.js';
import type { Catcher, NumberField, Retrier } from './definition.js';

/** Defaults of a retrier (specification, "Retrying after error"). */
const DEFAULT_INTERVAL_SECONDS = 1;
const DEFAULT_MAX_ATTEMPTS = 3;
const DEFAULT_BACKOFF_RATE = 2;

export type Value = CompiledTemplate | CompiledJsonataTemplate;

/** A JSON value with expressions in it, in the state's query language. */
export function valueField(value: Json | undefined, jsonata: boolean, field: string): Value | undefined {
  if (value === undefined) return undefined;
  return jsonata ? compileJsonataTemplate(value, field) : compileTemplate(value);
}

/** InputPath, OutputPath: absent `$`, `null` nothing. */
export function pathField(value: Json | undefined): CompiledPath | null | undefined {
  if (value === undefined || value === '$') return undefined;
  return value === null ? null : compilePath(text(value));
}

/** `Field` as a constant or an expression, or `FieldPath`. */
export function numberField(state: JsonObject, field: string, jsonata: boolean): NumberField | undefined {
  const value = state[field];
  if (typeof value === 'string' && jsonata && isJsonataText(value)) {
    return { template: compileJsonataTemplate(value, field, 'number'), field, text: value };
  }
  if (value !== undefined) return { constant: Number(value) };
  const path = state[`${field}Path`];
  return typeof path === 'string' ? { path: compilePath(path), field: `${field}Path` } : undefined;
}

export function retriers(state: JsonObject): Retrier[] | undefined {
  return objects(state['Retry'])?.map((retry) => ({
    errors: strings(retry['ErrorEquals']),
    intervalSeconds: number(retry['IntervalSeconds'], DEFAULT_INTERVAL_SECONDS),
    maxAttempts: number(retry['MaxAttempts'], DEFAULT_MAX_ATTEMPTS),
    backoffRate: number(retry['BackoffRate'], DEFAULT_BACKOFF_RATE),
    ...(typeof retry['MaxDelaySeconds'] === 'number' ? { maxDelaySeconds: retry['MaxDelaySeconds'] } : {}),
    fullJitter: retry['JitterStrategy'] === 'FULL',
  }));
}

export function catchers(state: JsonObject, jsonata: boolean): Catcher[] | undefined {
  return objects(state['Catch'])?.map((catcher, at) => {
    const assign = valueField(catcher['Assign'], jsonata, `Catch[${at}]/Assign`);
    return {
      errors: strings(catcher['ErrorEquals']),
      next: text(catcher['Next']),
      ...(catcher['ResultPath'] === undefined ? {} : { resultPath: catcher['ResultPath'] as string | null }),
      ...(jsonata && catcher['Output'] !== undefined
        ? { output: compileJsonataTemplate(catcher['Output'], `Catch[${at}]/Output`) }
        : {}),
      ...(assign ? { assign } : {}),
    };
  });
}

export function objects(value: Json | undefined): JsonObject[] | undefined {
  return Array.isArray(value) ? value.filter(isObject) : undefined;
}

export function strings(value: Json | undefined): string[] {
  return Array.isArray(value) ? value.map(text) : [];
}

function number(value: Json | undefined, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}

/** A member that the validator has seen to be text. */
export function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}
