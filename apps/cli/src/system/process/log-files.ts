import fs from 'node:fs';
import path from 'node:path';

/** A log file that has grown beyond this is cut when its process starts, in bytes; the older text is kept aside once. */
export const MAX_LOG_BYTES = 32 * 1024 * 1024;

export function logFile(folder: string, name: string): string {
  return path.join(folder, `${name}.log`);
}

/**
 * Opens a process's log for appending. Processes write to the file themselves, so that their words survive the
 * supervisor's death, and so that nothing blocks when nobody reads.
 */
export function openLog(folder: string, name: string): number {
  const file = logFile(folder, name);
  const size = fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  if (size > MAX_LOG_BYTES) fs.renameSync(file, `${file}.old`);
  return fs.openSync(file, 'a');
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
