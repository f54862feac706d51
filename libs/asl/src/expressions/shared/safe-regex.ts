import { MAX_REGEX_STEPS } from './limits.js';
import { compileRegex, isLineEnd, isWord, type Instruction, type RegexFlags, type RegexProgram } from './regex-program.js';

/** Raised when a match needs more than {@link MAX_REGEX_STEPS} steps: `(a+)+$` against `aaaa...b`. */
export class RegexBudgetExceeded extends Error {
  constructor() {
    super('Regular expression needs too many steps');
  }
}

type Match = string[] & { index: number };

/**
 * A backtracking matcher with an explicit stack and a step budget, in place of the host's RegExp, which an expression's author can
 * hang for hours. The budget is shared by all matches of one instance. Its surface is what the JSONata library uses of RegExp.
 */
export class SafeRegex {
  lastIndex = 0;
  readonly source: string;
  private readonly flags: RegexFlags;
  private readonly compiled: RegexProgram;
  private steps = 0;

  /** @throws SyntaxFault */
  constructor(source: string | { source: string; flags: string }, flags = '') {
    this.source = typeof source === 'string' ? source : source.source;
    const letters = typeof source === 'string' ? flags : source.flags;
    this.flags = { ignoreCase: letters.includes('i'), multiline: letters.includes('m'), dotAll: letters.includes('s') };
    this.compiled = compileRegex(this.source, this.flags);
  }

  /** Whether the whole text matches: Java's `matches()`, which Jayway's `=~` uses. */
  matchesWhole(text: string): boolean {
    this.steps = 0;
    return this.run(this.compiled.program, text, 0, this.slots(), true) !== undefined;
  }

  /** The next match at or after `lastIndex`, as RegExp.exec with flag g. */
  exec(text: string): Match | null {
    // A failed run undoes what it saved, so that one array serves all starting points.
    const slots = this.slots();
    for (let start = this.lastIndex; start <= text.length; start++) {
      const end = this.run(this.compiled.program, text, start, slots, false);
      if (end === undefined) continue;
      this.lastIndex = end;
      const match = [text.substring(start, end)] as Match;
      for (let group = 1; group <= this.compiled.groups; group++) {
        const [from, to] = [slots[2 * group] as number, slots[2 * group + 1] as number];
        match.push((from < 0 || to < 0 ? undefined : text.substring(from, to)) as string);
      }
      match.index = start;
      return match;
    }
    this.lastIndex = 0;
    return null;
  }

  private slots(): number[] {
    return new Array<number>(this.compiled.slots).fill(-1);
  }

  /** End of the match that begins at `start`, or undefined. The stack holds choices (pc, position) and undo records (-1 - slot, old value). */
  private run(program: readonly Instruction[], text: string, start: number, slots: number[], whole: boolean): number | undefined {
    const stack: number[] = [];
    let pc = 0;
    let at = start;
    for (;;) {
      if (++this.steps > MAX_REGEX_STEPS) throw new RegexBudgetExceeded();
      const instruction = program[pc] as Instruction;
      let matched = true;
      switch (instruction.op) {
        case 'match':
          if (!whole || at === text.length) return at;
          matched = false;
          break;
        case 'char':
          matched = at < text.length && instruction.test(text.charCodeAt(at));
          if (matched) {
            at++;
            pc++;
          }
          break;
        case 'split':
          stack.push(instruction.second, at);
          pc = instruction.first;
          break;
        case 'jump':
          pc = instruction.to;
          break;
        case 'save':
        case 'mark':
          stack.push(-1 - instruction.slot, slots[instruction.slot] as number);
          slots[instruction.slot] = at;
          pc++;
          break;
        case 'loop':
          // An iteration that consumed nothing ends the loop, else (a*)* would never end.
          if (slots[instruction.slot] === at) matched = false;
          else pc = instruction.exit;
          break;
        case 'look': {
          const found = this.run(instruction.program, text, at, instruction.negative ? [...slots] : slots, false) !== undefined;
          matched = found !== instruction.negative;
          pc++;
          break;
        }
        case 'back': {
          const group = text.substring(slots[2 * instruction.group] as number, slots[2 * instruction.group + 1]);
          matched = text.startsWith(group, at);
          at += matched ? group.length : 0;
          pc++;
          break;
        }
        default:
          matched = this.assertion(instruction.op, text, at);
          pc++;
      }
      if (matched) continue;
      while (stack.length > 0) {
        const value = stack.pop() as number;
        const target = stack.pop() as number;
        if (target >= 0) {
          pc = target;
          at = value;
          matched = true;
          break;
        }
        slots[-1 - target] = value;
      }
      if (!matched) return undefined;
    }
  }

  private assertion(op: 'start' | 'end' | 'boundary' | 'notBoundary', text: string, at: number): boolean {
    const { multiline } = this.flags;
    if (op === 'start') return at === 0 || (multiline && isLineEnd(text.charCodeAt(at - 1)));
    if (op === 'end') return at === text.length || (multiline && isLineEnd(text.charCodeAt(at)));
    const edge = (at > 0 && isWord(text.charCodeAt(at - 1))) !== (at < text.length && isWord(text.charCodeAt(at)));
    return op === 'boundary' ? edge : !edge;
  }
}
