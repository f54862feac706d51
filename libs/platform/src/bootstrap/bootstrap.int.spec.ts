import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it, jest } from '@jest/globals';

const PROGRAM = new URL('../../test/process.mjs', import.meta.url).pathname;
const ENVIRONMENT = { AUTH_SECRET: 'a secret of the specs that is long enough' };

/** A process of Node with Nest in it takes a few seconds on a busy machine, in milliseconds. */
const PROCESS_TIMEOUT_MS = 60_000;
jest.setTimeout(PROCESS_TIMEOUT_MS);

interface Line {
  readonly level: string;
  readonly msg: string;
}

describe('the process of a service', () => {
  let child: ChildProcess | undefined;
  let lines: Line[] = [];
  afterEach(() => {
    child?.kill('SIGKILL');
  });

  function start(environment: NodeJS.ProcessEnv): { readonly exited: Promise<unknown>; readonly listening: Promise<void> } {
    lines = [];
    const started = fork(PROGRAM, { env: { PATH: process.env.PATH, ...environment }, silent: true });
    child = started;
    const listening = new Promise<void>((resolve) => {
      started.stdout?.on('data', (chunk: Buffer) => {
        lines.push(
          ...chunk
            .toString()
            .split('\n')
            .filter(Boolean)
            .map((line) => JSON.parse(line) as Line),
        );
        if (lines.some((line) => line.msg.includes('is listening on'))) resolve();
      });
    });
    return { exited: once(started, 'exit').then(([code]: unknown[]) => code), listening };
  }

  it.each(['SIGTERM', 'SIGINT'] as const)('stops on %s and exits with 0', async (signal) => {
    const { exited, listening } = start(ENVIRONMENT);
    await listening;
    child?.kill(signal);
    expect(await exited).toBe(0);
    expect(lines.at(-1)).toMatchObject({ level: 'info', msg: 'things has stopped' });
  });

  it.each([
    ['throw', 'nobody catches this'],
    ['reject', 'nobody awaits this'],
  ])('logs a fault that nothing caught and exits with 1: %s', async (what, text) => {
    const { exited, listening } = start(ENVIRONMENT);
    await listening;
    child?.send(what);
    expect(await exited).toBe(1);
    expect(lines.at(-1)).toMatchObject({ level: 'fatal', err: { message: text } });
  });

  it('says in one line which variable is missing, and exits with 1', async () => {
    const { exited } = start({});
    expect(await exited).toBe(1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({
      level: 'fatal',
      msg: expect.stringMatching(/^The things service can't start\. AUTH_SECRET is missing: set it to/),
    });
  });
});
