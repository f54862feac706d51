import { execFile } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Servers } from './substrate.js';

/** From `libs/testing/{src,dist}/substrate` to the root of the repository. */
const ROOT = path.resolve(import.meta.dirname, '../../../..');
const LAUNCHER = path.join(ROOT, 'apps/cli/bin/counterpoint.mjs');
/** The very first start fetches Kafka's jars, which takes long on a slow line, in milliseconds. */
const START_TIMEOUT_MS = 600_000;
const STOP_TIMEOUT_MS = 60_000;

function launcher(timeout: number, ...args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [LAUNCHER, ...args], { cwd: ROOT, timeout, encoding: 'utf8' }, (fault, stdout, stderr) => {
      if (fault) reject(new Error(`counterpoint ${args.join(' ')}: ${stderr.trim() || stdout.trim() || fault.message}`));
      else resolve(stdout);
    });
  });
}

/**
 * PostgreSQL and Kafka by the launcher, which is the one place that knows how to start them without containers, in a
 * data folder of this run; `reason` says why it is these. The launcher is a process of its own: an app is not imported.
 */
export async function startEmbedded(reason: string): Promise<Servers> {
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-servers-'));
  const stop = async () => {
    await launcher(STOP_TIMEOUT_MS, 'down', '--data', data);
    fs.rmSync(data, { recursive: true, force: true });
  };
  try {
    await launcher(START_TIMEOUT_MS, 'up', '--detach', '--services', 'none', '--data', data);
    const state = JSON.parse(fs.readFileSync(path.join(data, 'state.json'), 'utf8')) as {
      connections: { adminDatabaseUrl: string; kafkaBrokers: string };
    };
    const { adminDatabaseUrl, kafkaBrokers } = state.connections;
    return {
      databaseUrl: adminDatabaseUrl,
      brokers: kafkaBrokers,
      description: `embedded PostgreSQL and Kafka (${reason}): ${new URL(adminDatabaseUrl).host}, ${kafkaBrokers}`,
      stop,
    };
  } catch (fault) {
    await stop().catch(() => undefined);
    throw fault;
  }
}
