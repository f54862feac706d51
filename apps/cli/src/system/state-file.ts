import fs from 'node:fs';
import { z } from 'zod';
import { writePrivately, type DataFolder } from './data-folder.js';
import { isAlive } from './process/identity.js';

const Identity = z.object({ pid: z.int(), startedAt: z.string() });

/** A process that the launcher started; with a container's name when Docker runs it for us. */
const StartedProcess = Identity.extend({ name: z.string(), container: z.string().optional() });
export type StartedProcess = z.infer<typeof StartedProcess>;

/** How a client reaches what runs: printed by `counterpoint info`, read by checker, tests and bench. */
const Connections = z.object({
  gatewayUrl: z.string().optional(),
  stepFunctionsUrl: z.string().optional(),
  busUrl: z.string().optional(),
  kafkaBrokers: z.string(),
  topicPrefix: z.string(),
  adminDatabaseUrl: z.string(),
  /** Connection URL of each service's database, by database name without prefix: `order_service`, ... */
  databases: z.record(z.string(), z.string()),
});
export type Connections = z.infer<typeof Connections>;

/** What the launcher remembers from one start to the next, and what tells it after a crash what it had started. */
const State = z.object({
  version: z.literal(1),
  supervisor: Identity.nullable(),
  control: z.object({ port: z.int(), token: z.string() }).nullable(),
  ready: z.boolean(),
  /** Port of every listener by name, kept so that a restart uses the same ones. */
  ports: z.record(z.string(), z.int()),
  processes: z.array(StartedProcess),
  connections: Connections.nullable(),
});
export type State = z.infer<typeof State>;

export const NEW_STATE: State = {
  version: 1,
  supervisor: null,
  control: null,
  ready: false,
  ports: {},
  processes: [],
  connections: null,
};

/**
 * The recorded state; a folder without one is new.
 * @throws Error naming the file when it is damaged: guessing could end a stranger's process
 */
export function readState(folder: DataFolder): State {
  let text: string;
  try {
    text = fs.readFileSync(folder.state, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return NEW_STATE;
    throw fault;
  }
  try {
    return State.parse(JSON.parse(text));
  } catch (fault) {
    throw new Error(`${folder.state} is damaged (${(fault as Error).message}); end what it names by hand, then delete it`, {
      cause: fault,
    });
  }
}

export function writeState(folder: DataFolder, state: State): void {
  writePrivately(folder.state, `${JSON.stringify(state, undefined, 2)}\n`);
}

/** The state of a system whose supervisor lives, or nothing. */
export function runningState(folder: DataFolder): State | undefined {
  const state = readState(folder);
  return state.supervisor && isAlive(state.supervisor) ? state : undefined;
}
