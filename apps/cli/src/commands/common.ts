import { Command, InvalidArgumentError, Option } from 'commander';
import { PEOPLE, type Person } from '../client/gateway.js';
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

export interface PersonOption {
  readonly as: Person;
}

export const personOption = (usually: Person): Option =>
  new Option('--as <person>', 'whose development token to use').choices(Object.keys(PEOPLE)).default(usually);

/** The most items of a list that one command prints. */
const MAX_LIMIT = 100_000;

export interface LimitOption {
  readonly limit: number;
}
export const limitOption = (): Option =>
  new Option('--limit <count>', 'how many at most').default(50).argParser(wholeNumber(1, MAX_LIMIT));

/** Reads a whole number within limits. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < min || number > max)
      throw new InvalidArgumentError(`It is a whole number from ${min} to ${max}.`);
    return number;
  };
}
