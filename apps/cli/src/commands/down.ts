import type { Command } from 'commander';
import { chosenFolder, requestStop } from '../client/control.js';
import { CommandError } from '../exit-codes.js';
import { signalProcess, waitForDeath } from '../system/process/identity.js';
import { reap } from '../system/reap.js';
import { readState, runningState, writeState } from '../system/state-file.js';
import { command, dataOption, type DataOption } from './common.js';

/** How long a system may take to end in good order, in milliseconds. */
const STOP_TIMEOUT_MS = 60_000;

export function downCommand(): Command {
  return command('down', 'End the system of a data folder; its data stay (npm stop)', ['down', 'down --data /tmp/trial'])
    .addOption(dataOption())
    .action(down);
}

async function down({ data }: DataOption): Promise<void> {
  const folder = chosenFolder(data);
  const running = runningState(folder);
  if (running?.supervisor) {
    await requestStop(running).catch(() => running.supervisor && signalProcess(running.supervisor, 'SIGTERM'));
    if (!(await waitForDeath(running.supervisor, STOP_TIMEOUT_MS)))
      throw new CommandError('failed', `the supervisor (pid ${running.supervisor.pid}) does not end`);
    return console.log('stopped');
  }
  const state = readState(folder);
  const reaped = await reap(state.processes);
  if (state.processes.length > 0) writeState(folder, { ...state, supervisor: null, control: null, ready: false, processes: [] });
  console.log(
    reaped.length > 0 ? `ended what an earlier start had left behind: ${reaped.join(', ')}` : `nothing runs on ${folder.root}`,
  );
}
