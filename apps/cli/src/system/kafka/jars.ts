import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { cacheFolder } from '../cache.js';

/** The broker's version and its jars are pinned in this file; containers use the same version. */
export const POM = path.resolve(import.meta.dirname, '../../../kafka/pom.xml');

/** The version of Kafka that the pom pins. */
export function kafkaVersion(pom = fs.readFileSync(POM, 'utf8')): string {
  const version = /<artifactId>kafka_[\d.]+<\/artifactId>\s*<version>([^<]+)<\/version>/.exec(pom)?.[1];
  if (version === undefined) throw new Error(`${POM} does not pin a version of Kafka`);
  return version;
}

/** The cache's key: another pom is another folder, so an upgrade fetches and a downgrade finds the old jars again. */
export function jarsKey(pom: string): string {
  return `kafka-${kafkaVersion(pom)}-${createHash('sha256').update(pom).digest('hex').slice(0, 12)}`;
}

/** Where the jars of the pinned pom belong. */
export function jarsFolder(): string {
  return path.join(cacheFolder(), jarsKey(fs.readFileSync(POM, 'utf8')));
}

export const jarsCached = (): boolean => fs.existsSync(path.join(jarsFolder(), 'libs'));

/** The version of Maven on PATH, or nothing. */
export function findMaven(): string | undefined {
  const { status, stdout } = spawnSync('mvn', ['-v'], { encoding: 'utf8' });
  // Maven colours its answer even when nobody looks.
  return status === 0 ? /Maven (\d[\w.-]*)/.exec(stdout)?.[1] : undefined;
}

/**
 * Fetches the jars by Maven (about 45 MB, checksums enforced). They appear in the cache in one step, complete.
 * @throws Error with Maven's last words
 */
export async function fetchJars(): Promise<void> {
  const folder = jarsFolder();
  const draft = `${folder}.${process.pid}`;
  fs.rmSync(draft, { recursive: true, force: true });
  fs.mkdirSync(draft, { recursive: true });
  fs.copyFileSync(POM, path.join(draft, 'pom.xml'));
  await maven(draft, ['dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=libs']);
  try {
    fs.renameSync(draft, folder);
  } catch (fault) {
    // Another start was quicker: the same jars are there already.
    fs.rmSync(draft, { recursive: true, force: true });
    if (!jarsCached()) throw fault;
  }
}

function maven(cwd: string, goals: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn('mvn', ['--batch-mode', '--no-transfer-progress', '--strict-checksums', ...goals], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) return resolve();
      reject(
        new Error(
          `Maven could not fetch the Kafka jars (exit code ${code}):\n${output.trim().split('\n').slice(-15).join('\n')}`,
        ),
      );
    });
  });
}

/** Always spelled in the same order: the class-data archive is refused under any other class path. */
export function classPath(): string {
  const libs = path.join(jarsFolder(), 'libs');
  const jars = fs.readdirSync(libs).filter((file) => file.endsWith('.jar'));
  return jars
    .sort()
    .map((jar) => path.join(libs, jar))
    .join(path.delimiter);
}
