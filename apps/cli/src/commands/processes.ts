import type { Command } from 'commander';
import { actOn, chosenFolder, listProcesses, requireForm } from '../client/control.js';
import { actOnContainer, listContainers } from '../compose/processes.js';
import { printRows, state } from '../output/print.js';
import type { ProcessAction } from '../system/control-server.js';
import type { ProcessLine } from '../system/report.js';
import { command, dataOption, outputOption, type DataOption, type OutputOption } from './common.js';

export function psCommand(): Command {
  return command('ps', 'Every process of the system, with its state', ['ps', 'ps -o json'])
    .addOption(dataOption())
    .addOption(outputOption())
    .action(async ({ data, output }: DataOption & OutputOption) => {
      printRows(output, await processLines(data), [
        { title: 'service', of: ({ service }) => service },
        { title: 'pid', of: ({ pid }) => (pid === null ? '-' : String(pid)) },
        { title: 'restarts', of: ({ restarts }) => String(restarts) },
        { title: 'state', of: (line) => state(line.state) },
      ]);
    });
}

async function processLines(data: string | undefined): Promise<ProcessLine[]> {
  const form = await requireForm(chosenFolder(data));
  return form.kind === 'compose' ? listContainers(form.project) : listProcesses(form.state);
}

const ACTIONS: Readonly<Record<ProcessAction, { summary: string; examples: string[] }>> = {
  kill: {
    summary: 'Kill a process as a crash would (SIGKILL); prints its pid once it is dead. It is started again',
    examples: ['kill payment', 'kill kafka', 'kill orchestrator-2'],
  },
  pause: {
    summary: 'Stop a process where it is (SIGSTOP): it keeps its connections and answers nothing',
    examples: ['pause payment', 'pause postgres'],
  },
  resume: { summary: 'Let a paused process go on (SIGCONT)', examples: ['resume payment'] },
};

/** `kill`, `pause` and `resume`; each prints the pid of the process that it acted on. */
export function processCommands(): Command[] {
  return (Object.keys(ACTIONS) as ProcessAction[]).map((action) =>
    command(action, ACTIONS[action].summary, ACTIONS[action].examples)
      .argument('<service>', 'a name that counterpoint ps lists')
      .addOption(dataOption())
      .addOption(outputOption())
      .action(async (service: string, { data, output }: DataOption & OutputOption) => {
        const form = await requireForm(chosenFolder(data));
        const acted =
          form.kind === 'compose'
            ? await actOnContainer(form.project, service, action)
            : await actOn(form.state, service, action);
        console.log(output === 'json' ? JSON.stringify(acted) : String(acted.pid));
      }),
  );
}
