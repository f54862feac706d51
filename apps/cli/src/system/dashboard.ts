import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { openLog } from './process/log-files.js';
import type { Report } from './progress.js';
import { REPOSITORY } from './repository.js';

const DASHBOARD = path.join(REPOSITORY, 'apps', 'dashboard');
const BUILT_PAGE = path.join(DASHBOARD, 'dist', 'index.html');
const BUNDLER = path.join(REPOSITORY, 'node_modules', 'vite', 'bin', 'vite.js');
/** What it is made of. */
const SOURCES = ['apps/dashboard/src', 'libs/asl/src', 'libs/contracts/src'];
/** Niceness of the build: the services and their users come first. */
const LOW_PRIORITY = 10;

/**
 * Builds the dashboard behind the back of a running system when it is missing or older than its sources; until then the
 * gateway shows a page that says so. Returns a way to call it off. A build that fails leaves what was there, and its
 * words in `dashboard.log`.
 */
export async function refreshDashboard(logs: string, report: Report): Promise<() => void> {
  if (!(await isStale())) return () => undefined;
  const started = performance.now();
  const log = openLog(logs, 'dashboard');
  const child = spawn(process.execPath, [BUNDLER, 'build'], { cwd: DASHBOARD, stdio: ['ignore', log, log] });
  fs.closeSync(log);
  child.on('error', (fault) => report({ kind: 'note', text: `the dashboard could not be built: ${fault.message}` }));
  if (child.pid !== undefined) lower(child.pid);
  report({ kind: 'note', text: 'the dashboard is being built in the background' });
  child.once('exit', (code) => {
    if (code === 0) report({ kind: 'done', text: 'dashboard built', ms: performance.now() - started });
    else if (code !== null)
      report({ kind: 'note', text: `the dashboard could not be built; see ${path.join(logs, 'dashboard.log')}` });
  });
  return () => void child.kill();
}

/** An installation without sources or without the bundler serves what it has. */
async function isStale(): Promise<boolean> {
  const sources = SOURCES.map((source) => path.join(REPOSITORY, source));
  if (!fs.existsSync(BUNDLER) || !sources.every((source) => fs.existsSync(source))) return false;
  const built = fs.statSync(BUILT_PAGE, { throwIfNoEntry: false });
  if (built === undefined) return true;
  const { newestChange } = (await import(pathToFileURL(path.join(REPOSITORY, 'tools', 'stale.mjs')).href)) as {
    newestChange: (folder: string) => number;
  };
  return sources.some((source) => newestChange(source) > built.mtimeMs);
}

function lower(pid: number): void {
  try {
    os.setPriority(pid, LOW_PRIORITY);
  } catch {
    // It has ended already, or this machine has no priorities.
  }
}
