import fs from 'node:fs';

/** Clock ticks of a second in /proc (USER_HZ on Linux). */
const TICKS_PER_SECOND = 100;

/** What a group of processes has used. */
export interface Usage {
  readonly cpuSeconds: number;
  /** Proportional set size: shared pages count once, in MiB. */
  readonly memoryMiB: number;
}

function stat(pid: number): { parent: number; ticks: number } | undefined {
  try {
    const text = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [parent = 0] = fields.slice(1);
    // utime, stime and those of children that have ended and were waited for.
    return { parent, ticks: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) };
  } catch {
    return undefined;
  }
}

function withDescendants(roots: readonly number[]): number[] {
  const children = new Map<number, number[]>();
  for (const name of fs.readdirSync('/proc')) {
    const pid = Number(name);
    const parent = Number.isInteger(pid) ? stat(pid)?.parent : undefined;
    if (parent !== undefined) children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = new Set<number>();
  const visit = (pid: number): void => {
    if (found.has(pid)) return;
    found.add(pid);
    children.get(pid)?.forEach(visit);
  };
  roots.forEach(visit);
  return [...found];
}

function memoryMiB(pid: number): number {
  try {
    const pss = /^Pss:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))?.[1];
    return Number(pss ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Use of the processes and of everything that they started, since they began. Linux only. */
export function usageOf(roots: readonly number[]): Usage {
  const pids = withDescendants(roots);
  const ticks = pids.reduce((sum, pid) => sum + (stat(pid)?.ticks ?? 0), 0);
  return { cpuSeconds: ticks / TICKS_PER_SECOND, memoryMiB: pids.reduce((sum, pid) => sum + memoryMiB(pid), 0) };
}
