import type { z } from 'zod';
import { COMMON_VARIABLES, REQUIRED_VARIABLES, type Variable } from './variables.js';

type Values<Variables extends Record<string, Variable>> = {
  readonly [Name in keyof Variables]: z.output<Variables[Name]['schema']>;
};
export type RequiredName = keyof typeof REQUIRED_VARIABLES;
export type CommonConfig = { readonly service: string } & Values<typeof COMMON_VARIABLES>;
/** What a service knows of its environment: the common values and those that it said it needs. */
export type Config<Needs extends RequiredName = never> = CommonConfig & Pick<Values<typeof REQUIRED_VARIABLES>, Needs>;

/** The environment is incomplete or wrong. Its message is meant for the person who starts the service. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads the configuration of a service from its environment; an empty variable counts as missing.
 * @throws {ConfigError} that names every wrong or missing variable and says what to set it to.
 */
export function loadConfig<Needs extends RequiredName = never>(
  service: string,
  needs: readonly Needs[] = [],
  environment: NodeJS.ProcessEnv = process.env,
): Config<Needs> {
  const complaints: string[] = [];
  const read = ([key, { name, schema, advice }]: readonly [string, Variable]) => {
    const text = environment[name] === '' ? undefined : environment[name];
    const result = schema.safeParse(text);
    if (result.success) return [key, result.data] as const;
    const problem = text === undefined ? 'is missing' : `is ${quoted(name, text)}, which is not valid`;
    complaints.push(`${name} ${problem}: ${advice}.`);
    return [key, undefined] as const;
  };
  const variables: [string, Variable][] = [
    ...Object.entries<Variable>(COMMON_VARIABLES),
    ...needs.map((need): [string, Variable] => [need, REQUIRED_VARIABLES[need]]),
  ];
  const values = Object.fromEntries(variables.map(read));
  if (complaints.length > 0) throw new ConfigError(`The ${service} service can't start. ${complaints.join(' ')}`);
  // Every value passed its schema just above; this is the parse boundary.
  return { ...values, service: environment.COUNTERPOINT_SERVICE || service } as Config<Needs>;
}

/** A secret or an address with a password never appears in a message. */
function quoted(name: string, text: string): string {
  return /SECRET|DATABASE_URL/.test(name) ? `set (${text.length} characters)` : JSON.stringify(text);
}
