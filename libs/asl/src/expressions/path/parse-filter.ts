import type { Json } from '../../model.js';
import { MAX_PARSE_DEPTH } from '../shared/limits.js';
import { SafeRegex } from '../shared/safe-regex.js';
import { quoted, type Scanner } from '../shared/scanner.js';
import { FILTER_OPERATORS, type FilterOperator, type Operand, type Predicate } from './ast.js';
import { scanPath } from './parse-path.js';

const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)\b/y;
const REGEX_FLAGS = /[imsu]*/y;

/** Parses `(predicate)` of `[?(predicate)]`: `!` binds tightest, then `&&`, then `||`. @throws SyntaxFault */
export function parseFilter(scanner: Scanner, depth: number): Predicate {
  scanner.skipSpace();
  scanner.expect('(');
  const predicate = or(scanner, depth);
  scanner.skipSpace();
  scanner.expect(')');
  return predicate;
}

function or(scanner: Scanner, depth: number): Predicate {
  let left = and(scanner, depth);
  for (scanner.skipSpace(); scanner.eat('||'); scanner.skipSpace()) left = { kind: 'or', left, right: and(scanner, depth) };
  return left;
}

function and(scanner: Scanner, depth: number): Predicate {
  let left = term(scanner, depth);
  for (scanner.skipSpace(); scanner.eat('&&'); scanner.skipSpace()) left = { kind: 'and', left, right: term(scanner, depth) };
  return left;
}

function term(scanner: Scanner, depth: number): Predicate {
  if (depth > MAX_PARSE_DEPTH) scanner.fail('Filter is nested too deeply');
  scanner.skipSpace();
  if (scanner.peek() === '!' && scanner.peek(1) !== '=') {
    scanner.position++;
    return { kind: 'not', predicate: term(scanner, depth + 1) };
  }
  if (scanner.peek() === '(') return parseFilter(scanner, depth + 1);
  const left = operand(scanner, depth);
  scanner.skipSpace();
  const operator = filterOperator(scanner);
  if (operator) {
    scanner.skipSpace();
    return { kind: 'compare', operator, left, right: operand(scanner, depth) };
  }
  if (left.kind === 'path') return { kind: 'exists', path: left.path };
  if (left.kind === 'value' && typeof left.value === 'boolean') return { kind: 'constant', value: left.value };
  return scanner.fail('Expected an operator');
}

function filterOperator(scanner: Scanner): FilterOperator | undefined {
  for (const operator of FILTER_OPERATORS) {
    const isWord = /^[a-z]/.test(operator);
    const next = scanner.text.substring(scanner.position, scanner.position + operator.length);
    if ((isWord ? next.toLowerCase() : next) !== operator) continue;
    if (isWord && /[\w]/.test(scanner.peek(operator.length))) continue;
    scanner.position += operator.length;
    return operator;
  }
  return undefined;
}

function operand(scanner: Scanner, depth: number): Operand {
  const next = scanner.peek();
  if (next === '@' || next === '$') return { kind: 'path', path: scanPath(scanner, depth + 1) };
  if (next === '/') return regex(scanner);
  return { kind: 'value', value: literal(scanner, depth) };
}

function literal(scanner: Scanner, depth: number): Json {
  const next = scanner.peek();
  if (next === "'" || next === '"') return quoted(scanner);
  if (next === '[') return list(scanner, depth);
  if (next === '{') return object(scanner);
  const word = scanner.match(WORD);
  if (word !== undefined) return word === 'null' ? null : word === 'true';
  const number = scanner.match(NUMBER);
  return number === undefined ? scanner.fail('Expected a value') : Number(number);
}

function list(scanner: Scanner, depth: number): Json[] {
  if (depth > MAX_PARSE_DEPTH) scanner.fail('List is nested too deeply');
  const items: Json[] = [];
  scanner.expect('[');
  scanner.skipSpace();
  while (!scanner.eat(']')) {
    items.push(literal(scanner, depth + 1));
    scanner.skipSpace();
    if (!scanner.eat(',') && scanner.peek() !== ']') scanner.fail("Expected ',' or ']'");
    scanner.skipSpace();
  }
  return items;
}

/** A JSON object literal: its end is where the braces balance. */
function object(scanner: Scanner): Json {
  const start = scanner.position;
  let open = 0;
  do {
    const next = scanner.peek();
    if (next === '"') quoted(scanner);
    else {
      if (next === '{') open++;
      if (next === '}') open--;
      scanner.position++;
    }
  } while (open > 0 && !scanner.atEnd);
  try {
    return JSON.parse(scanner.text.substring(start, scanner.position)) as Json;
  } catch {
    return scanner.fail('Invalid object literal');
  }
}

function regex(scanner: Scanner): Operand {
  scanner.expect('/');
  const start = scanner.position;
  while (!scanner.atEnd && scanner.peek() !== '/') scanner.position += scanner.peek() === '\\' ? 2 : 1;
  const source = scanner.text.substring(start, scanner.position);
  scanner.expect('/');
  return { kind: 'regex', regex: new SafeRegex(source, scanner.match(REGEX_FLAGS) ?? '') };
}
