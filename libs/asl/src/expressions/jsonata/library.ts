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

/** Expressions without lambdas and with few constructors cannot outgrow their input by much: they run without the size hook. */
const CONSTRUCTORS_WITHOUT_HOOK = 8;
const EXIT_HOOK = Symbol.for('jsonata.__evaluate_exit');
const GROWING = new Set(['unary', 'binary', 'function', 'apply', 'transform', 'lambda']);

/**
 * Parses an expression and fits the library out for strangers' code: `$eval` away, the service's functions added, clock and dice
 * from the caller, and limits on depth, steps, time, sequence length and memory. @throws LibraryError for a syntax error
 */
export function parseExpression(text: string): LibraryExpression {
  if (text.length > MAX_EXPRESSION_CHARACTERS) throw { message: 'Expression is too long' } satisfies LibraryError;
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

function mayGrow(ast: AstNode): boolean {
  let constructors = 0;
  let hasLambda = false;
  walkAst(ast, (node) => {
    if (GROWING.has(node.type)) constructors++;
    if (node.type === 'lambda' || node.type === 'partial') hasLambda = true;
  });
  return hasLambda || constructors > CONSTRUCTORS_WITHOUT_HOOK;
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
