import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { TestSystem } from '../system/test-system.js';
import { docker } from './docker.js';

/** Names of the ports that the compose files publish. */
const PORT_VARIABLES = [
  'PORT',
  'SFN_PORT',
  'POSTGRES_PORT',
  'KAFKA_PORT',
  'KAFKA_2_PORT',
  'KAFKA_3_PORT',
  'GATEWAY_2_PORT',
  'STANDBY_PORT',
];
/** Tests shorten the step timeouts of both styles by it. */
const STEP_TIMEOUT_SCALE = 0.5;

export interface ComposeSystem {
  readonly project: string;
  readonly system: TestSystem;
  /** Runs `docker compose ...` on this project. */
  compose(...args: string[]): Promise<string>;
  /** Removes containers, network and volumes. */
  remove(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** `docker compose up --build --wait` of this checkout as a project of its own, on free ports. */
export async function startCompose(files: readonly string[] = ['docker-compose.yml']): Promise<ComposeSystem> {
  const project = `cp-e2e-${randomBytes(4).toString('hex')}`;
  const ports = await Promise.all(PORT_VARIABLES.map(async (name) => [name, String(await freePort())] as const));
  const env = {
    ...Object.fromEntries(ports),
    COMPOSE_PROJECT_NAME: project,
    RATE_LIMIT_PER_SECOND: '0',
    STEP_TIMEOUT_SCALE: String(STEP_TIMEOUT_SCALE),
  };
  const compose = (...args: string[]) => docker(['compose', ...files.flatMap((file) => ['-f', file]), ...args], env);
  const data = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-compose-'));
  const remove = async () => {
    await compose('--profile', 'cli', 'down', '--volumes', '--remove-orphans', '--timeout', '5');
    fs.rmSync(data, { recursive: true, force: true });
  };
  try {
    await compose('up', '--build', '--wait', '--quiet-pull');
    return { project, system: await TestSystem.attachCompose(project, data, STEP_TIMEOUT_SCALE), compose, remove };
  } catch (fault) {
    const logs = await compose('logs', '--tail', '10').catch(() => '');
    await remove().catch(() => undefined);
    throw new Error(`${(fault as Error).message}\n${logs}`, { cause: fault });
  }
}
