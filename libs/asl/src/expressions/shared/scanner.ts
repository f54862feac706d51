/** Where and why a text is not what the grammar wants. Caught by the compile functions, which name the field. */
export class SyntaxFault extends Error {
  constructor(
    message: string,
    readonly position: number,
  ) {
    super(message);
  }
}

/** Cursor over an expression's text. */
export class Scanner {
  position: number;
  constructor(
    readonly text: string,
    start = 0,
  ) {
    this.position = start;
  }

  get atEnd(): boolean {
    return this.position >= this.text.length;
  }

  peek(offset = 0): string {
    return this.text.charAt(this.position + offset);
  }

  startsWith(word: string): boolean {
    return this.text.startsWith(word, this.position);
  }

  /** Consumes `word` if it is next. */
  eat(word: string): boolean {
    if (!this.startsWith(word)) return false;
    this.position += word.length;
    return true;
  }

  expect(word: string): void {
    if (!this.eat(word)) this.fail(`Expected '${word}'`);
  }

  skipSpace(): void {
    while (!this.atEnd && ' \t\n\r'.includes(this.peek())) this.position++;
  }

  /** Consumes what the sticky pattern matches, or returns undefined. */
  match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const found = pattern.exec(this.text);
    if (!found) return undefined;
    this.position += found[0].length;
    return found[0];
  }

  fail(reason: string): never {
    throw new SyntaxFault(`${reason} at position ${this.position}`, this.position);
  }
}

/** A string between `quote`s, which is next; a backslash takes the following character as it is (Jayway). */
export function quoted(scanner: Scanner): string {
  const quote = scanner.peek();
  scanner.position++;
  let value = '';
  while (!scanner.atEnd) {
    const character = scanner.peek();
    scanner.position++;
    if (character === quote) return value;
    if (character !== '\\') value += character;
    else {
      value += ESCAPES.get(scanner.peek()) ?? scanner.peek();
      scanner.position++;
    }
  }
  return scanner.fail('Unterminated string');
}

const ESCAPES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    n: '\n',
    t: '\t',
    r: '\r',
    b: '\b',
    f: '\f',
  }),
);
