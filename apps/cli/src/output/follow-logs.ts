import fs from 'node:fs';
import colours from 'picocolors';
import { logFile } from '../system/process/log-files.js';
import { humanLine } from './log-line.js';

/** How often the files are looked at, in milliseconds. */
const POLL_MS = 150;
/** The most that is read of one file at a time, in bytes. */
const MAX_CHUNK_BYTES = 256 * 1024;

const PALETTE = [colours.cyan, colours.yellow, colours.green, colours.magenta, colours.blue, colours.red];

/** Puts the service's name, in its colour, before each line; a person at a terminal gets JSON in words. */
export function prefixer(names: readonly string[]): (name: string, line: string) => string {
  const width = Math.max(0, ...names.map((name) => name.length));
  return (name, line) => {
    const colour = PALETTE[Math.max(0, names.indexOf(name)) % PALETTE.length] ?? colours.white;
    return `${colour(name.padEnd(width))} ${colours.dim('│')} ${process.stdout.isTTY ? humanLine(line) : line}`;
  };
}

/** Prints what the processes write from now on; each file is read on from where it ends at this moment. */
export function followLogs(folder: string, names: readonly string[]): { stop(): void } {
  const prefixed = prefixer(names);
  const followed = names.map((name) => ({
    name,
    file: logFile(folder, name),
    position: sizeOf(logFile(folder, name)),
    rest: '',
  }));
  const look = (): void => {
    for (const log of followed) {
      const size = sizeOf(log.file);
      if (size < log.position) log.position = 0;
      if (size === log.position) continue;
      const text = log.rest + read(log.file, log.position, Math.min(size - log.position, MAX_CHUNK_BYTES));
      log.position = Math.min(size, log.position + MAX_CHUNK_BYTES);
      const lines = text.split('\n');
      log.rest = lines.pop() ?? '';
      for (const line of lines) console.log(prefixed(log.name, line));
    }
  };
  const timer = setInterval(look, POLL_MS);
  return {
    stop: () => {
      clearInterval(timer);
      look();
    },
  };
}

const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

function read(file: string, start: number, length: number): string {
  const handle = fs.openSync(file, 'r');
  try {
    const buffer = Buffer.alloc(length);
    const bytes = fs.readSync(handle, buffer, 0, length, start);
    return buffer.toString('utf8', 0, bytes);
  } finally {
    fs.closeSync(handle);
  }
}
