import type { Json } from '../../model.js';
import type { Env } from '../env.js';
import { isObject, jsonEquals, ownValue, setOwn, type JsonObject } from '../shared/own.js';
import type { AstNode } from './ast.js';

/** The fast path cannot answer for this input: the library must. */
export const SLOW: unique symbol = Symbol('slow');
type Fast = (env: Env) => Json | undefined | typeof SLOW;

/**
 * Most expressions in definitions are a path, a literal, a comparison or an object of those. They are evaluated here at once, without
 * the library's promise per node, and only as long as the answer is plainly the library's: an array on the way, or operands of other
 * types, leave it to the library. Undefined when the expression is of another form. Equality with the library is tested.
 */
export function compileFast(node: AstNode): Fast | undefined {
  if (node.predicate || node.group || node.stages || node.keepArray || node.focus || node.index) return undefined;
  switch (node.type) {
    case 'string':
    case 'number':
    case 'value':
      return literal(node.value as Json);
    case 'variable':
      return variable(String(node.value), []);
    case 'path':
      return path(node);
    case 'block':
      return node.expressions?.length === 1 ? compileFast(node.expressions[0] as AstNode) : undefined;
    case 'condition':
      return condition(node);
    case 'unary':
      return unary(node);
    case 'binary':
      return binary(node);
    default:
      return undefined;
  }
}

function literal(value: Json): Fast {
  return () => value;
}

const STATES = ['input', 'context', 'result', 'errorOutput'] as const;

/** `$states.input.a`, `$v.a`. `$` and `$$` have no value: there is no context item. */
function variable(name: string, names: readonly string[]): Fast | undefined {
  if (name === '' || name === '$') return undefined;
  // A name that is no variable may be a function: the library knows.
  if (name !== 'states') return (env) => (Object.hasOwn(env.variables, name) ? follow(env.variables[name], names) : SLOW);
  const [member, ...rest] = names;
  if (!STATES.includes(member as (typeof STATES)[number])) return undefined;
  return (env) => follow(statesMember(env, member as (typeof STATES)[number]), rest);
}

function statesMember(env: Env, member: (typeof STATES)[number]): Json | undefined {
  if (member === 'input') return env.input;
  return member === 'context' ? env.context : env.states?.[member];
}

function follow(start: Json | undefined, names: readonly string[]): Json | undefined | typeof SLOW {
  let value = start;
  for (const name of names) {
    if (Array.isArray(value)) return SLOW;
    if (!isObject(value)) return undefined;
    value = ownValue(value, name);
  }
  return value;
}

function path(node: AstNode): Fast | undefined {
  const [first, ...rest] = node.steps ?? [];
  if (node.keepSingletonArray || node.tuple || first?.type !== 'variable') return undefined;
  const plain = [first, ...rest].every(
    (step) => !step.predicate && !step.group && !step.stages && !step.keepArray && !step.focus && !step.index,
  );
  if (!plain || rest.some((step) => step.type !== 'name')) return undefined;
  return variable(
    String(first.value),
    rest.map((step) => String(step.value)),
  );
}

function condition(node: AstNode): Fast | undefined {
  const test = node.condition && compileFast(node.condition);
  const then = node.then && compileFast(node.then);
  const otherwise = node.else ? compileFast(node.else) : literal(null);
  if (!test || !then || !otherwise) return undefined;
  return (env) => {
    const value = test(env);
    if (typeof value !== 'boolean') return SLOW;
    if (value) return then(env);
    return node.else ? otherwise(env) : undefined;
  };
}

function unary(node: AstNode): Fast | undefined {
  if (node.value === '{') return objectConstructor(node.lhs as [AstNode, AstNode][]);
  if (node.value !== '-' || node.expression === undefined) return undefined;
  const operand = compileFast(node.expression);
  return (
    operand &&
    ((env) => {
      const value = operand(env);
      return typeof value === 'number' ? -value : SLOW;
    })
  );
}

function objectConstructor(pairs: readonly [AstNode, AstNode][]): Fast | undefined {
  const members: { key: string; value: Fast }[] = [];
  for (const [key, node] of pairs) {
    const value = compileFast(node);
    if (key.type !== 'string' || !value || members.some((member) => member.key === key.value)) return undefined;
    members.push({ key: String(key.value), value });
  }
  return (env) => {
    const object: JsonObject = {};
    for (const { key, value } of members) {
      const member = value(env);
      if (member === SLOW) return SLOW;
      if (member !== undefined) setOwn(object, key, member);
    }
    return object;
  };
}

type Operation = (left: Json, right: Json) => Json | typeof SLOW;

function binary(node: AstNode): Fast | undefined {
  const operation = OPERATIONS.get(String(node.value));
  const left = operation && compileFast(node.lhs as AstNode);
  const right = left && node.rhs && compileFast(node.rhs);
  if (!operation || !left || !right) return undefined;
  return (env) => {
    const a = left(env);
    const b = right(env);
    return a === SLOW || b === SLOW || a === undefined || b === undefined ? SLOW : operation(a, b);
  };
}

function numeric(operation: (a: number, b: number) => number): Operation {
  return (a, b) => {
    if (typeof a !== 'number' || typeof b !== 'number') return SLOW;
    const result = operation(a, b);
    return Number.isFinite(result) ? result : SLOW;
  };
}

function ordered(operation: (a: number | string, b: number | string) => boolean): Operation {
  return (a, b) =>
    (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string') ? operation(a, b) : SLOW;
}

function logical(operation: (a: boolean, b: boolean) => boolean): Operation {
  return (a, b) => (typeof a === 'boolean' && typeof b === 'boolean' ? operation(a, b) : SLOW);
}

const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['=', jsonEquals],
  ['!=', (a, b) => !jsonEquals(a, b)],
  ['<', ordered((a, b) => a < b)],
  ['<=', ordered((a, b) => a <= b)],
  ['>', ordered((a, b) => a > b)],
  ['>=', ordered((a, b) => a >= b)],
  ['+', numeric((a, b) => a + b)],
  ['-', numeric((a, b) => a - b)],
  ['*', numeric((a, b) => a * b)],
  ['/', numeric((a, b) => a / b)],
  ['%', numeric((a, b) => a % b)],
  ['&', (a, b) => (typeof a === 'string' && typeof b === 'string' && a.length + b.length < 100_000 ? a + b : SLOW)],
  ['and', logical((a, b) => a && b)],
  ['or', logical((a, b) => a || b)],
]);
