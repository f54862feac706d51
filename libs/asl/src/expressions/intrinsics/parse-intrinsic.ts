import { compiled } from '../path/compile-path.js';
import { scanPath } from '../path/parse-path.js';
import { MAX_EXPRESSION_CHARACTERS, MAX_INTRINSIC_NESTING } from '../shared/limits.js';
import { Scanner } from '../shared/scanner.js';
import { INTRINSICS, type Argument, type IntrinsicCall, type IntrinsicName } from './ast.js';

const NAME = /[A-Za-z0-9]+/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /(?:true|false|null)\b/y;

export function isIntrinsic(text: string): boolean {
  return text.startsWith('States.');
}

/** Parses `States.Name(argument, ...)`. @throws SyntaxFault */
export function parseIntrinsic(text: string): IntrinsicCall {
  const scanner = new Scanner(text);
  if (text.length > MAX_EXPRESSION_CHARACTERS) scanner.fail('The intrinsic function is too long');
  const call = scanCall(scanner, 1);
  scanner.skipSpace();
  if (!scanner.atEnd) scanner.fail(`Unexpected '${scanner.peek()}'`);
  return call;
}

function scanCall(scanner: Scanner, nesting: number): IntrinsicCall {
  if (nesting > MAX_INTRINSIC_NESTING)
    scanner.fail(`Intrinsic functions are nested more than ${MAX_INTRINSIC_NESTING} levels deep`);
  const start = scanner.position;
  scanner.expect('States.');
  const name = scanner.match(NAME) ?? scanner.fail('Expected the name of an intrinsic function');
  if (!Object.hasOwn(INTRINSICS, name)) scanner.fail(`Unknown intrinsic function 'States.${name}'`);
  scanner.skipSpace();
  const args = scanArguments(scanner, nesting);
  const [least, most] = INTRINSICS[name as IntrinsicName];
  if (args.length < least || args.length > most) scanner.fail(`Wrong number of arguments for States.${name}`);
  return { kind: 'call', name: name as IntrinsicName, args, text: scanner.text.substring(start, scanner.position) };
}

function scanArguments(scanner: Scanner, nesting: number): Argument[] {
  const args: Argument[] = [];
  scanner.expect('(');
  scanner.skipSpace();
  if (scanner.eat(')')) return args;
  do {
    scanner.skipSpace();
    args.push(scanArgument(scanner, nesting));
    scanner.skipSpace();
  } while (scanner.eat(','));
  scanner.expect(')');
  return args;
}

function scanArgument(scanner: Scanner, nesting: number): Argument {
  if (scanner.peek() === "'") return scanString(scanner);
  if (scanner.startsWith('States.')) return scanCall(scanner, nesting + 1);
  if (scanner.peek() === '$') {
    const start = scanner.position;
    const ast = scanPath(scanner, 0);
    return { kind: 'path', path: compiled(scanner.text.substring(start, scanner.position), ast) };
  }
  const word = scanner.match(WORD);
  if (word !== undefined) return { kind: 'literal', value: word === 'null' ? null : word === 'true' };
  const number = scanner.match(NUMBER);
  if (number !== undefined) return { kind: 'literal', value: Number(number) };
  return scanner.fail('Expected a string, a number, a boolean, null, a path or an intrinsic function');
}

/** A string in single quotes; `\'`, `\{`, `\}` and `\\` stand for the character after the backslash (specification, "Intrinsic Functions"). */
function scanString(scanner: Scanner): Argument {
  scanner.expect("'");
  const start = scanner.position;
  while (!scanner.atEnd && scanner.peek() !== "'") scanner.position += scanner.peek() === '\\' ? 2 : 1;
  const raw = scanner.text.substring(start, scanner.position);
  scanner.expect("'");
  return { kind: 'literal', value: unescape(raw), raw };
}

export function unescape(raw: string): string {
  return raw.replace(/\\([\s\S])/g, '$1');
}
