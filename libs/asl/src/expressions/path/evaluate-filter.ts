import type { Json } from '../../model.js';
import { jsonEquals } from '../shared/own.js';
import type { FilterOperator, Operand, Predicate } from './ast.js';
import { evaluatePath, type Visit } from './evaluate-path.js';
import { lengthOf } from './functions.js';

/** Whether the item (`visit.item`) satisfies the predicate. A missing operand makes a comparison false, never an error. */
export function accepts(predicate: Predicate, visit: Visit): boolean {
  switch (predicate.kind) {
    case 'and':
      return accepts(predicate.left, visit) && accepts(predicate.right, visit);
    case 'or':
      return accepts(predicate.left, visit) || accepts(predicate.right, visit);
    case 'not':
      return !accepts(predicate.predicate, visit);
    case 'constant':
      return predicate.value;
    case 'exists': {
      const value = evaluatePath(predicate.path, visit);
      return value !== undefined && (predicate.path.definite || (Array.isArray(value) && value.length > 0));
    }
    case 'compare':
      return compare(predicate.operator, predicate.left, predicate.right, visit);
  }
}

function compare(operator: FilterOperator, left: Operand, right: Operand, visit: Visit): boolean {
  if (operator === '=~') return matches(left, right, visit);
  const a = operandValue(left, visit);
  const b = operandValue(right, visit);
  switch (operator) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(operator, a, b);
    case 'in':
      return Array.isArray(b) && a !== undefined && includes(b, a);
    case 'nin':
      return !(Array.isArray(b) && a !== undefined && includes(b, a));
    case 'subsetof':
      return Array.isArray(a) && Array.isArray(b) && a.every((item) => includes(b, item));
    case 'anyof':
      return Array.isArray(a) && Array.isArray(b) && a.some((item) => includes(b, item));
    case 'noneof':
      return Array.isArray(a) && Array.isArray(b) && !a.some((item) => includes(b, item));
    case 'all':
      return Array.isArray(a) && Array.isArray(b) && b.every((item) => includes(a, item));
    case 'contains':
      return (
        (Array.isArray(a) && b !== undefined && includes(a, b)) ||
        (typeof a === 'string' && typeof b === 'string' && a.includes(b))
      );
    case 'size':
      return (Array.isArray(a) || typeof a === 'string') && (typeof b === 'number' ? b : lengthOf(b)) === a.length;
    case 'empty':
      return (Array.isArray(a) || typeof a === 'string') && (a.length === 0) === b;
    case 'type':
      return typeof b === 'string' && typeName(a) === b.toLowerCase();
  }
}

function operandValue(operand: Operand, visit: Visit): Json | undefined {
  if (operand.kind === 'value') return operand.value;
  return operand.kind === 'path' ? evaluatePath(operand.path, visit) : undefined;
}

function equal(a: Json | undefined, b: Json | undefined): boolean {
  return a === undefined || b === undefined ? a === b : jsonEquals(a, b);
}

function ordered(operator: '<' | '<=' | '>' | '>=', a: Json | undefined, b: Json | undefined): boolean {
  const comparable = (typeof a === 'number' && typeof b === 'number') || (typeof a === 'string' && typeof b === 'string');
  if (!comparable) return false;
  if (operator === '<') return a < b;
  if (operator === '<=') return a <= b;
  return operator === '>' ? a > b : a >= b;
}

function matches(left: Operand, right: Operand, visit: Visit): boolean {
  const [pattern, tested] = right.kind === 'regex' ? [right, left] : [left, right];
  if (pattern.kind !== 'regex' || tested.kind === 'regex') return false;
  const value = operandValue(tested, visit);
  const test = (item: Json): boolean => typeof item === 'string' && pattern.regex.matchesWhole(item);
  return value !== undefined && (Array.isArray(value) ? value.some(test) : test(value));
}

function includes(list: readonly Json[], value: Json): boolean {
  return list.some((item) => jsonEquals(item, value));
}

function typeName(value: Json | undefined): string {
  if (value === undefined) return 'undefined';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
