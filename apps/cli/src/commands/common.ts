import { Command, Option } from 'commander';
import type { OutputFormat } from '../output/print.js';

export interface DataOption {
  readonly data?: string;
}
export interface OutputOption {
  readonly output: OutputFormat;
}

export const dataOption = (): Option => new Option('--data <folder>', 'data folder (COUNTERPOINT_DATA, else .counterpoint/)');
export const outputOption = (): Option =>
  new Option('-o, --output <format>', 'how to print').choices(['table', 'json']).default('table');

/** A command whose help begins with examples. */
export function command(name: string, summary: string, examples: readonly string[]): Command {
  const text = examples.map((example) => `  $ counterpoint ${example}`).join('\n');
  return new Command(name).description(summary).addHelpText('before', `Examples:\n${text}\n`);
}

/** Adds up the values of an option that may be given several times, each a comma-separated list. */
export const list = (value: string, earlier: readonly string[] = []): string[] => [
  ...earlier,
  ...value.split(',').filter(Boolean),
];

/** Adds up the values of an option that may be given several times; commas belong to the value. */
export const repeat = (value: string, earlier: readonly string[] = []): string[] => [...earlier, value];
