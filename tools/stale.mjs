// Which workspaces have sources that are newer than their last build. Apart from the build, so that a command that finds
// everything up to date neither loads the compiler nor writes into the checkout.
import fs from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '..');

/** The last change of anything in a folder, in milliseconds; a removed file shows as a change of its folder. */
export function newestChange(folder) {
  const inside = fs.readdirSync(folder, { withFileTypes: true }).map((entry) => {
    const full = path.join(folder, entry.name);
    return entry.isDirectory() ? newestChange(full) : fs.statSync(full).mtimeMs;
  });
  return Math.max(fs.statSync(folder).mtimeMs, ...inside);
}

function isStale(workspace) {
  const source = path.join(root, workspace, 'src');
  if (!fs.existsSync(source)) return false;
  const built = fs.statSync(path.join(root, workspace, 'dist', '.built'), { throwIfNoEntry: false });
  return !built || built.mtimeMs < newestChange(source);
}

/** Of these workspaces (`apps/cli`, `libs/contracts`, ...) the ones to build, by their folder's name as the build wants it. */
export const staleWorkspaces = (workspaces) => workspaces.filter(isStale).map((workspace) => path.basename(workspace));
