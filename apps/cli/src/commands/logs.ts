import type { Command } from 'commander';
import { chosenFolder, runningForm } from '../client/control.js';
import { CommandError } from '../exit-codes.js';
import { followLogs, prefixer } from '../output/follow-logs.js';
import { logFile, logNames, tail } from '../system/process/log-files.js';
import { command, dataOption, type DataOption } from './common.js';

interface LogOptions extends DataOption {
  readonly follow?: boolean;
  readonly lines: string;
}

export function logsCommand(): Command {
  return command('logs', 'What the processes wrote', ['logs payment', 'logs --follow', 'logs order payment --lines 200'])
    .argument('[services...]', 'names that counterpoint ps lists, or supervisor; all when left out')
    .option('-f, --follow', 'go on as more is written')
    .option('-n, --lines <count>', 'how many lines of each, at most', '20')
    .addOption(dataOption())
    .action(async (services: string[], { data, follow, lines }: LogOptions) => {
      const folder = chosenFolder(data);
      const form = await runningForm(folder);
      if (form?.kind === 'compose')
        throw new CommandError(
          'usage',
          `containers keep their own logs: docker compose -p ${form.project.name} logs ${services.join(' ')}`.trimEnd(),
        );
      const known = logNames(folder.logs);
      const unknown = services.find((name) => !known.includes(name));
      if (unknown !== undefined)
        throw new CommandError('notFound', `there is no log of "${unknown}"; there are ${known.join(', ')}`);
      const names = services.length > 0 ? services : known;
      const prefixed = prefixer(names);
      for (const name of names)
        for (const line of tail(logFile(folder.logs, name), Number(lines))) console.log(prefixed(name, line));
      if (follow) followLogs(folder.logs, names);
    });
}
