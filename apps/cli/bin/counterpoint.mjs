#!/usr/bin/env node
// The `counterpoint` command. A plain committed file, so that `npm ci` links it before anything is built: it moves to
// the Node that npm brought when the machine's is too old, brings the compiled code up to date, and hands over.
// It has to run on old Nodes: nothing newer than Node 16 in here.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../..');
const pinnedNode = path.join(repository, 'node_modules', 'node', 'bin', 'node');

const [major, minor] = process.versions.node.split('.').map(Number);
const recentEnough = (major === 22 && minor >= 22) || (major === 24 && minor >= 6) || major > 24;

function giveUp(message) {
  console.error(message);
  process.exit(1);
}

/** Runs this very command again under the pinned Node; signals and the exit code pass through. */
function runUnderPinnedNode() {
  const child = spawn(pinnedNode, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (fault) => giveUp(`cannot run ${pinnedNode}: ${fault.message}`));
  child.on('exit', (code, signal) => process.exit(signal ? 1 : code));
}

const tool = (name) => import(pathToFileURL(path.join(repository, 'tools', name)).href);

/** Compiles what the command itself is made of; `up` sees to the rest. */
async function bringUpToDate() {
  const { staleWorkspaces } = await tool('stale.mjs');
  const stale = staleWorkspaces(['apps/cli', 'libs/contracts']);
  if (stale.length === 0) return;
  const { build } = await tool('build.mjs');
  const started = Date.now();
  try {
    const count = await build(stale);
    if (count > 0) console.error(`compiled ${count} source file${count === 1 ? '' : 's'} in ${Date.now() - started} ms`);
  } catch (fault) {
    giveUp(`The sources do not compile.\n${fault.message}`);
  }
}

async function run() {
  const { enableCompileCache } = await import('node:module');
  if (enableCompileCache) enableCompileCache();
  await bringUpToDate();
  await import(pathToFileURL(path.join(repository, 'apps', 'cli', 'dist', 'main.js')).href);
}

if (!fs.existsSync(path.join(repository, 'node_modules', '@swc', 'core'))) {
  giveUp(`The packages are not installed yet. In ${repository}:\n\n  npm ci && npm start\n`);
} else if (recentEnough) {
  await run();
} else if (fs.existsSync(pinnedNode)) {
  runUnderPinnedNode();
} else {
  giveUp(
    `Counterpoint needs Node 22.22 or newer; this is ${process.versions.node}, and npm did not bring its own (node_modules/node). Run npm ci.`,
  );
}
