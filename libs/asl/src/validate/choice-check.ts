import { OPERATORS, TYPE_TESTS, type OperandType } from '../expressions/choice/operators.js';
import { isObject, type Json, type JsonObject } from '../model.js';
import { checkAssign } from './assign-check.js';
import { checkFields } from './object-check.js';
import type { Field } from './fields.js';
import { element, within, type Place } from './scope.js';
import { boolean, jsonataValue, list, number, orExpression, path, referencePath, text, timestamp, type Check } from './values.js';

const OPERANDS: Readonly<Record<OperandType, Check>> = {
  string: text,
  numeric: number({ min: -Infinity, fractional: true }),
  boolean,
  timestamp,
};

/** Operators with what their operand must be: literals, paths, booleans for the type tests. */
const OPERATOR_FIELDS: Readonly<Record<string, Field>> = Object.fromEntries([
  ...[...OPERATORS].flatMap(([name, { operand }]): [string, Field][] => [
    [name, { check: OPERANDS[operand] }],
    [`${name}Path`, { check: referenceOrContext }],
  ]),
  ...TYPE_TESTS.map((name): [string, Field] => [name, { check: boolean }]),
  ['StringMatches', { check: text }],
]);

const JSONPATH_RULE: Readonly<Record<string, Field>> = {
  Variable: { check: path, language: 'JSONPath' },
  And: { check: rules, language: 'JSONPath' },
  Or: { check: rules, language: 'JSONPath' },
  Not: { check: (value, place) => checkRule(value, place, true), language: 'JSONPath' },
  ...Object.fromEntries(
    Object.entries(OPERATOR_FIELDS).map(([name, field]) => [name, { ...field, language: 'JSONPath' as const }]),
  ),
  Comment: { check: text },
};

const TOP_LEVEL: Readonly<Record<string, Field>> = {
  ...JSONPATH_RULE,
  Condition: { check: orExpression(boolean), language: 'JSONata' },
  Output: { check: jsonataValue, language: 'JSONata' },
  Assign: { check: checkAssign },
  Next: { check: text, required: true },
};

export const checkChoices: Check = (value, place) => {
  if (!Array.isArray(value)) return list(value, place);
  if (value.length === 0) place.report.schema('A Choice state must have at least one rule', place.location);
  value.forEach((rule, at) => checkRule(rule, element(place, at), false));
};

function checkRule(rule: Json, place: Place, isNested: boolean): void {
  if (!isObject(rule)) return place.report.schema('Expected value of type Object', place.location);
  checkFields(rule, isNested ? JSONPATH_RULE : TOP_LEVEL, place);
  if (place.language === 'JSONata') {
    if (rule['Condition'] === undefined) place.report.schema('These fields are required: [Condition]', place.location);
  } else checkShape(rule, place);
}

/** One of And, Or, Not, or a Variable with exactly one operator. */
function checkShape(rule: JsonObject, place: Place): void {
  const keys = Object.keys(rule);
  const logical = keys.filter((key) => key === 'And' || key === 'Or' || key === 'Not');
  const operators = keys.filter((key) => Object.hasOwn(OPERATOR_FIELDS, key));
  if (logical.length + operators.length !== 1) {
    place.report.schema(
      `A choice rule must have exactly one operator, but has [${[...logical, ...operators].join(', ')}]`,
      place.location,
    );
  } else if (operators.length === 1 && rule['Variable'] === undefined) {
    place.report.schema('These fields are required: [Variable]', place.location);
  } else if (logical.length === 1 && rule['Variable'] !== undefined) {
    place.report.schema("Field 'Variable' is not supported", place.location);
  }
  for (const operator of operators) {
    const operand = rule[operator];
    if (operator.endsWith('Path') || typeof operand !== 'string' || !/^\$\$?[.[]/.test(operand)) continue;
    const { location } = within(place, operator);
    place.report.warn('NO_PATH', "Field value looks like a path, but the field name does not end with 'Path'", location);
  }
}

function rules(value: Json, place: Place): void {
  if (!Array.isArray(value) || value.length === 0)
    place.report.schema('Expected a list of at least one choice rule', place.location);
  else value.forEach((rule, at) => checkRule(rule, element(place, at), true));
}

function referenceOrContext(value: Json, place: Place): void {
  if (typeof value === 'string' && value.startsWith('$$')) path(value, place);
  else referencePath(value, place);
}
