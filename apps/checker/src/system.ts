import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** From `apps/checker/{src,dist}` to the root of the repository. */
const ROOT = path.resolve(import.meta.dirname, '../../..');
const COMMAND = path.join(ROOT, 'apps/cli/dist/main.js');
/** How long the command line may take to look for a compose project, in milliseconds. */
const INFO_TIMEOUT_MS = 60_000;

/** What the checker needs of the launcher's state file; everything else in it is none of its business. */
const Connections = z.object({
  kafkaBrokers: z.string(),
  topicPrefix: z.string(),
  adminDatabaseUrl: z.string(),
  databases: z.record(z.string(), z.string()),
});
type Connections = z.infer<typeof Connections>;
const State = z.object({ connections: Connections.nullable() });

/** Where the data of a system is. */
export interface SystemAddress {
  readonly kafkaBrokers: string;
  readonly topicPrefix: string;
  /** A role that may create databases: the self-test makes copies with it. */
  readonly adminDatabaseUrl: string;
  /** Connection URL of each service's database, by database name. */
  readonly databases: Readonly<Record<string, string>>;
  /** What clients of the system wrote down: accepted orders and injected faults; it need not exist. */
  readonly clientLogFile: string;
}

export interface SystemOptions {
  /** Data folder of the launcher; `COUNTERPOINT_DATA`, else `.counterpoint` of the repository. */
  readonly data?: string | undefined;
  readonly clientLog?: string | undefined;
}

/**
 * The launcher's system on the data folder; when none runs there and no folder was named, the compose project of this checkout.
 * @throws Error when neither runs
 */
export function systemAddress(options: SystemOptions): SystemAddress {
  const folder = path.resolve(ROOT, options.data ?? process.env['COUNTERPOINT_DATA'] ?? '.counterpoint');
  const connections = recordedConnections(folder) ?? (options.data === undefined ? composeConnections() : undefined);
  if (!connections) throw new Error(`no system runs on ${folder}: start one with npm start, or name its folder with --data`);
  return { ...connections, clientLogFile: options.clientLog ?? path.join(folder, 'client-log.ndjson') };
}

function recordedConnections(folder: string): Connections | null {
  const file = path.join(folder, 'state.json');
  return fs.existsSync(file) ? State.parse(JSON.parse(fs.readFileSync(file, 'utf8'))).connections : null;
}

/** The command line knows compose projects; it is a program of its own, and is asked as one. */
function composeConnections(): Connections | null {
  const asked = spawnSync(process.execPath, [COMMAND, 'info', '-o', 'json'], { encoding: 'utf8', timeout: INFO_TIMEOUT_MS });
  return asked.status === 0 ? Connections.parse(JSON.parse(asked.stdout)) : null;
}
