import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import type { Command } from 'commander';
import { chosenFolder } from '../client/control.js';
import { CommandError } from '../exit-codes.js';
import { followLogs } from '../output/follow-logs.js';
import { printProgress } from '../output/progress-lines.js';
import { printWelcome } from '../output/welcome.js';
import { makeDataFolder, type DataFolder } from '../system/data-folder.js';
import { AlreadyRunning } from '../system/lock.js';
import { compile } from '../system/compile.js';
import { readAssignments, readReplicas, type SystemOptions } from '../system/options.js';
import { openLog } from '../system/process/log-files.js';
import type { Progress } from '../system/progress.js';
import { select } from '../system/services.js';
import { readState, runningState, type State } from '../system/state-file.js';
import { command, dataOption, list, repeat, type DataOption } from './common.js';

/** How often a start by somebody else is looked at, in milliseconds. */
const SETTLE_POLL_MS = 200;

interface UpOptions extends DataOption {
  readonly detach?: boolean;
  readonly services?: string[];
  readonly without?: string[];
  readonly servicesFile?: string;
  readonly gateway: boolean;
  readonly env?: string[];
  readonly replicas?: string[];
  readonly freePorts?: boolean;
}

export function upCommand(): Command {
  return command('up', 'Start PostgreSQL, Kafka and every service, and keep them running (npm start)', [
    'up',
    'up --detach',
    'up --detach --data /tmp/trial --free-ports --env RATE_LIMIT_PER_SECOND=0',
    'up --services none                      # PostgreSQL and Kafka alone',
    'up --replicas orchestrator=2 --env payment:LOG_LEVEL=debug',
  ])
    .option('--detach', 'return when the system is ready; counterpoint down ends it')
    .addOption(dataOption())
    .option('--services <names>', 'only these services, comma-separated (none: the servers alone)', list)
    .option('--without <names>', 'all but these services', list)
    .option('--no-gateway', 'all but the gateway')
    .option('--services-file <file>', 'service definitions in place of the system (JSON)')
    .option('--replicas <service=count>', 'several processes of a service; may be repeated', repeat)
    .option('--env <[service:]KEY=VALUE>', 'environment of the services, or of one; may be repeated', repeat)
    .option('--free-ports', 'free ports in place of 3000, 8083 and 8084, unless PORT, SFN_PORT, BUS_PORT say otherwise')
    .action(up);
}

function systemOptions(options: UpOptions, folder: DataFolder): SystemOptions {
  const without = [...(options.without ?? []), ...(options.gateway ? [] : ['gateway'])];
  const selection = {
    ...(options.services ? { services: options.services } : {}),
    ...(without.length > 0 ? { without } : {}),
    ...(options.servicesFile === undefined ? {} : { servicesFile: path.resolve(options.servicesFile) }),
  };
  try {
    select(selection);
    return {
      dataDir: folder.root,
      selection,
      ports: options.freePorts ? 'free' : 'standard',
      replicas: readReplicas(options.replicas ?? []),
      ...readAssignments(options.env ?? []),
    };
  } catch (fault) {
    throw new CommandError('usage', (fault as Error).message);
  }
}

async function up(options: UpOptions): Promise<void> {
  const folder = chosenFolder(options.data);
  const chosen = systemOptions(options, folder);
  const running = options.detach ? await settled(folder) : runningState(folder);
  if (running) {
    console.log(
      `Counterpoint is already running on ${folder.root} (supervisor pid ${running.supervisor?.pid}); counterpoint down ends it.`,
    );
    if (running.connections) printWelcome(folder, running.connections);
    return;
  }
  await compile(chosen.selection, printProgress);
  makeDataFolder(folder);
  await (options.detach ? detached(chosen, folder) : attached(chosen, folder));
}

/** The running system, once it is ready: another start on the same folder may just be at work. */
async function settled(folder: DataFolder): Promise<State | undefined> {
  for (;;) {
    const running = runningState(folder);
    if (!running || running.ready) return running;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_POLL_MS));
  }
}

async function attached(options: SystemOptions, folder: DataFolder): Promise<void> {
  let stop: (() => Promise<void>) | undefined;
  let asked = 0;
  const end = (): void => {
    asked += 1;
    if (asked === 1) console.log('\nstopping ...');
    void stop?.();
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
  try {
    // Loaded here alone: every other command is quicker without the servers' clients.
    const { startSystem } = await import('../system/start-system.js');
    const running = await startSystem(options, printProgress, (how) => (stop = how));
    printWelcome(folder, running.connections);
    const follower = followLogs(
      folder.logs,
      running.system.processes.map(({ plan }) => plan.name),
    );
    await running.ended;
    follower.stop();
    process.exit(0);
  } catch (fault) {
    if (asked > 0) process.exit(0);
    if (fault instanceof AlreadyRunning) throw fault;
    throw new CommandError('failed', (fault as Error).message);
  }
}

/** Starts the supervisor as a session of its own, shows its progress and returns when the system is ready. */
async function detached(options: SystemOptions, folder: DataFolder): Promise<void> {
  const log = openLog(folder.logs, 'supervisor');
  const program = path.resolve(import.meta.dirname, '../supervisor.js');
  const child = spawn(process.execPath, [program], { detached: true, stdio: ['ignore', log, log, 'ipc'] });
  fs.closeSync(log);
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => child.kill('SIGTERM'));
  let failure: string | undefined;
  child.on('message', (progress: Progress) => {
    if (progress.kind === 'failed') failure = progress.text;
    else printProgress(progress);
  });
  child.send(options);
  const ready = await new Promise<boolean>((resolve) => {
    child.once('disconnect', () => resolve(failure === undefined && readState(folder).ready));
    child.once('exit', () => resolve(false));
  });
  if (!ready)
    throw new CommandError(
      'failed',
      failure ?? `the supervisor ended unexpectedly; see ${path.join(folder.logs, 'supervisor.log')}`,
    );
  child.unref();
  const { connections } = readState(folder);
  if (connections) printWelcome(folder, connections);
}
