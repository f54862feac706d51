import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import type { Env } from '../env.js';
import { MAX_VISITED_NODES } from '../shared/limits.js';
import { isObject, ownValue, setOwn, type JsonObject } from '../shared/own.js';
import type { PathAst, Root, Step } from './ast.js';
import { accepts } from './evaluate-filter.js';
import { applyFunction } from './functions.js';

/** One evaluation: what `@` is, and how many nodes may still be visited. */
export interface Visit {
  readonly env: Env;
  readonly item?: Json;
  readonly budget: { nodes: number };
}

export function newVisit(env: Env): Visit {
  return { env, budget: { nodes: MAX_VISITED_NODES } };
}

/** Value at the root, or undefined for a variable that is not in scope. */
export function rootValue(root: Root, env: Env, item?: Json): Json | undefined {
  switch (root.kind) {
    case 'input':
      return env.input;
    case 'context':
      return env.context;
    case 'variable':
      return Object.hasOwn(env.variables, root.name) ? env.variables[root.name] : undefined;
    case 'item':
      return item;
  }
}

/**
 * Jayway's rule: a definite path gives one value, or undefined when there is none; an indefinite one always gives a list,
 * empty when nothing matches.
 */
export function evaluatePath(path: PathAst, visit: Visit): Json | undefined {
  const start = rootValue(path.root, visit.env, visit.item);
  if (start === undefined) return undefined;
  const last = path.steps.at(-1);
  if (path.definite) return evaluateDefinite(path.steps, start);
  if (last?.kind !== 'function') return select(path.steps, start, visit);
  return applyFunction(last.name, select(path.steps.slice(0, -1), start, visit));
}

export function evaluateDefinite(steps: readonly Step[], start: Json): Json | undefined {
  let value: Json | undefined = start;
  for (const step of steps) {
    if (step.kind === 'name') value = isObject(value) ? ownValue(value, step.name) : undefined;
    else if (step.kind === 'index') value = Array.isArray(value) ? value.at(step.index) : undefined;
    else if (step.kind === 'names') value = isObject(value) ? pick(value, step.names) : undefined;
    else if (step.kind === 'function') value = applyFunction(step.name, value);
    if (value === undefined) return undefined;
  }
  return value;
}

function select(steps: readonly Step[], start: Json, visit: Visit): Json[] {
  let nodes: Json[] = [start];
  for (let at = 0; at < steps.length; at++) {
    const step = steps[at] as Step;
    const next: Json[] = [];
    if (step.kind === 'descend') {
      const following = steps[++at] as Step;
      for (const node of nodes) scan(node, (inner) => children(following, inner, visit, next, true), visit);
    } else {
      for (const node of nodes) children(step, node, visit, next, false);
    }
    nodes = next;
  }
  return nodes;
}

/** Visits `node` and everything in it, parents first. An explicit stack: the input may be nested deeper than the call stack. */
function scan(node: Json, action: (inner: Json) => void, visit: Visit): void {
  const stack: Json[] = [node];
  while (stack.length > 0) {
    const inner = stack.pop() as Json;
    if (typeof inner !== 'object' || inner === null) continue;
    spend(visit);
    action(inner);
    const members = Array.isArray(inner) ? inner : Object.values(inner);
    for (let at = members.length - 1; at >= 0; at--) stack.push(members[at] as Json);
  }
}

function children(step: Step, node: Json, visit: Visit, out: Json[], scanning: boolean): void {
  const add = (value: Json | undefined): void => {
    if (value === undefined) return;
    spend(visit);
    out.push(value);
  };
  switch (step.kind) {
    case 'name':
      if (isObject(node)) add(ownValue(node, step.name));
      return;
    case 'names':
      if (isObject(node)) add(pick(node, step.names));
      return;
    case 'index':
      if (Array.isArray(node)) add(node.at(step.index));
      return;
    case 'indexes':
      if (Array.isArray(node)) for (const index of step.indexes) add(node.at(index));
      return;
    case 'slice':
      if (Array.isArray(node)) for (const item of node.slice(step.from ?? 0, step.to ?? node.length)) add(item);
      return;
    case 'wildcard':
      if (typeof node === 'object' && node !== null)
        for (const item of Array.isArray(node) ? node : Object.values(node)) add(item);
      return;
    case 'filter':
      filter(step.predicate, node, visit, add, scanning);
      return;
    case 'function':
      add(applyFunction(step.name, node));
      return;
    case 'descend':
      return;
  }
}

/** A filter picks the elements of an array, or the object itself; in a scan (`..[?()]`) the elements are visited by the scan. */
function filter(
  predicate: Parameters<typeof accepts>[0],
  node: Json,
  visit: Visit,
  add: (value: Json) => void,
  scanning: boolean,
): void {
  if (isObject(node)) {
    if (accepts(predicate, { ...visit, item: node })) add(node);
  } else if (Array.isArray(node)) {
    for (const item of node) {
      if (scanning && isObject(item)) continue;
      spend(visit);
      if (accepts(predicate, { ...visit, item })) add(item);
    }
  }
}

function pick(object: JsonObject, names: readonly string[]): JsonObject {
  const picked: JsonObject = {};
  for (const name of names) if (Object.hasOwn(object, name)) setOwn(picked, name, object[name] as Json);
  return picked;
}

function spend(visit: Visit): void {
  if (--visit.budget.nodes < 0) throw new AslError('States.Runtime', 'The JSONPath evaluation visited too many nodes');
}
