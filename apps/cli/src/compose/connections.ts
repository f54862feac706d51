import { Secrets } from '../system/secrets.js';
import { SYSTEM } from '../system/services.js';
import { SUPERUSER } from '../system/postgres/cluster.js';
import { databaseUrl } from '../system/postgres/databases.js';
import type { Connections } from '../system/state-file.js';
import { CommandError } from '../exit-codes.js';
import { serviceOf, type ComposeProject } from './project.js';
import { onlyFile } from './tar.js';

/** Where the containers see the development secrets. */
const SECRETS_FILE = '/var/lib/counterpoint/secrets.json';

/** What each server listens on inside its container, for the outside. */
const PORTS = { gateway: 8080, orchestrator: 8080, postgres: 5432, kafka: 9094 } as const;

/** The development secrets of the project, out of the container that keeps them. */
export async function composeSecrets({ engine, containers, name }: ComposeProject): Promise<Secrets> {
  const keeper = containers.find((container) => serviceOf(container) === 'gateway') ?? containers[0];
  try {
    const archive = await engine.raw('GET', `/containers/${keeper?.Id}/archive?path=${encodeURIComponent(SECRETS_FILE)}`);
    return Secrets.parse(JSON.parse(onlyFile(archive)));
  } catch (fault) {
    throw new CommandError('notRunning', `the compose project ${name} has no development secrets: ${(fault as Error).message}`);
  }
}

/** How this machine reaches what the project publishes. */
export async function composeConnections(project: ComposeProject): Promise<Connections> {
  const secrets = await composeSecrets(project);
  const [gateway, orchestrator, postgres] = [
    portOf(project, 'gateway'),
    portOf(project, 'orchestrator'),
    portOf(project, 'postgres'),
  ];
  const brokers = project.containers
    .filter((container) => /^kafka(-\d+)?$/.test(serviceOf(container)))
    .flatMap(({ Ports }) => Ports.find(({ PrivatePort }) => PrivatePort === PORTS.kafka)?.PublicPort ?? [])
    .map((port) => `127.0.0.1:${port}`);
  return {
    ...(gateway === undefined ? {} : { gatewayUrl: `http://127.0.0.1:${gateway}` }),
    ...(orchestrator === undefined ? {} : { stepFunctionsUrl: `http://127.0.0.1:${orchestrator}` }),
    kafkaBrokers: brokers.join(','),
    ...databaseConnections(secrets, `127.0.0.1:${postgres}`),
  };
}

/** The same from inside the project's network. */
export const networkConnections = (secrets: Secrets, databaseAddress: string, kafkaBrokers: string): Connections => ({
  kafkaBrokers,
  ...databaseConnections(secrets, databaseAddress),
});

function databaseConnections(
  secrets: Secrets,
  address: string,
): Pick<Connections, 'topicPrefix' | 'adminDatabaseUrl' | 'databases'> {
  const adminDatabaseUrl = databaseUrl(`postgres://${address}`, { name: SUPERUSER, password: secrets.postgresPassword });
  const names = SYSTEM.flatMap(({ database }) => database ?? []);
  return {
    topicPrefix: '',
    adminDatabaseUrl,
    databases: Object.fromEntries(
      names.map((name) => [name, databaseUrl(adminDatabaseUrl, { name, password: secrets.databasePasswords[name] ?? '' })]),
    ),
  };
}

function portOf({ containers }: ComposeProject, service: keyof typeof PORTS): number | undefined {
  const container = containers.find((candidate) => serviceOf(candidate) === service);
  return container?.Ports.find(({ PrivatePort, PublicPort }) => PrivatePort === PORTS[service] && PublicPort !== undefined)
    ?.PublicPort;
}
