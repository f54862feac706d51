import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The oldest Java that Kafka's broker runs on. */
export const OLDEST_JAVA = 17;

export interface Java {
  /** The program, all links resolved. */
  readonly program: string;
  readonly major: number;
  /** Everything that `java -version` prints: a class-data archive is good for exactly one build. */
  readonly build: string;
}

/** Java found by `JAVA_HOME`, then `PATH`; the first one that is new enough. */
export function findJava(env: NodeJS.ProcessEnv = process.env): Java | undefined {
  return javas(env).find(({ major }) => major >= OLDEST_JAVA);
}

/** Every Java on `JAVA_HOME` and `PATH`, in this order, those that are too old included. */
export function javas(env: NodeJS.ProcessEnv = process.env): Java[] {
  const folders = [
    ...(env['JAVA_HOME'] ? [path.join(env['JAVA_HOME'], 'bin')] : []),
    ...(env['PATH'] ?? '').split(path.delimiter),
  ];
  const programs = folders.filter(Boolean).map((folder) => path.join(folder, 'java'));
  const real = programs.filter((program) => fs.existsSync(program)).map((program) => fs.realpathSync(program));
  return [...new Set(real)].flatMap((program) => inspect(program) ?? []);
}

function inspect(program: string): Java | undefined {
  const { status, stderr } = spawnSync(program, ['-version'], { encoding: 'utf8' });
  const major = majorVersion(stderr ?? '');
  return status === 0 && major !== undefined ? { program, major, build: stderr.trim() } : undefined;
}

/** The major version in the answer of `java -version`: `17.0.15` is 17, `1.8.0_402` is 8. */
export function majorVersion(answer: string): number | undefined {
  const match = /version "(\d+)(?:\.(\d+))?/.exec(answer);
  if (!match) return undefined;
  return Number(match[1] === '1' ? match[2] : match[1]);
}
