import type { SystemOptions } from './system/options.js';
import type { Progress } from './system/progress.js';
import { startSystem } from './system/start-system.js';

/**
 * The supervisor of a detached system: a session of its own, told by its parent what to start. It reports progress to
 * the parent until the system is ready or has failed; then it goes on alone, its own words in `supervisor.log`.
 */
process.once('message', (options: SystemOptions) => void supervise(options));

async function supervise(options: SystemOptions): Promise<void> {
  let stop: (() => Promise<void>) | undefined;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void stop?.());
  // A terminal that closes is no reason for a detached system to end.
  process.on('SIGHUP', () => undefined);
  try {
    const running = await startSystem(options, report, (how) => (stop = how));
    if (process.connected) process.disconnect();
    await running.ended;
    process.exit(0);
  } catch (fault) {
    report({ kind: 'failed', text: (fault as Error).message });
    if (process.connected) process.disconnect();
    process.exit(1);
  }
}

function report(progress: Progress): void {
  console.log(`${new Date().toISOString()} ${JSON.stringify(progress)}`);
  // A parent that is gone is no reason to end.
  if (process.connected) process.send?.(progress, undefined, undefined, () => undefined);
}
