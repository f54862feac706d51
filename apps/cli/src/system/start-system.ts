import { ControlServer } from './control-server.js';
import { refreshDashboard } from './dashboard.js';
import type { SystemOptions } from './options.js';
import type { Report } from './progress.js';
import type { Connections } from './state-file.js';
import { System } from './system.js';

/** A system that is ready. */
export interface RunningSystem {
  readonly system: System;
  readonly connections: Connections;
  /** Ends everything in order; may be called again. */
  stop(): Promise<void>;
  /** Resolves when the system has been ended, by `stop` or by a client (`counterpoint down`). */
  readonly ended: Promise<void>;
}

/**
 * Starts PostgreSQL, Kafka and the services under this process's supervision.
 * `onStarting` is given the way to call the start off.
 * @throws AlreadyRunning when another supervisor owns the data folder
 * @throws Error when something does not start; nothing is left running then
 */
export async function startSystem(
  options: SystemOptions,
  report: Report,
  onStarting: (stop: () => Promise<void>) => void = () => undefined,
): Promise<RunningSystem> {
  const system = new System(options, report);
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => (end = resolve));
  let callOffBuild: () => void = () => undefined;
  const stop = async (): Promise<void> => {
    callOffBuild();
    await system.stop();
    control.close();
    end();
  };
  const control = new ControlServer(system, () => void stop());
  onStarting(stop);
  try {
    const connections = await system.start({ port: await control.listen(), token: control.token });
    // Systems on free ports are those of tests and measurements: nobody looks at them, and nothing may disturb them.
    if (options.ports === 'standard' && system.find('gateway')) callOffBuild = await refreshDashboard(system.folder.logs, report);
    return { system, connections, stop, ended };
  } catch (fault) {
    control.close();
    throw fault;
  }
}
