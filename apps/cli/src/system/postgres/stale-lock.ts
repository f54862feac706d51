import fs from 'node:fs';
import path from 'node:path';

/**
 * After a power failure the pid in `postmaster.pid` may belong to a stranger, and PostgreSQL would refuse to start for ever.
 * The file is removed only when that process certainly is no PostgreSQL server; in every other case PostgreSQL's own
 * interlock (pid and shared memory segment) decides.
 */
export async function removeStaleLock(folder: string): Promise<void> {
  const file = path.join(folder, 'postmaster.pid');
  let pid: number;
  try {
    pid = Number(fs.readFileSync(file, 'utf8').split('\n')[0]);
  } catch {
    return;
  }
  if (!isPostgres(pid)) fs.rmSync(file, { force: true });
}

function isPostgres(pid: number): boolean {
  try {
    return /\bpostgres\b/.test(fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8'));
  } catch {
    // No such process: PostgreSQL sees that by itself. No /proc: leave it to PostgreSQL.
    return true;
  }
}
