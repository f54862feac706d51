import { spawn, type ChildProcess } from 'node:child_process';
import fs from 'node:fs';
import type { StartedProcess } from '../state-file.js';
import { restartDelay } from './backoff.js';
import { signalContainer } from './container.js';
import { descendants, identify, isAlive, signalProcess, waitForDeath, type ProcessIdentity } from './identity.js';
import { openLog } from './log-files.js';

/** What is to run, and how it is to be treated. */
export interface ProcessPlan {
  /** Unique in the system: `orchestrator`, or `orchestrator-2` for a further replica. */
  readonly name: string;
  /** What people call it: the name without a replica's number. */
  readonly service: string;
  readonly command: readonly [string, ...string[]];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Another user to run as (PostgreSQL refuses root). */
  readonly user?: { readonly uid: number; readonly gid: number };
  /** What asks it to end in good order. */
  readonly stopSignal: NodeJS.Signals;
  /** Whether kill, pause and resume mean its descendants as well: PostgreSQL is a family of processes. */
  readonly family?: boolean;
  /** The container that the command runs in the foreground, when Docker does. */
  readonly container?: string;
  /** Put in order before every start, also before one after a crash. */
  readonly beforeStart?: () => Promise<void>;
  /** Whether it can be used now. */
  readonly isReady: () => Promise<boolean>;
}

export type ProcessState = 'stopped' | 'running' | 'paused' | 'restarting';

/** How long a process may take to end in good order before it is killed, in milliseconds. */
const STOP_GRACE_MS = 15_000;
/** How long the system may take to bury a killed process, in milliseconds. */
const DEATH_MS = 10_000;

/** One process that is started again, with growing pauses, whenever it ends without having been told to. */
export class ManagedProcess {
  state: ProcessState = 'stopped';
  restarts = 0;
  identity: ProcessIdentity | undefined;
  private child: ChildProcess | undefined;
  private startedAtMs = 0;
  private quickDeaths = 0;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    readonly plan: ProcessPlan,
    private readonly logFolder: string,
    /** Called in the same turn in which a process came to be or ended, so that it is on record at once. */
    private readonly onChange: () => void,
    private readonly onNote: (note: string) => void,
  ) {}

  /** Starts the process; the caller waits for `isReady` by itself. */
  async start(): Promise<void> {
    await this.plan.beforeStart?.();
    const { command, cwd, env, user } = this.plan;
    const log = openLog(this.logFolder, this.plan.name);
    try {
      // Its own session: a terminal's Ctrl-C reaches the supervisor alone, which then ends everything in order.
      this.child = spawn(command[0], command.slice(1), { cwd, env, ...user, detached: true, stdio: ['ignore', log, log] });
    } finally {
      fs.closeSync(log);
    }
    this.startedAtMs = Date.now();
    this.identity = this.child.pid === undefined ? undefined : identify(this.child.pid);
    this.state = 'running';
    this.onChange();
    const child = this.child;
    child.once('error', (fault) => this.ended(child, fault.message));
    child.once('exit', (code, signal) => this.ended(child, signal ? `killed by ${signal}` : `exit code ${code}`));
  }

  /** The record by which a later supervisor finds this process again. */
  record(): StartedProcess | undefined {
    if (!this.identity) return undefined;
    const { name, container } = this.plan;
    return { name, ...this.identity, ...(container === undefined ? {} : { container }) };
  }

  /** Kills the process as a crash would; resolves to its pid once it is dead. It is started again by itself. */
  async kill(): Promise<number> {
    const victim = this.requireAlive();
    const family = this.family(victim);
    if (this.plan.container !== undefined) await signalContainer(this.plan.container, 'SIGKILL');
    for (const member of family) signalProcess(member, 'SIGKILL');
    const deaths = await Promise.all(family.map((member) => waitForDeath(member, DEATH_MS)));
    if (deaths.includes(false)) throw new Error(`${this.plan.name} (pid ${victim.pid}) does not die`);
    return victim.pid;
  }

  /** Stops the process where it is; it keeps its connections and its memory, and answers nothing. */
  async pause(): Promise<number> {
    const pid = await this.signalFamily('SIGSTOP');
    this.state = 'paused';
    return pid;
  }

  async resume(): Promise<number> {
    const pid = await this.signalFamily('SIGCONT');
    this.state = 'running';
    return pid;
  }

  /** Ends the process in good order, by force when it takes too long, and leaves it ended. */
  async stop(): Promise<void> {
    const wasPaused = this.state === 'paused';
    this.state = 'stopped';
    clearTimeout(this.timer);
    const { identity } = this;
    if (!identity || !isAlive(identity)) return;
    if (wasPaused) await this.signalFamily('SIGCONT');
    if (this.plan.container === undefined) signalProcess(identity, this.plan.stopSignal);
    else await signalContainer(this.plan.container, this.plan.stopSignal);
    if (await waitForDeath(identity, STOP_GRACE_MS)) return;
    this.onNote(`${this.plan.name} did not end within ${STOP_GRACE_MS / 1000} s, killed`);
    await this.kill();
  }

  private async signalFamily(signal: NodeJS.Signals): Promise<number> {
    const target = this.requireAlive();
    if (this.plan.container === undefined) for (const member of this.family(target)) signalProcess(member, signal);
    else await signalContainer(this.plan.container, signal);
    return target.pid;
  }

  private family(head: ProcessIdentity): ProcessIdentity[] {
    return this.plan.family ? [head, ...descendants(head.pid)] : [head];
  }

  private requireAlive(): ProcessIdentity {
    if (!this.identity || !isAlive(this.identity)) throw new Error(`${this.plan.name} is not running at the moment`);
    return this.identity;
  }

  private ended(child: ChildProcess, how: string): void {
    if (child !== this.child) return;
    this.child = undefined;
    this.identity = undefined;
    if (this.state === 'stopped') return this.onChange();
    this.state = 'restarting';
    const { delayMs, quickDeaths } = restartDelay(Date.now() - this.startedAtMs, this.quickDeaths);
    this.quickDeaths = quickDeaths;
    this.onNote(`${this.plan.name} ended (${how}), starts again in ${delayMs} ms`);
    this.onChange();
    this.timer = setTimeout(() => void this.restart(), delayMs);
  }

  private async restart(): Promise<void> {
    if (this.state !== 'restarting') return;
    this.restarts += 1;
    try {
      await this.start();
    } catch (fault) {
      this.onNote(`${this.plan.name} cannot be started: ${(fault as Error).message}`);
      const { delayMs, quickDeaths } = restartDelay(0, this.quickDeaths);
      this.quickDeaths = quickDeaths;
      this.timer = setTimeout(() => void this.restart(), delayMs);
    }
  }
}
