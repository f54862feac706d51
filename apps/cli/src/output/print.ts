import Table from 'cli-table3';
import colours from 'picocolors';

export type OutputFormat = 'table' | 'json';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => string;
}

/** Prints rows: JSON as they are, a table for a person, tab-separated text into a pipe. */
export function printRows<Row>(format: OutputFormat, rows: readonly Row[], columns: readonly Column<Row>[]): void {
  if (format === 'json') return printJson(rows);
  const cells = rows.map((row) => columns.map(({ of }) => of(row)));
  if (!process.stdout.isTTY) {
    for (const line of [columns.map(({ title }) => title), ...cells]) console.log(line.join('\t'));
    return;
  }
  const table = new Table({
    head: columns.map(({ title }) => colours.bold(title)),
    style: { head: [], border: [], compact: true },
  });
  table.push(...cells);
  console.log(table.toString());
}

/** Prints one thing: JSON as it is, else one line a member. */
export function printRecord(format: OutputFormat, record: object, members: readonly (readonly [string, string])[]): void {
  if (format === 'json') return printJson(record);
  const width = Math.max(...members.map(([name]) => name.length));
  for (const [name, value] of members) console.log(`${colours.bold(name.padEnd(width))}  ${value}`);
}

export function printJson(value: unknown): void {
  console.log(JSON.stringify(value, undefined, 2));
}

const STATE_COLOURS: Readonly<Record<string, (text: string) => string>> = {
  ready: colours.green,
  CONFIRMED: colours.green,
  SUCCEEDED: colours.green,
  approved: colours.green,
  unready: colours.yellow,
  paused: colours.yellow,
  restarting: colours.yellow,
  COMPENSATING: colours.yellow,
  pending: colours.yellow,
  stopped: colours.dim,
  CANCELLED: colours.magenta,
  REJECTED: colours.red,
  FAILED: colours.red,
  ABORTED: colours.red,
};

/** A status word in its colour. */
export const state = (word: string): string => (STATE_COLOURS[word] ?? ((text: string) => text))(word);

/** Cents as euros: 2500 is `25.00 EUR`. */
export const money = (minor: number, currency = 'EUR'): string => `${(minor / 100).toFixed(2)} ${currency}`;
