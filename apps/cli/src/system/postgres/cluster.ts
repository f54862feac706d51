import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { ProcessPlan } from '../process/managed-process.js';
import type { PostgresPrograms } from './binaries.js';
import { removeStaleLock } from './stale-lock.js';

export const SUPERUSER = 'postgres';
const CONNECT_TIMEOUT_MS = 2_000;

/**
 * Durable as in production (fsync, synchronous commit, full page writes stay on), small enough for a laptop.
 * A long checkpoint interval with compressed full-page images keeps the log small under bursts.
 */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '200',
  shared_buffers: '128MB',
  wal_compression: 'on',
  min_wal_size: '256MB',
  max_wal_size: '2GB',
  checkpoint_timeout: '15min',
  io_method: 'sync',
  jit: 'off',
  max_parallel_workers_per_gather: '0',
  random_page_cost: '1.1',
  log_min_messages: 'warning',
  log_checkpoints: 'off',
  cluster_name: 'counterpoint',
};

/**
 * How a process names the cluster's folder: by its own working folder. PostgreSQL is given that as data folder, so it also
 * works where its user may not walk the path to it (a checkout below /root). Elsewhere than on Linux it is the path.
 */
const dataArgument = (folder: string): string => (process.platform === 'linux' ? '/proc/self/cwd' : folder);

/** Makes the cluster unless it is there already; true when it was made. */
export async function initialiseCluster(programs: PostgresPrograms, folder: string, password: string): Promise<boolean> {
  if (fs.existsSync(path.join(folder, 'PG_VERSION')) && !fs.existsSync(unfinished(folder))) return false;
  fs.rmSync(folder, { recursive: true, force: true });
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  fs.writeFileSync(unfinished(folder), '');
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-initdb-'));
  const passwordFile = path.join(scratch, 'password');
  fs.writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (programs.user) for (const item of [folder, scratch, passwordFile]) fs.chownSync(item, programs.user.uid, programs.user.gid);
  try {
    await run(programs, folder, [
      ...['--pgdata', dataArgument(folder), '--username', SUPERUSER, '--pwfile', passwordFile, '--auth', 'scram-sha-256'],
      ...['--encoding', 'UTF8', '--locale-provider', 'builtin', '--locale', 'C.UTF-8', '--no-instructions'],
    ]);
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
  fs.rmSync(unfinished(folder));
  return true;
}

/** Stands beside a cluster while it is being made, so that a half-made one is not taken for one. */
const unfinished = (folder: string): string => `${folder}.unfinished`;

function run(programs: PostgresPrograms, folder: string, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(programs.initdb, args, {
      cwd: folder,
      ...programs.user,
      env: { ...environment() },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`initdb failed with exit code ${code}:\n${output.slice(-2_000)}`)),
    );
  });
}

/** PostgreSQL needs little of the environment, and none of what would change its behaviour (PGDATA, PGPORT, ...). */
function environment(): Record<string, string> {
  return { PATH: process.env['PATH'] ?? '', LC_ALL: 'C', TZ: 'UTC' };
}

/** How to run the server of this cluster. */
export function postgresPlan(programs: PostgresPrograms, folder: string, port: number, adminUrl: string): ProcessPlan {
  // Libraries for who measures, such as pg_stat_statements; they cost a little, so none is there unasked.
  const preload = process.env['POSTGRES_PRELOAD_LIBRARIES'] ?? '';
  const settings = Object.entries({ ...SETTINGS, shared_preload_libraries: preload }).flatMap(([name, value]) => [
    '-c',
    `${name}=${value}`,
  ]);
  return {
    name: 'postgres',
    service: 'postgres',
    command: [programs.postgres, '-D', dataArgument(folder), '-p', String(port), ...settings],
    cwd: folder,
    env: environment(),
    ...(programs.user ? { user: programs.user } : {}),
    stopSignal: 'SIGINT',
    family: true,
    beforeStart: () => removeStaleLock(folder),
    isReady: () => answers(adminUrl),
  };
}

/** Whether the server takes a connection and a query. */
export async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_TIMEOUT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}
