import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** From `apps/checker/{src,dist}` to the root of the repository. */
const ROOT = path.resolve(import.meta.dirname, '../../..');

/** What the checker needs of the launcher's state file; everything else in it is none of its business. */
const State = z.object({
  connections: z
    .object({
      kafkaBrokers: z.string(),
      topicPrefix: z.string(),
      adminDatabaseUrl: z.string(),
      databases: z.record(z.string(), z.string()),
    })
    .nullable(),
});

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

/** @throws Error when no system was ever started on the data folder */
export function systemAddress(options: SystemOptions): SystemAddress {
  const folder = path.resolve(ROOT, options.data ?? process.env['COUNTERPOINT_DATA'] ?? '.counterpoint');
  const file = path.join(folder, 'state.json');
  if (!fs.existsSync(file)) throw new Error(`no system on ${folder}: start one with npm start, or name its folder with --data`);
  const { connections } = State.parse(JSON.parse(fs.readFileSync(file, 'utf8')));
  if (!connections) throw new Error(`the system on ${folder} is not running: ${file} names no connections`);
  return { ...connections, clientLogFile: options.clientLog ?? path.join(folder, 'client-log.ndjson') };
}
