import { MAX_EXPRESSION_CHARACTERS, MAX_PARSE_DEPTH } from '../shared/limits.js';
import { quoted, Scanner } from '../shared/scanner.js';
import { PATH_FUNCTIONS, type PathAst, type PathFunction, type Root, type Step } from './ast.js';
import { parseFilter } from './parse-filter.js';

const DOT_NAME = /[^\s.[\](){},'"?@*!=<>&|~]+/y;
const VARIABLE_NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const INTEGER = /-?\d+/y;
const LAST_INDEX = /\(@\.length(?:\(\))?\s*-\s*(\d+)\)/y;

/** Parses a whole text as a path. @throws SyntaxFault */
export function parsePath(text: string): PathAst {
  const scanner = new Scanner(text);
  if (text.length > MAX_EXPRESSION_CHARACTERS) scanner.fail('Path is too long');
  const path = scanPath(scanner, 0);
  if (!scanner.atEnd) scanner.fail(`Unexpected '${scanner.peek()}'`);
  return path;
}

/** Parses the path that is next and stops after it (intrinsic arguments, filter operands). @throws SyntaxFault */
export function scanPath(scanner: Scanner, depth: number): PathAst {
  if (depth > MAX_PARSE_DEPTH) scanner.fail('Path is nested too deeply');
  const root = scanRoot(scanner);
  const steps: Step[] = [];
  for (;;) {
    if (scanner.startsWith('..')) {
      scanner.position += 2;
      steps.push({ kind: 'descend' });
      steps.push(scanner.peek() === '[' ? bracketStep(scanner, depth) : dotStep(scanner));
    } else if (scanner.peek() === '.') {
      scanner.position++;
      steps.push(scanner.peek() === '[' ? bracketStep(scanner, depth) : dotStep(scanner));
    } else if (scanner.peek() === '[') steps.push(bracketStep(scanner, depth));
    else break;
  }
  checkSteps(scanner, steps);
  return { root, steps, definite: isDefinite(steps) };
}

function scanRoot(scanner: Scanner): Root {
  if (scanner.eat('@')) return { kind: 'item' };
  if (scanner.eat('$$')) return { kind: 'context' };
  if (!scanner.eat('$')) return scanner.fail("A path must begin with '$'");
  const name = scanner.match(VARIABLE_NAME);
  return name === undefined ? { kind: 'input' } : { kind: 'variable', name };
}

function dotStep(scanner: Scanner): Step {
  if (scanner.eat('*')) return { kind: 'wildcard' };
  const name = scanner.match(DOT_NAME);
  if (name === undefined) return scanner.fail('Expected a property name');
  if (scanner.eat('(')) {
    scanner.skipSpace();
    scanner.expect(')');
    if (!(PATH_FUNCTIONS as readonly string[]).includes(name)) return scanner.fail(`Unknown function '${name}()'`);
    return { kind: 'function', name: name as PathFunction };
  }
  return { kind: 'name', name };
}

function bracketStep(scanner: Scanner, depth: number): Step {
  scanner.expect('[');
  scanner.skipSpace();
  const step = bracketContent(scanner, depth);
  scanner.skipSpace();
  scanner.expect(']');
  return step;
}

function bracketContent(scanner: Scanner, depth: number): Step {
  if (scanner.eat('*')) return { kind: 'wildcard' };
  if (scanner.eat('?')) return { kind: 'filter', predicate: parseFilter(scanner, depth + 1) };
  if (scanner.peek() === "'" || scanner.peek() === '"') return names(scanner);
  LAST_INDEX.lastIndex = scanner.position;
  const fromEnd = LAST_INDEX.exec(scanner.text);
  if (fromEnd) {
    scanner.position += fromEnd[0].length;
    return { kind: 'index', index: -Number(fromEnd[1]) };
  }
  return indexes(scanner);
}

function names(scanner: Scanner): Step {
  const found: string[] = [];
  do {
    scanner.skipSpace();
    if (scanner.peek() !== "'" && scanner.peek() !== '"') scanner.fail('Expected a quoted property name');
    found.push(quoted(scanner));
    scanner.skipSpace();
  } while (scanner.eat(','));
  return found.length === 1 ? { kind: 'name', name: found[0] as string } : { kind: 'names', names: found };
}

function indexes(scanner: Scanner): Step {
  const first = integer(scanner);
  scanner.skipSpace();
  if (scanner.eat(':')) {
    scanner.skipSpace();
    const to = integer(scanner);
    return { kind: 'slice', ...(first === undefined ? {} : { from: first }), ...(to === undefined ? {} : { to }) };
  }
  if (first === undefined) return scanner.fail('Expected an index, a name, a slice, a filter or *');
  const found = [first];
  while (scanner.eat(',')) {
    scanner.skipSpace();
    found.push(integer(scanner) ?? scanner.fail('Expected an index'));
    scanner.skipSpace();
  }
  return found.length === 1 ? { kind: 'index', index: first } : { kind: 'indexes', indexes: found };
}

function integer(scanner: Scanner): number | undefined {
  const digits = scanner.match(INTEGER);
  return digits === undefined ? undefined : Number(digits);
}

function checkSteps(scanner: Scanner, steps: readonly Step[]): void {
  steps.forEach((step, at) => {
    if (step.kind === 'function' && at !== steps.length - 1) scanner.fail('A function must be the last step');
    if (step.kind === 'function' && steps[at - 1]?.kind === 'descend') scanner.fail('A function must not follow ..');
  });
}

/** Jayway: several names at the end make one merged object, so that such a path is still definite. */
function isDefinite(steps: readonly Step[]): boolean {
  return steps.every((step, at) => {
    switch (step.kind) {
      case 'name':
      case 'index':
      case 'function':
        return true;
      case 'names':
        return at === steps.length - 1;
      case 'indexes':
      case 'slice':
      case 'wildcard':
      case 'descend':
      case 'filter':
        return false;
    }
  });
}
