import type { Json } from '../../model.js';
import { AslError } from '../asl-error.js';
import type { Env } from '../env.js';
import { compileJsonataTemplate } from '../jsonata/jsonata-template.js';
import { compilePath } from '../path/compile-path.js';
import { compileStringMatches } from '../shared/string-matches.js';
import { isObject, type JsonObject } from '../shared/own.js';
import { hasType, OPERATORS, TYPE_TESTS, type TypeTest } from './operators.js';

type Test = (env: Env) => boolean;

/** One rule of Choices. JSONPath rules answer at once; a JSONata Condition may take a promise. */
export interface CompiledChoiceRule {
  /** @throws AslError States.Runtime for a missing path, States.QueryEvaluationError for a Condition that is not a boolean */
  matches(env: Env): boolean | Promise<boolean>;
}

/** @param location of the rule: `Choices[0]`, which JSONata's errors show as `Choices[0]/Condition` */
export function compileChoiceRule(rule: Json, queryLanguage: 'JSONPath' | 'JSONata', location: string): CompiledChoiceRule {
  if (!isObject(rule)) throw new AslError('States.Runtime', 'A choice rule must be an object');
  if (queryLanguage === 'JSONPath') return { matches: compileTest(rule) };
  const condition = compileJsonataTemplate(rule['Condition'] ?? null, `${location}/Condition`, 'boolean');
  return { matches: (env) => condition.evaluate(env) as boolean | Promise<boolean> };
}

function compileTest(rule: JsonObject): Test {
  if (Array.isArray(rule['And'])) {
    const tests = rule['And'].map(compileNested);
    return (env) => tests.every((test) => test(env));
  }
  if (Array.isArray(rule['Or'])) {
    const tests = rule['Or'].map(compileNested);
    return (env) => tests.some((test) => test(env));
  }
  if (rule['Not'] !== undefined) {
    const test = compileNested(rule['Not']);
    return (env) => !test(env);
  }
  return compileComparison(rule);
}

function compileNested(rule: Json): Test {
  if (isObject(rule)) return compileTest(rule);
  throw new AslError('States.Runtime', 'A choice rule must be an object');
}

function compileComparison(rule: JsonObject): Test {
  const text = rule['Variable'];
  if (typeof text !== 'string') throw new AslError('States.Runtime', 'A choice rule must have a Variable');
  const variable = compilePath(text);
  const read = present(text, variable.get);
  for (const [key, operand] of Object.entries(rule)) {
    if (operand === undefined) continue;
    if ((TYPE_TESTS as readonly string[]).includes(key)) return typeTest(key as TypeTest, operand, variable.get, read);
    if (key === 'StringMatches') return matchTest(operand as string, read);
    const operator = OPERATORS.get(key);
    if (operator) return (env) => operator.compare(read(env), operand);
    const byPath = key.endsWith('Path') ? OPERATORS.get(key.slice(0, -'Path'.length)) : undefined;
    if (byPath) {
      const path = compilePath(operand as string);
      const readOperand = present(path.text, path.get);
      return (env) => byPath.compare(read(env), readOperand(env));
    }
  }
  throw new AslError('States.Runtime', 'A choice rule must have a comparison operator');
}

function typeTest(test: TypeTest, expected: Json, get: (env: Env) => Json | undefined, read: (env: Env) => Json): Test {
  if (test === 'IsPresent') return (env) => (get(env) !== undefined) === expected;
  return (env) => hasType(test, read(env)) === expected;
}

function matchTest(pattern: string, read: (env: Env) => Json): Test {
  const matches = compileStringMatches(pattern);
  return (env) => {
    const value = read(env);
    return typeof value === 'string' && matches(value);
  };
}

/** A reader that fails the state where the path finds nothing; null is something. */
function present(path: string, get: (env: Env) => Json | undefined): (env: Env) => Json {
  return (env) => {
    const value = get(env);
    if (value !== undefined) return value;
    throw new AslError(
      'States.Runtime',
      `Invalid path '${path}': The choice state's condition path references an invalid value.`,
    );
  };
}
