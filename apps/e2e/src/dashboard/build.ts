import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT, runNode } from '../system/launcher.js';

const BUILT_PAGE = path.join(ROOT, 'apps/dashboard/dist/index.html');

/** Builds the dashboard where it is missing or older than its sources. @throws Error with the bundler's words */
export async function buildDashboard(): Promise<void> {
  const { newestChange } = (await import(pathToFileURL(path.join(ROOT, 'tools/stale.mjs')).href)) as {
    newestChange: (folder: string) => number;
  };
  const built = fs.statSync(BUILT_PAGE, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > newestChange(path.join(ROOT, 'apps/dashboard/src'))) return;
  const { code, stdout, stderr } = await runNode([path.join(ROOT, 'node_modules/vite/bin/vite.js'), 'build', 'apps/dashboard']);
  if (code !== 0) throw new Error(`the dashboard could not be built: ${stderr || stdout}`);
}
