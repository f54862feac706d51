import type { Command } from 'commander';
import { chosenFolder, requireForm, runningForm, type ChosenFolder } from '../client/control.js';
import { composeConnections, composeSecrets, networkConnections } from '../compose/connections.js';
import type { ComposeProject } from '../compose/project.js';
import { CommandError } from '../exit-codes.js';
import { printRecord } from '../output/print.js';
import { readSecrets, type Secrets } from '../system/secrets.js';
import type { Connections } from '../system/state-file.js';
import { command, dataOption, outputOption, type DataOption, type OutputOption } from './common.js';

export function credentialsCommand(): Command {
  return command('credentials', 'Development credentials: bearer tokens for the gateway, a key pair for the AWS APIs', [
    'credentials',
    'credentials -o json | jq -r .customerToken',
  ])
    .addOption(dataOption())
    .addOption(outputOption())
    .action(async ({ data, output }: DataOption & OutputOption) => {
      const folder = chosenFolder(data);
      const secrets = await secretsOf(folder);
      if (!secrets) throw new CommandError('notRunning', `${folder.root} has no credentials yet: npm start makes them`);
      printRecord(output, secrets.credentials, Object.entries(secrets.credentials));
    });
}

/** Those of the running compose project, unless the data folder's own system runs; a folder keeps its secrets when nothing runs. */
async function secretsOf(folder: ChosenFolder): Promise<Secrets | undefined> {
  if (insideNetwork()) return readSecrets(folder);
  const form = await runningForm(folder);
  return form?.kind === 'compose' ? composeSecrets(form.project) : readSecrets(folder);
}

/** Inside the cli container the servers are named by its environment, and the published ports are out of reach. */
const insideNetwork = (): boolean => process.env['DATABASE_ADDRESS'] !== undefined;

async function connectionsOf(project: ComposeProject, folder: ChosenFolder): Promise<Connections> {
  const secrets = insideNetwork() ? readSecrets(folder) : undefined;
  if (!secrets) return composeConnections(project);
  const inside = networkConnections(secrets, process.env['DATABASE_ADDRESS'] ?? '', process.env['KAFKA_BROKERS'] ?? '');
  const gatewayUrl = process.env['COUNTERPOINT_GATEWAY'];
  return gatewayUrl === undefined ? inside : { ...inside, gatewayUrl };
}

export function infoCommand(): Command {
  return command('info', 'Addresses of the running system, database URLs with their passwords included', [
    'info',
    'info -o json | jq -r .kafkaBrokers',
  ])
    .addOption(dataOption())
    .addOption(outputOption())
    .action(async ({ data, output }: DataOption & OutputOption) => {
      const folder = chosenFolder(data);
      const form = await requireForm(folder);
      const connections = form.kind === 'compose' ? await connectionsOf(form.project, folder) : form.state.connections;
      if (!connections) throw new CommandError('notRunning', 'the system is still starting');
      const { databases, ...rest } = connections;
      const members = [...Object.entries(rest), ...Object.entries(databases)].map(
        ([name, value]) => [name, String(value)] as const,
      );
      printRecord(output, { dataFolder: folder.root, ...connections }, [['dataFolder', folder.root], ...members]);
    });
}
