/** What the command's exit code says; `counterpoint --help` prints this table. */
export const EXIT = {
  ok: { code: 0, meaning: 'done' },
  failed: { code: 1, meaning: 'it did not work; the reason is on standard error' },
  usage: { code: 2, meaning: 'the command line is wrong' },
  notRunning: { code: 3, meaning: 'no system runs on this data folder' },
  notFound: { code: 4, meaning: 'there is no such order, execution, approval or service' },
  refused: { code: 5, meaning: 'understood and refused: not allowed, too late, or in conflict with what is stored' },
} as const;
export type ExitName = keyof typeof EXIT;

/** An error that the user can act on: printed without a stack, with its exit code. */
export class CommandError extends Error {
  constructor(
    readonly exit: ExitName,
    message: string,
  ) {
    super(message);
  }
}

export const exitCodeTable = (): string =>
  Object.values(EXIT)
    .map(({ code, meaning }) => `  ${code}  ${meaning}`)
    .join('\n');
