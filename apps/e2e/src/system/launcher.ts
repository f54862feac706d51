import { execFile } from 'node:child_process';
import path from 'node:path';

/** From `apps/e2e/{src,dist}/system` to the root of the repository. */
export const ROOT = path.resolve(import.meta.dirname, '../../../..');
const LAUNCHER = path.join(ROOT, 'apps/cli/bin/counterpoint.mjs');
/** Longest run of one command, in milliseconds; the very first start fetches Kafka's jars. */
const COMMAND_TIMEOUT_MS = 600_000;
const MAX_OUTPUT_BYTES = 16 * 1024 * 1024;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program of ours to its end, whatever its exit code. */
export function runNode(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return new Promise((resolve) => {
    const options = {
      cwd: ROOT,
      timeout: COMMAND_TIMEOUT_MS,
      encoding: 'utf8',
      maxBuffer: MAX_OUTPUT_BYTES,
      env: { ...process.env, ...env },
    } as const;
    execFile(process.execPath, [...args], options, (fault, stdout, stderr) => {
      const code = fault === null ? 0 : typeof fault.code === 'number' ? fault.code : 1;
      resolve({ code, stdout, stderr: fault !== null && stderr === '' ? fault.message : stderr });
    });
  });
}

/**
 * Runs a `counterpoint` command; resolves to what it printed.
 * @throws Error with its output when it fails
 */
export function counterpoint(...args: string[]): Promise<string> {
  return counterpointIn({}, ...args);
}

/** The same with more environment: `COMPOSE_PROJECT_NAME` addresses a compose project. */
export async function counterpointIn(env: Readonly<Record<string, string>>, ...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await runNode([LAUNCHER, ...args], env);
  if (code !== 0) throw new Error(`counterpoint ${args.join(' ')} ended with ${code}: ${stderr.trim() || stdout.trim()}`);
  return stdout;
}
