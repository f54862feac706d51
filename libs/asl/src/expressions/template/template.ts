import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import type { Env } from '../env.js';
import { evaluateIntrinsic } from '../intrinsics/evaluate-intrinsic.js';
import { isIntrinsic, parseIntrinsic } from '../intrinsics/parse-intrinsic.js';
import { compilePath } from '../path/compile-path.js';
import { SyntaxFault } from '../shared/scanner.js';
import { isObject, setOwn, type JsonObject } from '../shared/own.js';

/** Parameters, ResultSelector, ItemSelector, BatchInput and JSONPath's Assign, parsed once. */
export interface CompiledTemplate {
  /** True when nothing in it depends on the environment: `evaluate` then returns the very same value. */
  readonly constant: boolean;
  /** @throws AslError States.Runtime for a path that is not in the input, States.IntrinsicFailure */
  readonly evaluate: (env: Env) => Json;
}

/**
 * Compiles a payload template (specification, "Payload Template"): a member `x.$` is replaced by `x` with the value of its path or
 * intrinsic function; members of objects in arrays too. Parts without such members are returned as they are, not copied.
 * @throws AslError States.Runtime when a `.$` member is not a path or an intrinsic function
 */
export function compileTemplate(template: Json): CompiledTemplate {
  const evaluate = compileValue(template);
  return evaluate ? { constant: false, evaluate } : { constant: true, evaluate: () => template };
}

/** A path or an intrinsic function: ErrorPath, CausePath and each `.$` member. `field` is what the cause names: `y.$`. */
export function compileExpression(text: string, field: string): CompiledTemplate {
  if (isIntrinsic(text)) {
    const call = parsedIntrinsic(text, field);
    return { constant: false, evaluate: (env) => evaluateIntrinsic(call, env) };
  }
  const path = compilePath(text);
  return {
    constant: false,
    evaluate: (env) => {
      const value = path.get(env);
      if (value !== undefined) return value;
      const input = JSON.stringify(path.ast.root.kind === 'context' ? env.context : env.input);
      throw new AslError(
        'States.Runtime',
        `The JSONPath '${text}' specified for the field '${field}' could not be found in the input '${input}'`,
      );
    },
  };
}

type Evaluate = (env: Env) => Json;

function compileValue(value: Json): Evaluate | undefined {
  if (Array.isArray(value)) return compileArray(value);
  return isObject(value) ? compileObject(value) : undefined;
}

function compileArray(items: readonly Json[]): Evaluate | undefined {
  const parts = items.map(compileValue);
  if (parts.every((part) => part === undefined)) return undefined;
  return (env) => parts.map((part, at) => (part ? part(env) : (items[at] as Json)));
}

function compileObject(object: JsonObject): Evaluate | undefined {
  const members = Object.entries(object).map(([key, value]) => compileMember(key, value));
  if (members.every((member) => member.evaluate === undefined)) return undefined;
  return (env) => {
    const result: JsonObject = {};
    for (const { key, value, evaluate } of members) setOwn(result, key, evaluate ? evaluate(env) : value);
    return result;
  };
}

function compileMember(key: string, value: Json): { key: string; value: Json; evaluate?: Evaluate } {
  if (!key.endsWith('.$')) {
    const evaluate = compileValue(value);
    return { key, value, ...(evaluate ? { evaluate } : {}) };
  }
  if (typeof value !== 'string') {
    throw new AslError('States.Runtime', `The value for the field '${key}' must be a valid JSONPath or intrinsic function`);
  }
  return { key: key.slice(0, -2), value, evaluate: compileExpression(value, key).evaluate };
}

function parsedIntrinsic(text: string, field: string): ReturnType<typeof parseIntrinsic> {
  try {
    return parseIntrinsic(text);
  } catch (fault) {
    if (!(fault instanceof SyntaxFault)) throw fault;
    throw new AslError('States.Runtime', `The intrinsic function '${text}' of the field '${field}' is invalid: ${fault.message}`);
  }
}
