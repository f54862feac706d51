import { removeContainer } from './process/container.js';
import { descendants, isAlive, signalProcess, waitForDeath, type ProcessIdentity } from './process/identity.js';
import type { StartedProcess } from './state-file.js';

/** How long leftovers may take to end by themselves before they are killed, in milliseconds. */
const GRACE_MS = 1_500;
/** How long the system may take to bury a killed process, in milliseconds. */
const DEATH_MS = 5_000;

/**
 * Ends what an earlier supervisor left behind when it was killed: exactly the recorded processes, each recognised by
 * pid and start time, together with what they started. A recorded pid that now belongs to another process is left alone.
 * @returns the names of those that were still alive
 */
export async function reap(recorded: readonly StartedProcess[]): Promise<string[]> {
  for (const { container } of recorded) if (container !== undefined) await removeContainer(container);
  const leftovers = recorded.filter((process) => isAlive(process));
  const tree = leftovers.flatMap((leftover) => [leftover, ...descendants(leftover.pid)]);
  for (const process of tree) signalProcess(process, 'SIGCONT');
  for (const leftover of leftovers) signalProcess(leftover, 'SIGTERM');
  await Promise.all(tree.map((process) => endProcess(process)));
  return leftovers.map(({ name }) => name);
}

async function endProcess(process: ProcessIdentity): Promise<void> {
  if (await waitForDeath(process, GRACE_MS)) return;
  signalProcess(process, 'SIGKILL');
  if (!(await waitForDeath(process, DEATH_MS))) throw new Error(`process ${process.pid} of an earlier start does not end`);
}
