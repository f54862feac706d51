import fs from 'node:fs';
import type { DataFolder } from './data-folder.js';
import { identify, isAlive, type ProcessIdentity } from './process/identity.js';

/** Raised when another live supervisor owns the data folder. */
export class AlreadyRunning extends Error {
  constructor(readonly owner: ProcessIdentity) {
    super(`Counterpoint is already running on this data folder (supervisor pid ${owner.pid})`);
  }
}

/**
 * Takes the data folder for this process. The lock of a dead owner is void.
 * @throws AlreadyRunning when a live process holds it
 */
export function takeLock(folder: DataFolder): void {
  const self = identify(process.pid);
  if (!self) throw new Error('this process does not find itself in the process table');
  // The file appears with its content: written aside, then linked, which fails when the name is taken.
  const draft = `${folder.lock}.${process.pid}`;
  fs.writeFileSync(draft, JSON.stringify(self));
  try {
    while (!linked(draft, folder.lock)) {
      const owner = holder(folder);
      if (owner && isAlive(owner)) throw new AlreadyRunning(owner);
      fs.rmSync(folder.lock, { force: true });
    }
  } finally {
    fs.rmSync(draft, { force: true });
  }
}

export function releaseLock(folder: DataFolder): void {
  if (holder(folder)?.pid === process.pid) fs.rmSync(folder.lock, { force: true });
}

function linked(draft: string, lock: string): boolean {
  try {
    fs.linkSync(draft, lock);
    return true;
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw fault;
  }
}

function holder(folder: DataFolder): ProcessIdentity | undefined {
  try {
    return JSON.parse(fs.readFileSync(folder.lock, 'utf8')) as ProcessIdentity;
  } catch {
    return undefined;
  }
}
