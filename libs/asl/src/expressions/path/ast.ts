import type { Json } from '../../model.js';
import type { SafeRegex } from '../shared/safe-regex.js';

/** Where a path starts: state input `$`, context object `$$`, variable `$name`, or in a filter the current item `@`. */
export type Root = { kind: 'input' } | { kind: 'context' } | { kind: 'variable'; name: string } | { kind: 'item' };

export type Step =
  | { kind: 'name'; name: string }
  | { kind: 'names'; names: string[] }
  | { kind: 'index'; index: number }
  | { kind: 'indexes'; indexes: number[] }
  | { kind: 'slice'; from?: number; to?: number }
  | { kind: 'wildcard' }
  | { kind: 'descend' }
  | { kind: 'filter'; predicate: Predicate }
  | { kind: 'function'; name: PathFunction };

export const PATH_FUNCTIONS = ['length', 'size', 'min', 'max', 'avg', 'sum', 'stddev', 'keys', 'first', 'last'] as const;
export type PathFunction = (typeof PATH_FUNCTIONS)[number];

export interface PathAst {
  root: Root;
  steps: Step[];
  /** One value or failure; otherwise the result is always a list (Jayway). */
  definite: boolean;
}

export const FILTER_OPERATORS = [
  '==', '!=', '<=', '>=', '=~', '<', '>', 'nin', 'in', 'subsetof', 'anyof', 'noneof', 'all', 'size', 'empty', 'contains', 'type',
] as const; // prettier-ignore
export type FilterOperator = (typeof FILTER_OPERATORS)[number];

export type Operand = { kind: 'value'; value: Json } | { kind: 'path'; path: PathAst } | { kind: 'regex'; regex: SafeRegex };

export type Predicate =
  | { kind: 'and' | 'or'; left: Predicate; right: Predicate }
  | { kind: 'not'; predicate: Predicate }
  | { kind: 'exists'; path: PathAst }
  | { kind: 'constant'; value: boolean }
  | { kind: 'compare'; operator: FilterOperator; left: Operand; right: Operand };
