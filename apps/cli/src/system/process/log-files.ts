import fs from 'node:fs';
import path from 'node:path';

/** A log file that has grown beyond this is emptied, in bytes; what was in it is kept aside, once. */
export const MAX_LOG_BYTES = 32 * 1024 * 1024;

export function logFile(folder: string, name: string): string {
  return path.join(folder, `${name}.log`);
}

/**
 * Opens a process's log for appending. Processes write to the file themselves, so that their words survive the
 * supervisor's death, and so that nothing blocks when nobody reads.
 */
export function openLog(folder: string, name: string): number {
  return fs.openSync(logFile(folder, name), 'a');
}

/** Empties the logs that have grown too long. Their writers append, so they go on at the beginning. */
export function trimLogs(folder: string, maxBytes = MAX_LOG_BYTES): void {
  for (const file of logNames(folder).map((name) => logFile(folder, name))) {
    if (fs.statSync(file).size <= maxBytes) continue;
    fs.copyFileSync(file, `${file}.old`);
    fs.truncateSync(file);
  }
}

/** The names that have a log, in alphabetical order. */
export function logNames(folder: string): string[] {
  if (!fs.existsSync(folder)) return [];
  return fs
    .readdirSync(folder)
    .filter((file) => file.endsWith('.log'))
    .map((file) => file.slice(0, -'.log'.length))
    .sort();
}

/** The last lines of a log, at most `maxBytes` of them. */
export function tail(file: string, lines: number, maxBytes = 64 * 1024): string[] {
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size === 0) return [];
  const start = Math.max(0, size - maxBytes);
  const handle = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(size - start);
    fs.readSync(handle, buffer, 0, buffer.length, start);
    return buffer.toString('utf8').trimEnd().split('\n').slice(-lines);
  } finally {
    fs.closeSync(handle);
  }
}
