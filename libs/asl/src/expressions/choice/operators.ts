import type { Json } from '../../model.js';
import { compareInstants, parseTimestamp } from '../shared/timestamp.js';

/** Comparison operators of the Choice state (specification, "Choice State"). Each but Is* and StringMatches has a ...Path form. */
const RELATIONS = ['Equals', 'LessThan', 'GreaterThan', 'LessThanEquals', 'GreaterThanEquals'] as const;
type Relation = (typeof RELATIONS)[number];

export const TYPE_TESTS = ['IsNull', 'IsPresent', 'IsNumeric', 'IsString', 'IsBoolean', 'IsTimestamp'] as const;
export type TypeTest = (typeof TYPE_TESTS)[number];

export type Comparison = (value: Json, operand: Json) => boolean;

/** What the operand of an operator must be. */
export type OperandType = 'string' | 'numeric' | 'boolean' | 'timestamp';

export interface Operator {
  operand: OperandType;
  compare: Comparison;
}

/** Operators without `Path`, by name: StringEquals, NumericLessThan, ... A value or operand of another type makes them false. */
export const OPERATORS: ReadonlyMap<string, Operator> = new Map<string, Operator>([
  ...RELATIONS.map((name): [string, Operator] => [`String${name}`, { operand: 'string', compare: strings(name) }]),
  ...RELATIONS.map((name): [string, Operator] => [`Numeric${name}`, { operand: 'numeric', compare: numbers(name) }]),
  ...RELATIONS.map((name): [string, Operator] => [`Timestamp${name}`, { operand: 'timestamp', compare: timestamps(name) }]),
  ['BooleanEquals', { operand: 'boolean', compare: (value, operand) => typeof value === 'boolean' && value === operand }],
]);

function holds(relation: Relation, order: number): boolean {
  switch (relation) {
    case 'Equals':
      return order === 0;
    case 'LessThan':
      return order < 0;
    case 'GreaterThan':
      return order > 0;
    case 'LessThanEquals':
      return order <= 0;
    case 'GreaterThanEquals':
      return order >= 0;
  }
}

/** By UTF-16 code units, as Java's String.compareTo. */
function strings(relation: Relation): Comparison {
  return (value, operand) =>
    typeof value === 'string' && typeof operand === 'string' && holds(relation, value < operand ? -1 : value > operand ? 1 : 0);
}

function numbers(relation: Relation): Comparison {
  return (value, operand) => typeof value === 'number' && typeof operand === 'number' && holds(relation, value - operand);
}

function timestamps(relation: Relation): Comparison {
  return (value, operand) => {
    const left = typeof value === 'string' ? parseTimestamp(value) : undefined;
    const right = typeof operand === 'string' ? parseTimestamp(operand) : undefined;
    return left !== undefined && right !== undefined && holds(relation, compareInstants(left, right));
  };
}

/** Whether a present value is of the tested type. IsPresent is decided by the path alone. */
export function hasType(test: TypeTest, value: Json): boolean {
  switch (test) {
    case 'IsPresent':
      return true;
    case 'IsNull':
      return value === null;
    case 'IsNumeric':
      return typeof value === 'number';
    case 'IsString':
      return typeof value === 'string';
    case 'IsBoolean':
      return typeof value === 'boolean';
    case 'IsTimestamp':
      return typeof value === 'string' && parseTimestamp(value) !== undefined;
  }
}
