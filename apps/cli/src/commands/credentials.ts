import type { Command } from 'commander';
import { chosenFolder, requireRunning } from '../client/control.js';
import { CommandError } from '../exit-codes.js';
import { printRecord } from '../output/print.js';
import { readSecrets } from '../system/secrets.js';
import { command, dataOption, outputOption, type DataOption, type OutputOption } from './common.js';

export function credentialsCommand(): Command {
  return command('credentials', 'Development credentials: bearer tokens for the gateway, a key pair for the AWS APIs', [
    'credentials',
    'credentials -o json | jq -r .customerToken',
  ])
    .addOption(dataOption())
    .addOption(outputOption())
    .action(({ data, output }: DataOption & OutputOption) => {
      const folder = chosenFolder(data);
      const secrets = readSecrets(folder);
      if (!secrets) throw new CommandError('notRunning', `${folder.root} has no credentials yet: npm start makes them`);
      printRecord(output, secrets.credentials, Object.entries(secrets.credentials));
    });
}

export function infoCommand(): Command {
  return command('info', 'Addresses of the running system, database URLs with their passwords included', [
    'info',
    'info -o json | jq -r .kafkaBrokers',
  ])
    .addOption(dataOption())
    .addOption(outputOption())
    .action(({ data, output }: DataOption & OutputOption) => {
      const folder = chosenFolder(data);
      const { connections } = requireRunning(folder);
      if (!connections) throw new CommandError('notRunning', 'the system is still starting');
      const { databases, ...rest } = connections;
      const members = [...Object.entries(rest), ...Object.entries(databases)].map(
        ([name, value]) => [name, String(value)] as const,
      );
      printRecord(output, { dataFolder: folder.root, ...connections }, [['dataFolder', folder.root], ...members]);
    });
}
