import fs from 'node:fs';
import path from 'node:path';
import { findJava, javas, OLDEST_JAVA } from '../system/kafka/java.js';
import { findMaven, jarsCached, kafkaVersion } from '../system/kafka/jars.js';
import { isFree } from '../system/ports.js';
import { postgresPrograms } from '../system/postgres/binaries.js';
import { dockerEngine } from '../system/process/container.js';
import { REPOSITORY } from '../system/repository.js';
import { SYSTEM } from '../system/services.js';
import { runningState } from '../system/state-file.js';
import type { DataFolder } from '../system/data-folder.js';

/** `ok`; `warning`: something does not work, but the system can do without; `problem`: the system cannot start. */
export type Verdict = 'ok' | 'warning' | 'problem';
export interface Finding {
  readonly check: string;
  readonly verdict: Verdict;
  readonly found: string;
  /** What to do about it. */
  readonly remedy?: string;
}

const OLDEST_NODE: readonly [number, number] = [22, 22];
/** Room for jars, archive, PostgreSQL cluster and logs of a first start, in bytes. */
const NEEDED_DISK_BYTES = 1_000_000_000;
/** Below this a start still works, but slowly, in bytes. */
const NEEDED_MEMORY_BYTES = 2_000_000_000;

/** Everything that the system needs of this machine, in the order in which one would mend it. */
export async function examine(folder: DataFolder, env: NodeJS.ProcessEnv): Promise<Finding[]> {
  const docker = await dockerEngine();
  const running = runningState(folder) !== undefined;
  return [
    node(),
    packages(),
    await postgres(env),
    ...kafka(env, docker !== undefined),
    docker === undefined
      ? {
          check: 'Docker',
          verdict: 'warning',
          found: 'no engine answers',
          remedy: 'only needed without Java, and for docker compose',
        }
      : { check: 'Docker', verdict: 'ok', found: `engine ${docker}` },
    ...(await ports(env, running)),
    disk(folder),
    memory(),
    { check: 'data folder', verdict: 'ok', found: `${folder.root} (${running ? 'running' : 'not running'})` },
  ];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const recent = major > OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor >= OLDEST_NODE[1]);
  return {
    check: 'Node',
    verdict: recent ? 'ok' : 'problem',
    found: process.versions.node,
    ...(recent ? {} : { remedy: 'npm ci brings the right one (node_modules/node)' }),
  };
}

function packages(): Finding {
  const manifest = fs.statSync(path.join(REPOSITORY, 'package-lock.json'), { throwIfNoEntry: false });
  const installed = fs.statSync(path.join(REPOSITORY, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  if (!installed) return { check: 'packages', verdict: 'problem', found: 'not installed', remedy: 'npm ci' };
  const stale = manifest !== undefined && manifest.mtimeMs > installed.mtimeMs + 60_000;
  return stale
    ? { check: 'packages', verdict: 'warning', found: 'older than package-lock.json', remedy: 'npm ci' }
    : { check: 'packages', verdict: 'ok', found: 'installed' };
}

async function postgres(env: NodeJS.ProcessEnv): Promise<Finding> {
  const check = 'PostgreSQL';
  if (env['DATABASE_URL']) return { check, verdict: 'ok', found: `DATABASE_URL names ${new URL(env['DATABASE_URL']).host}` };
  try {
    const { postgres: program, user } = await postgresPrograms();
    return { check, verdict: 'ok', found: `${path.relative(REPOSITORY, program)}${user ? `, run as uid ${user.uid}` : ''}` };
  } catch (fault) {
    return { check, verdict: 'problem', found: (fault as Error).message, remedy: 'npm ci, or DATABASE_URL' };
  }
}

function kafka(env: NodeJS.ProcessEnv, docker: boolean): Finding[] {
  if (env['KAFKA_BROKERS']) return [{ check: 'Kafka', verdict: 'ok', found: `KAFKA_BROKERS names ${env['KAFKA_BROKERS']}` }];
  const java = findJava(env);
  const old = javas(env).map(({ major }) => major);
  const maven = findMaven();
  const cached = jarsCached();
  // A broker in a container needs neither.
  const verdict: Verdict = docker ? 'warning' : 'problem';
  return [
    java
      ? { check: 'Java', verdict: 'ok', found: `${java.major} (${java.program})` }
      : {
          check: 'Java',
          verdict,
          found: old.length > 0 ? `only ${old.join(', ')}` : 'none',
          remedy: `a JDK ${OLDEST_JAVA} or newer by JAVA_HOME or PATH: apt-get install openjdk-17-jdk-headless`,
        },
    maven !== undefined || cached
      ? { check: 'Maven', verdict: 'ok', found: maven ?? 'none, and not needed: the jars are cached' }
      : { check: 'Maven', verdict, found: 'none', remedy: 'apt-get install maven' },
    { check: 'Kafka', verdict: 'ok', found: `${kafkaVersion()}, ${cached ? 'jars cached' : 'fetched at the first start'}` },
  ];
}

async function ports(env: NodeJS.ProcessEnv, running: boolean): Promise<Finding[]> {
  const listeners = SYSTEM.flatMap(({ name, publicPort }) => (publicPort ? [{ name, ...publicPort }] : []));
  return Promise.all(
    listeners.map(async ({ name, variable, default: usual }): Promise<Finding> => {
      const port = Number(env[variable] ?? usual);
      const check = `port ${port}`;
      if (running) return { check, verdict: 'ok', found: `${name} of the running system` };
      if (port === 0 || (await isFree(port))) return { check, verdict: 'ok', found: `free for ${name}` };
      return { check, verdict: 'problem', found: 'taken by another program', remedy: `choose another by ${variable}` };
    }),
  );
}

function disk(folder: DataFolder): Finding {
  const place = fs.existsSync(folder.root) ? folder.root : REPOSITORY;
  const { bavail, bsize } = fs.statfsSync(place);
  const free = bavail * bsize;
  const found = `${(free / 1e9).toFixed(1)} GB free`;
  return free >= NEEDED_DISK_BYTES
    ? { check: 'disk', verdict: 'ok', found }
    : { check: 'disk', verdict: 'problem', found, remedy: 'make room, or choose another folder by COUNTERPOINT_DATA' };
}

function memory(): Finding {
  const total =
    process.constrainedMemory() > 0
      ? Math.min(process.constrainedMemory(), process.availableMemory())
      : process.availableMemory();
  const found = `${(total / 1e9).toFixed(1)} GB available`;
  return total >= NEEDED_MEMORY_BYTES
    ? { check: 'memory', verdict: 'ok', found }
    : { check: 'memory', verdict: 'warning', found, remedy: 'the whole system needs about 2 GB' };
}
