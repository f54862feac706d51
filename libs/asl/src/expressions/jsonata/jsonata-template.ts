import type { Json } from '../../model.js';
import type { Env } from '../env.js';
import { isObject, setOwn, type JsonObject } from '../shared/own.js';
import { compileJsonata, isJsonataText } from './compile-jsonata.js';
import type { ResultType } from './result.js';

/** Arguments, Output, Assign, Items and the like: any JSON with `{% %}` strings in it. */
export interface CompiledJsonataTemplate {
  /** True when there is no expression in it: `evaluate` then returns the very same value, at once. */
  readonly constant: boolean;
  /** At once if every expression in it answers at once. @throws AslError States.QueryEvaluationError, at once or by rejection */
  readonly evaluate: (env: Env) => Json | Promise<Json>;
}

type Evaluate = (env: Env) => Json | Promise<Json>;

/**
 * @param location of the value: `Output`; members are named `Output/a/b` and elements `Output/list[0]` in causes and events
 * @param expected type of the whole value, checked where it is a single expression
 */
export function compileJsonataTemplate(value: Json, location: string, expected?: ResultType): CompiledJsonataTemplate {
  const evaluate = compileValue(value, location, expected);
  return evaluate ? { constant: false, evaluate } : { constant: true, evaluate: () => value };
}

function compileValue(value: Json, location: string, expected?: ResultType): Evaluate | undefined {
  if (typeof value === 'string') return isJsonataText(value) ? compileJsonata(value, location, expected).evaluate : undefined;
  if (Array.isArray(value)) {
    const parts = value.map((item, at) => compileValue(item, `${location}[${at}]`));
    return composed(value, parts, (items) => items);
  }
  if (!isObject(value)) return undefined;
  const keys = Object.keys(value);
  const members = Object.values(value);
  const parts = keys.map((key, at) => compileValue(members[at] as Json, `${location}/${key}`));
  return composed(members, parts, (items) => {
    const object: JsonObject = {};
    keys.forEach((key, at) => setOwn(object, key, items[at] as Json));
    return object;
  });
}

/** Evaluates the parts in order, and waits only if one of them must be waited for. */
function composed(
  constants: readonly Json[],
  parts: readonly (Evaluate | undefined)[],
  assemble: (items: Json[]) => Json,
): Evaluate | undefined {
  if (parts.every((part) => part === undefined)) return undefined;
  return (env) => {
    const items: Json[] = [];
    for (let at = 0; at < parts.length; at++) {
      const part = parts[at];
      const item = part ? part(env) : (constants[at] as Json);
      if (item instanceof Promise) return finish(env, item, items, at);
      items.push(item);
    }
    return assemble(items);
  };

  async function finish(env: Env, pending: Promise<Json>, items: Json[], from: number): Promise<Json> {
    items.push(await pending);
    for (let at = from + 1; at < parts.length; at++) {
      const part = parts[at];
      items.push(part ? await part(env) : (constants[at] as Json));
    }
    return assemble(items);
  }
}
