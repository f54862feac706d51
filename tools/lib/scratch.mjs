// A copy of the working tree in which anything may be tried: sources are copied, installed packages are linked, and the
// workspaces' own names lead to the copy.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.mjs';

const LEFT_OUT = new Set(['.git', '.nx', 'node_modules', 'dist', 'coverage', '.counterpoint']);
/** Scope of our own packages. */
const OWN = '@counterpoint';

/** Makes the copy in `directory`, which must not exist or be empty. */
export function scratchCopy(directory) {
  fs.cpSync(ROOT, directory, {
    recursive: true,
    filter: (source) => source === ROOT || !LEFT_OUT.has(path.basename(source)),
  });
  linkPackages(directory);
}

/** Gives a tree (a copy, or a git worktree) the packages that are installed here. */
export function linkPackages(directory) {
  const installed = path.join(ROOT, 'node_modules');
  const modules = path.join(directory, 'node_modules');
  fs.mkdirSync(path.join(modules, OWN), { recursive: true });
  for (const name of fs.readdirSync(installed)) {
    if (name === OWN || name === '.cache') continue;
    fs.symlinkSync(path.join(installed, name), path.join(modules, name));
  }
  for (const group of ['apps', 'libs']) {
    for (const name of fs.readdirSync(path.join(directory, group))) {
      fs.symlinkSync(path.join(directory, group, name), path.join(modules, OWN, name));
      // Packages that npm put beside one workspace, because others need another version.
      const nested = path.join(ROOT, group, name, 'node_modules');
      if (fs.existsSync(nested)) fs.symlinkSync(nested, path.join(directory, group, name, 'node_modules'));
    }
  }
}
