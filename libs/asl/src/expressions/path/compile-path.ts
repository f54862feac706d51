import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import type { Env } from '../env.js';
import { SyntaxFault } from '../shared/scanner.js';
import type { PathAst, Step } from './ast.js';
import { evaluateDefinite, evaluatePath, newVisit, rootValue } from './evaluate-path.js';
import { explainMissing } from './explain.js';
import { parsePath } from './parse-path.js';

export type PathResult = { found: true; value: Json } | { found: false; reason: string };

/** A path, parsed once. `$.a` reads the state input, `$$.a` the context object, `$v.a` the variable v. */
export interface CompiledPath {
  readonly text: string;
  /** One value or failure; an indefinite path always gives a list. */
  readonly definite: boolean;
  readonly ast: PathAst;
  /** The value, or undefined when a definite path finds nothing. @throws AslError States.Runtime when the budget is spent */
  readonly get: (env: Env) => Json | undefined;
  readonly evaluate: (env: Env) => PathResult;
  /** The value. @throws AslError States.Runtime "Invalid path '$.a.b' : Missing property in path $['a']" */
  readonly require: (env: Env) => Json;
}

/** @throws AslError States.Runtime when the text is not a path; the validator reports the same earlier. */
export function compilePath(text: string): CompiledPath {
  try {
    return compiled(text, parsePath(text));
  } catch (fault) {
    if (fault instanceof SyntaxFault) throw new AslError('States.Runtime', `Invalid path '${text}' : ${fault.message}`);
    throw fault;
  }
}

/** Makes a parsed path executable; `text` is what error causes show. */
export function compiled(text: string, ast: PathAst): CompiledPath {
  const misplaced = ast.steps.slice(0, -1).find((step): step is Step & { kind: 'names' } => step.kind === 'names');
  const get = (env: Env): Json | undefined => {
    if (!ast.definite) return evaluatePath(ast, newVisit(env));
    const start = rootValue(ast.root, env);
    return start === undefined ? undefined : evaluateDefinite(ast.steps, start);
  };
  const checked = (env: Env): Json | undefined => {
    if (misplaced) {
      const names = misplaced.names.map((name) => `'${name}'`).join(', ');
      throw new AslError(
        'States.Runtime',
        `Invalid path '${text}' : Multi properties can only be used as path leafs: $[${names}]`,
      );
    }
    return get(env);
  };
  const evaluate = (env: Env): PathResult => {
    const value = checked(env);
    return value === undefined ? { found: false, reason: explainMissing(ast, env) } : { found: true, value };
  };
  return {
    text,
    definite: ast.definite,
    ast,
    get: checked,
    evaluate,
    require: (env) => {
      const value = checked(env);
      if (value !== undefined) return value;
      if (ast.root.kind === 'input' && env.input === null) {
        throw new AslError('States.Runtime', 'Unable to apply Path transformation to null or empty input.');
      }
      throw new AslError('States.Runtime', `Invalid path '${text}' : ${explainMissing(ast, env)}`);
    },
  };
}
