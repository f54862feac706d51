import { spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { createLogger, dataSourceOptions, openDatabase } from '@counterpoint/platform';
import { eventually, substrate, testDatabase, type TestDatabase } from '@counterpoint/testing';
import { ENTITIES } from '../src/store/entities/index.js';
import { MIGRATIONS } from '../src/store/migrations/index.js';

const MAIN = path.resolve(import.meta.dirname, '../dist/main.js');
/** How long a process may take until it is ready, in milliseconds: the group waits for a killed member first. */
const READY_MS = 40_000;

export const quietLogger = createLogger({ service: 'orchestrator', logLevel: 'silent' });

/** A database with the engine's schema. */
export const engineDatabase = (): Promise<TestDatabase> =>
  testDatabase({
    template: 'orchestrator',
    prepare: async (url) => {
      const source = await openDatabase(
        dataSourceOptions({ url, entities: ENTITIES, migrations: MIGRATIONS, applicationName: 'orchestrator spec' }),
        quietLogger,
      );
      await source.destroy();
    },
  });

/** An orchestrator as an operating system process of its own. */
export interface OrchestratorProcess {
  readonly url: string;
  readonly pid: number;
  /** Resolves when the process is gone, by whatever end. */
  readonly gone: Promise<void>;
  kill(): Promise<void>;
  stop(): Promise<void>;
}

export async function startOrchestrator(
  databaseUrl: string,
  prefix: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<OrchestratorProcess> {
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      LOG_LEVEL: 'warn',
      AUTH_SECRET: 'an-orchestrator-spec-secret-of-forty-characters',
      DATABASE_URL: databaseUrl,
      KAFKA_BROKERS: substrate().brokers,
      TOPIC_PREFIX: prefix,
      TOPIC_PARTITIONS: '2',
      HTTP_PORT: String(port),
      ...environment,
    },
  });
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const url = `http://127.0.0.1:${port}`;
  const armed = environment['COUNTERPOINT_FAILPOINT'] !== undefined;
  await Promise.race([
    eventually(async () => {
      const response = await fetch(`${url}/health/ready`);
      if (!response.ok) throw new Error(await response.text());
    }, { timeoutMs: READY_MS, what: 'the orchestrator is ready' }), // prettier-ignore
    gone.then(() => {
      if (!armed) throw new Error('the orchestrator ended while it started');
    }),
  ]);
  return { url, pid: child.pid ?? 0, gone, kill: () => end(child, gone, 'SIGKILL'), stop: () => end(child, gone, 'SIGTERM') };
}

async function end(child: ChildProcess, gone: Promise<void>, signal: NodeJS.Signals): Promise<void> {
  child.kill(signal);
  await gone;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
