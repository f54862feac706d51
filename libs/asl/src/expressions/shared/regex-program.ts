import { MAX_PARSE_DEPTH, MAX_REGEX_INSTRUCTIONS } from './limits.js';
import { Scanner } from './scanner.js';

/** Instruction of the backtracking machine in safe-regex.ts. Targets are indexes into the program. */
export type Instruction =
  | { op: 'char'; test: (code: number) => boolean }
  | { op: 'split'; first: number; second: number }
  | { op: 'jump'; to: number }
  | { op: 'save'; slot: number }
  | { op: 'loop'; slot: number; exit: number }
  | { op: 'mark'; slot: number }
  | { op: 'start' | 'end' | 'boundary' | 'notBoundary' | 'match' }
  | { op: 'back'; group: number }
  | { op: 'look'; program: Instruction[]; negative: boolean };

export interface RegexFlags {
  ignoreCase: boolean;
  multiline: boolean;
  dotAll: boolean;
}

export interface RegexProgram {
  program: Instruction[];
  /** Capturing groups, the whole match not counted. */
  groups: number;
  /** Save slots, loop marks included. */
  slots: number;
}

/** Compiles the JavaScript syntax, without lookbehind and property escapes. @throws SyntaxFault */
export function compileRegex(source: string, flags: RegexFlags): RegexProgram {
  const compiler = new Compiler(new Scanner(source), flags, countGroups(source));
  const program = compiler.alternatives(0);
  if (!compiler.scanner.atEnd) compiler.scanner.fail('Unmatched )');
  return { program: [...program, { op: 'match' }], groups: compiler.groups, slots: 2 * (compiler.total + 1) + compiler.marks };
}

function countGroups(source: string): number {
  return (source.replace(/\\[\s\S]|\[(?:\\[\s\S]|[^\]\\])*\]/g, '').match(/\((?!\?)|\(\?<(?![=!])/g) ?? []).length;
}

class Compiler {
  groups = 0;
  marks = 0;
  private readonly names = new Map<string, number>();
  constructor(
    readonly scanner: Scanner,
    private readonly flags: RegexFlags,
    readonly total: number,
  ) {}

  /** Targets inside are relative to the fragment's own start; `shift` moves them when it is placed. */
  alternatives(depth: number): Instruction[] {
    if (depth > MAX_PARSE_DEPTH) this.scanner.fail('Regular expression is nested too deeply');
    let left = this.sequence(depth);
    while (this.scanner.eat('|')) {
      const right = this.sequence(depth);
      left = this.checked([
        { op: 'split', first: 1, second: left.length + 2 },
        ...shift(left, 1),
        { op: 'jump', to: left.length + right.length + 2 },
        ...shift(right, left.length + 2),
      ]);
    }
    return left;
  }

  private sequence(depth: number): Instruction[] {
    const parts: Instruction[] = [];
    while (!this.scanner.atEnd && this.scanner.peek() !== '|' && this.scanner.peek() !== ')') {
      const part = this.quantified(this.atom(depth));
      parts.push(...shift(part, parts.length));
      this.checked(parts);
    }
    return parts;
  }

  private quantified(atom: Instruction[]): Instruction[] {
    const range = this.quantifier();
    if (!range) return atom;
    const lazy = this.scanner.eat('?');
    const { min, max } = range;
    if (atom.length * Math.max(min, max === Infinity ? 1 : max) > MAX_REGEX_INSTRUCTIONS)
      this.scanner.fail('Too many repetitions');
    const out: Instruction[] = [];
    for (let count = 0; count < min; count++) out.push(...shift(atom, out.length));
    if (max === Infinity) {
      const mark = 2 * (this.total + 1) + this.marks++;
      const at = out.length;
      const exit = at + atom.length + 3;
      out.push({ op: 'split', first: lazy ? exit : at + 1, second: lazy ? at + 1 : exit });
      out.push({ op: 'mark', slot: mark }, ...shift(atom, at + 2), { op: 'loop', slot: mark, exit: at });
    } else {
      const end = out.length + (max - min) * (atom.length + 1);
      for (let count = min; count < max; count++) {
        const at = out.length;
        out.push({ op: 'split', first: lazy ? end : at + 1, second: lazy ? at + 1 : end }, ...shift(atom, at + 1));
      }
    }
    return this.checked(out);
  }

  private quantifier(): { min: number; max: number } | undefined {
    if (this.scanner.eat('*')) return { min: 0, max: Infinity };
    if (this.scanner.eat('+')) return { min: 1, max: Infinity };
    if (this.scanner.eat('?')) return { min: 0, max: 1 };
    const braces = this.scanner.match(/\{\d+(?:,\d*)?\}/y);
    if (braces === undefined) return undefined;
    const [low, high] = braces.slice(1, -1).split(',');
    const min = Number(low);
    const max = high === undefined ? min : high === '' ? Infinity : Number(high);
    return max < min ? this.scanner.fail('Numbers out of order in {}') : { min, max };
  }

  private atom(depth: number): Instruction[] {
    const { scanner, flags } = this;
    if (scanner.eat('(')) return this.group(depth);
    if (scanner.eat('[')) return [{ op: 'char', test: characterClass(scanner, (test) => this.folded(test)) }];
    if (scanner.eat('^')) return [{ op: 'start' }];
    if (scanner.eat('$')) return [{ op: 'end' }];
    if (scanner.eat('.')) return [{ op: 'char', test: flags.dotAll ? () => true : (code) => !isLineEnd(code) }];
    if (scanner.eat('\\')) return [this.escape()];
    if ('*+?'.includes(scanner.peek())) scanner.fail('Nothing to repeat');
    const code = scanner.text.charCodeAt(scanner.position++);
    return [{ op: 'char', test: this.folded((other) => other === code) }];
  }

  private group(depth: number): Instruction[] {
    const { scanner } = this;
    const look = scanner.eat('?=') ? 'ahead' : scanner.eat('?!') ? 'notAhead' : undefined;
    if (scanner.startsWith('?<=') || scanner.startsWith('?<!')) scanner.fail('Lookbehind is not supported');
    const name = scanner.match(/\?<[A-Za-z_$][\w$]*>/y)?.slice(2, -1);
    const capturing = look === undefined && (name !== undefined || !scanner.eat('?:'));
    if (capturing && name === undefined && scanner.peek() === '?') scanner.fail('Invalid group');
    const number = capturing ? ++this.groups : 0;
    if (name !== undefined) this.names.set(name, number);
    const inner = this.alternatives(depth + 1);
    scanner.expect(')');
    if (look) return [{ op: 'look', program: [...inner, { op: 'match' }], negative: look === 'notAhead' }];
    if (!capturing) return inner;
    return [{ op: 'save', slot: 2 * number }, ...shift(inner, 1), { op: 'save', slot: 2 * number + 1 }];
  }

  private escape(): Instruction {
    const { scanner } = this;
    if (scanner.eat('b')) return { op: 'boundary' };
    if (scanner.eat('B')) return { op: 'notBoundary' };
    const digits = scanner.match(/[1-9]\d*/y);
    if (digits !== undefined) {
      return Number(digits) <= this.total ? { op: 'back', group: Number(digits) } : scanner.fail('Invalid back reference');
    }
    const named = scanner.match(/k<[A-Za-z_$][\w$]*>/y);
    if (named !== undefined) {
      return { op: 'back', group: this.names.get(named.slice(2, -1)) ?? scanner.fail('Unknown group name') };
    }
    const escaped = escapeClass(scanner);
    return { op: 'char', test: typeof escaped === 'number' ? this.folded((code) => code === escaped) : escaped };
  }

  private folded(test: (code: number) => boolean): (code: number) => boolean {
    if (!this.flags.ignoreCase) return test;
    return (code) => {
      const text = String.fromCharCode(code);
      return test(code) || test(text.toLowerCase().charCodeAt(0)) || test(text.toUpperCase().charCodeAt(0));
    };
  }

  private checked(program: Instruction[]): Instruction[] {
    return program.length > MAX_REGEX_INSTRUCTIONS ? this.scanner.fail('Regular expression is too large') : program;
  }
}

function shift(program: readonly Instruction[], by: number): Instruction[] {
  return program.map((instruction) => {
    if (instruction.op === 'split') return { ...instruction, first: instruction.first + by, second: instruction.second + by };
    if (instruction.op === 'jump') return { ...instruction, to: instruction.to + by };
    if (instruction.op === 'loop') return { ...instruction, exit: instruction.exit + by };
    return instruction;
  });
}

/** Case is folded inside the negation: /[^a]/i matches neither a nor A. */
function characterClass(
  scanner: Scanner,
  fold: (test: (code: number) => boolean) => (code: number) => boolean,
): (code: number) => boolean {
  const negative = scanner.eat('^');
  const tests: ((code: number) => boolean)[] = [];
  while (!scanner.atEnd && scanner.peek() !== ']') {
    const low = classAtom(scanner);
    if (typeof low === 'number' && scanner.peek() === '-' && scanner.peek(1) !== ']') {
      scanner.position++;
      const high = classAtom(scanner);
      if (typeof high !== 'number' || high < low) scanner.fail('Range out of order in character class');
      else tests.push((code) => code >= low && code <= high);
    } else tests.push(typeof low === 'number' ? (code) => code === low : low);
  }
  scanner.expect(']');
  const inside = fold((code) => tests.some((test) => test(code)));
  return (code) => inside(code) !== negative;
}

function classAtom(scanner: Scanner): number | ((code: number) => boolean) {
  if (!scanner.eat('\\')) return scanner.text.charCodeAt(scanner.position++);
  if (scanner.eat('b')) return 8;
  return escapeClass(scanner);
}

const LETTERS: ReadonlyMap<string, number> = new Map(
  Object.entries({
    n: 10,
    t: 9,
    r: 13,
    f: 12,
    v: 11,
    '0': 0,
  }),
);

function escapeClass(scanner: Scanner): number | ((code: number) => boolean) {
  if (scanner.atEnd) return scanner.fail('\\ at end of pattern');
  const hex = scanner.match(/x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}/y);
  if (hex !== undefined) return parseInt(hex.slice(1), 16);
  const letter = scanner.peek();
  scanner.position++;
  switch (letter) {
    case 'd':
      return isDigit;
    case 'D':
      return (code) => !isDigit(code);
    case 'w':
      return isWord;
    case 'W':
      return (code) => !isWord(code);
    case 's':
      return isSpace;
    case 'S':
      return (code) => !isSpace(code);
    default:
      return LETTERS.get(letter) ?? letter.charCodeAt(0);
  }
}

const isDigit = (code: number): boolean => code >= 48 && code <= 57;
export const isWord = (code: number): boolean =>
  isDigit(code) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95;
export const isLineEnd = (code: number): boolean => code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
const isSpace = (code: number): boolean =>
  (code >= 9 && code <= 13) ||
  code === 32 ||
  code === 160 ||
  code === 0xfeff ||
  isLineEnd(code) ||
  /\s/.test(String.fromCharCode(code));
