import jsonata from 'jsonata';
import type { Env } from '../env.js';
import {
  MAX_EXPRESSION_CHARACTERS,
  MAX_JSONATA_DEPTH,
  MAX_JSONATA_ITEMS,
  MAX_JSONATA_MILLISECONDS,
  MAX_JSONATA_STEPS,
} from '../shared/limits.js';
import { SafeRegex } from '../shared/safe-regex.js';
import { walkAst, type AstNode } from './ast.js';
import { ADDED, deterministic, GUARDED } from './functions.js';
import { checkSize, LimitFault, TIME_EXCEEDED } from './memory.js';

/** What the library throws: a code of its documentation and a message with the operands in it. */
export interface LibraryError {
  code?: string;
  message?: string;
  position?: number;
}

export interface LibraryExpression {
  ast: AstNode;
  /** @throws LibraryError, LimitFault */
  run(bindings: Record<string, unknown>, env: Env): Promise<unknown>;
}

/** With so few constructors, none of them repeated, an expression cannot outgrow its input by much: it runs without the hook. */
const CONSTRUCTORS_WITHOUT_HOOK = 8;
const EXIT_HOOK = Symbol.for('jsonata.__evaluate_exit');
const GROWING = new Set(['unary', 'binary', 'function', 'apply', 'transform', 'lambda']);

/**
 * Parses an expression and fits the library out for strangers' code: `$eval` away, the service's functions added, clock and dice
 * from the caller, and limits on depth, steps, time, sequence length and memory. @throws LibraryError for a syntax error
 */
export function parseExpression(text: string): LibraryExpression {
  if (text.length > MAX_EXPRESSION_CHARACTERS) throw new LimitFault('Expression is too long');
  const options = {
    stack: MAX_JSONATA_DEPTH,
    timeout: MAX_JSONATA_MILLISECONDS,
    sequence: MAX_JSONATA_ITEMS,
    RegexEngine: SafeRegex as unknown as RegExpConstructor,
  };
  const expression = jsonata(text, options);
  const ast = expression.ast() as unknown as AstNode;
  expression.assign('eval', undefined);
  for (const [name, [implementation, signature]] of Object.entries(ADDED)) {
    expression.registerFunction(name, implementation as (...args: unknown[]) => unknown, signature);
  }
  if (mayGrow(ast)) expression.assign(EXIT_HOOK as unknown as string, watch);
  let prepared: Promise<void> | undefined;
  return {
    ast,
    run: async (bindings, env) => {
      await (prepared ??= guard(expression, ast));
      return expression.evaluate(undefined, { ...deterministic(env), ...bindings }) as Promise<unknown>;
    },
  };
}

/** Wraps the guarded functions that the expression names. The library hands its functions out only as results of an expression. */
async function guard(expression: jsonata.Expression, ast: AstNode): Promise<void> {
  const named = new Set<unknown>();
  walkAst(ast, (node) => node.type === 'variable' && named.add(node.value));
  for (const [name, [wrap, signature]] of Object.entries(GUARDED)) {
    if (!named.has(name)) continue;
    const original = (await jsonata(`$${name}`).evaluate(undefined)) as Parameters<typeof wrap>[0];
    expression.registerFunction(name, wrap(original) as (...args: unknown[]) => unknown, signature);
  }
}

/** Whether work or result may outgrow input and text: anything that runs a part of the expression once for each of many values. */
function mayGrow(ast: AstNode): boolean {
  let constructors = 0;
  let isRepeating = false;
  walkAst(ast, (node) => {
    if (GROWING.has(node.type)) constructors++;
    isRepeating ||= REPEATING.has(node.type) || node.group !== undefined || node.value === '..' || hasCostlyStep(node);
  });
  return isRepeating || constructors > CONSTRUCTORS_WITHOUT_HOOK;
}

const REPEATING = new Set(['lambda', 'partial', 'apply', 'transform', 'descendant', 'sort']);
const CHEAP_STEPS = new Set(['name', 'variable', 'string', 'parent']);

/** A step of a path, or a predicate, that does more than look something up, for each value that comes to it. */
function hasCostlyStep(node: AstNode): boolean {
  const steps = node.type === 'path' ? (node.steps ?? []) : [];
  const predicates = [node, ...steps].flatMap(({ predicate, stages }) => [...(predicate ?? []), ...(stages ?? [])]);
  const isNested = predicates.some((predicate) => {
    let inner = 0;
    walkAst(predicate, (below) => void (inner += below.predicate || below.stages ? 1 : 0));
    return inner > 0;
  });
  return isNested || steps.slice(1).some(({ type }) => !CHEAP_STEPS.has(type));
}

interface Watched {
  base: { aslSteps?: number };
}

/** Runs after each evaluated node: counts it, and weighs what it built. */
function watch(node: AstNode, _input: unknown, environment: Watched, result: unknown): void {
  const { base } = environment;
  base.aslSteps = (base.aslSteps ?? 0) + 1;
  if (base.aslSteps > MAX_JSONATA_STEPS) throw new LimitFault(TIME_EXCEEDED);
  if (GROWING.has(node.type) || node.group !== undefined) checkSize(result);
}
