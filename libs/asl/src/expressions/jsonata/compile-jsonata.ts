import type { Json } from '../../model.js';
import type { Env } from '../env.js';
import type { AstNode } from './ast.js';
import { compileFast, SLOW } from './fast-path.js';
import { parseExpression, type LibraryExpression } from './library.js';
import { checkedResult, evaluationError, ofType, type Place, type ResultType } from './result.js';

/** A JSONata expression, parsed once. */
export interface CompiledJsonata {
  readonly ast: AstNode;
  /**
   * At once where the expression is simple, else by promise. @throws AslError States.QueryEvaluationError, at once or by rejection:
   * `await` handles both
   */
  readonly evaluate: (env: Env) => Json | Promise<Json>;
}

const DELIMITED = /^\{%([\s\S]*)%\}$/;

/** Whether a string of a definition is an expression: `{% ... %}` and nothing around it. */
export function isJsonataText(text: string): boolean {
  return DELIMITED.test(text);
}

/** The expression between the braces, or the text itself. */
export function jsonataSource(text: string): string {
  return (DELIMITED.exec(text)?.[1] ?? text).trim();
}

/**
 * @param text with or without `{% %}`
 * @param location the field in the state: `Items`, `Output/total`, `Choices[0]/Condition`
 * @param expected type that the field must have, if it must have one
 * @throws AslError States.QueryEvaluationError for a syntax error; the validator reports the same earlier
 */
export function compileJsonata(text: string, location: string, expected?: ResultType): CompiledJsonata {
  const place: Place = { expression: jsonataSource(text), location };
  const library = parsed(place);
  const fast = compileFast(library.ast);
  const slow = async (env: Env): Promise<Json> => {
    let value: unknown;
    try {
      value = await library.run({ ...env.variables, states: statesOf(env) }, env);
    } catch (error) {
      throw evaluationError(error, place);
    }
    return checkedResult(value, place, expected);
  };
  return {
    ast: library.ast,
    evaluate: (env) => {
      const value = fast ? fast(env) : SLOW;
      return value === SLOW ? slow(env) : ofType(value, place, expected);
    },
  };
}

/** `$states`: result after success and errorOutput in a Catch are there only then. */
function statesOf(env: Env): Record<string, Json> {
  return { input: env.input, context: env.context, ...env.states };
}

function parsed(place: Place): LibraryExpression {
  try {
    return parseExpression(place.expression);
  } catch (error) {
    throw evaluationError(error, place);
  }
}
