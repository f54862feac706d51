import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

/**
 * A process for certain: pids are used again, so the moment of its start belongs to its name.
 * `startedAt` is opaque: boot id and clock ticks on Linux (`/proc/<pid>/stat`, field 22), the date that `ps` prints elsewhere.
 */
export interface ProcessIdentity {
  readonly pid: number;
  readonly startedAt: string;
}

/** Position of the start time in `/proc/<pid>/stat`, counted after the command's closing parenthesis (proc(5)). */
const STATE_FIELD = 0;
const PARENT_FIELD = 1;
const START_TIME_FIELD = 19;

/** The fields of `/proc/<pid>/stat` that follow the command name, or nothing when there is no such process. */
function statFields(pid: number): string[] | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may itself hold spaces and parentheses: count from the last one.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return undefined;
  }
}

const onLinux = process.platform === 'linux';
let bootId: string | undefined;

/** The identity of a live process; nothing when no process has this pid (a zombie counts as dead). */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = onLinux ? linuxStart(pid) : psStart(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

function linuxStart(pid: number): string | undefined {
  const fields = statFields(pid);
  if (!fields || fields[STATE_FIELD] === 'Z' || fields[STATE_FIELD] === 'X') return undefined;
  bootId ??= fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  return `${bootId}:${fields[START_TIME_FIELD]}`;
}

function psStart(pid: number): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return line === '' || line.startsWith('Z') ? undefined : line.slice(line.indexOf(' ')).trim();
  } catch {
    return undefined;
  }
}

/** Whether exactly this process still lives: the same pid with another start time is a stranger. */
export function isAlive(identity: ProcessIdentity): boolean {
  return identify(identity.pid)?.startedAt === identity.startedAt;
}

/** The processes that this one started and that still live, with theirs (Linux; elsewhere none are known). */
export function descendants(pid: number): ProcessIdentity[] {
  if (!onLinux) return [];
  const children = new Map<number, number[]>();
  for (const name of fs.readdirSync('/proc')) {
    const candidate = Number(name);
    const parent = Number.isInteger(candidate) ? Number(statFields(candidate)?.[PARENT_FIELD]) : Number.NaN;
    if (!Number.isNaN(parent)) children.set(parent, [...(children.get(parent) ?? []), candidate]);
  }
  const below = (parent: number): number[] => (children.get(parent) ?? []).flatMap((child) => [child, ...below(child)]);
  return below(pid).flatMap((child) => identify(child) ?? []);
}

/** Sends a signal to exactly this process; false when it is gone (or was never ours to signal). */
export function signalProcess(identity: ProcessIdentity, signal: NodeJS.Signals): boolean {
  if (!isAlive(identity)) return false;
  try {
    return process.kill(identity.pid, signal);
  } catch {
    return false;
  }
}

/** How often a vanishing process is looked for, in milliseconds. */
const POLL_MS = 20;

/** Resolves to true once the process is dead, to false when it still lives after `timeoutMs`. */
export async function waitForDeath(identity: ProcessIdentity, timeoutMs: number): Promise<boolean> {
  const deadline = Date.now() + timeoutMs;
  while (isAlive(identity)) {
    if (Date.now() >= deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return true;
}
