// Runs a command in its own process group and ends the group with it: nothing that a step started outlives the step.
import { spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..', '..');
/** Grace between SIGTERM and SIGKILL for a group that is told to end, in milliseconds. */
const STOP_GRACE_MS = 10_000;
/** Output kept of a captured command, in characters; the end matters, so the start is dropped. */
const MAX_CAPTURED_CHARS = 200_000;

const running = new Set();

function signalGroup(pid, signal) {
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/**
 * Runs `command` from the root of the repository. Resolves to `{ code, output, timedOut, milliseconds }`, never rejects.
 * With `capture` the output is returned, otherwise it goes to the terminal.
 */
export function run(command, args, { capture = false, env = {}, timeoutSeconds = 600 } = {}) {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', capture ? 'pipe' : 'inherit', capture ? 'pipe' : 'inherit'],
    env: { ...process.env, PATH: `${path.join(ROOT, 'node_modules/.bin')}:${process.env.PATH}`, ...env },
  });
  running.add(child);
  let output = '';
  let timedOut = false;
  const keep = (chunk) => (output = (output + chunk).slice(-MAX_CAPTURED_CHARS));
  child.stdout?.setEncoding('utf8').on('data', keep);
  child.stderr?.setEncoding('utf8').on('data', keep);
  const watchdog = setTimeout(() => {
    timedOut = true;
    signalGroup(child.pid, 'SIGTERM');
    setTimeout(() => signalGroup(child.pid, 'SIGKILL'), STOP_GRACE_MS).unref();
  }, timeoutSeconds * 1000);
  return new Promise((resolve) => {
    const done = (code) => {
      clearTimeout(watchdog);
      running.delete(child);
      if (child.pid) signalGroup(child.pid, 'SIGTERM');
      resolve({ code, output, timedOut, milliseconds: Math.round(performance.now() - started) });
    };
    child.on('error', (error) => {
      keep(String(error));
      done(127);
    });
    child.on('close', (code, signal) => done(code ?? `signal ${signal}`));
  });
}

/** Ends every group that is still running; for signal handlers. */
export function stopAll() {
  for (const child of running) signalGroup(child.pid, 'SIGTERM');
}

/** Maps with at most `limit` calls under way; results keep the order of the items. */
export async function mapLimited(items, limit, work) {
  const results = new Array(items.length);
  let next = 0;
  const worker = async () => {
    for (let index = next++; index < items.length; index = next++) results[index] = await work(items[index]);
  };
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  return results;
}
