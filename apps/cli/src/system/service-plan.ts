import { databaseUrl, type DatabasePlan } from './postgres/databases.js';
import type { ProcessPlan } from './process/managed-process.js';
import { REPOSITORY } from './repository.js';
import type { Secrets } from './secrets.js';
import type { ServiceDefinition } from './services.js';

/** What every service process of one system has in common. */
export interface ServiceSurroundings {
  readonly adminUrl: string;
  readonly brokers: string;
  readonly databasePrefix: string;
  readonly secrets: Secrets;
  /** Port of every service process by its name. */
  readonly servicePorts: Readonly<Record<string, number>>;
  /** The environment that the launcher was started with, overrides included. */
  readonly env: Readonly<Record<string, string>>;
  readonly serviceEnv: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly compileCache: string;
}

/** How long a service may take to answer a health check, in milliseconds. */
const HEALTH_TIMEOUT_MS = 2_000;

/** `orchestrator`, then `orchestrator-2`, `orchestrator-3`, ... */
export const replicaName = (service: string, replica: number): string => (replica === 1 ? service : `${service}-${replica}`);

export function databasePlan(definition: ServiceDefinition, prefix: string, secrets: Secrets): DatabasePlan | undefined {
  if (definition.database === undefined) return undefined;
  const name = `${prefix}${definition.database}`;
  return { name, password: secrets.databasePasswords[name] ?? '' };
}

/** How to run one replica of a service. */
export function servicePlan(definition: ServiceDefinition, replica: number, around: ServiceSurroundings): ProcessPlan {
  const name = replicaName(definition.name, replica);
  const port = around.servicePorts[name] ?? 0;
  const database = databasePlan(definition, around.databasePrefix, around.secrets);
  const [program = 'node', ...args] = definition.command;
  return {
    name,
    service: definition.name,
    command: [program === 'node' ? process.execPath : program, ...args],
    cwd: REPOSITORY,
    env: {
      NODE_COMPILE_CACHE: around.compileCache,
      ...withoutDatabase(around.env),
      COUNTERPOINT_SERVICE: definition.name,
      HTTP_HOST: '127.0.0.1',
      HTTP_PORT: String(port),
      KAFKA_BROKERS: around.brokers,
      AUTH_SECRET: around.secrets.authSecret,
      SFN_ACCESS_KEYS: accessKeys(around.secrets),
      // A restarted process is the same member of its consumer group: it takes its partitions back at once.
      KAFKA_INSTANCE_ID: name,
      ...(database ? { DATABASE_URL: databaseUrl(around.adminUrl, database) } : {}),
      ...serviceUrls(around.servicePorts),
      ...around.serviceEnv[definition.name],
    },
    stopSignal: 'SIGTERM',
    isReady: () => isHealthy(port),
  };
}

/** The administrator's database is none of a service's business. */
function withoutDatabase({ DATABASE_URL: _administrator, ...env }: Readonly<Record<string, string>>): Record<string, string> {
  return env;
}

/** The key pairs of the AWS APIs with their roles, as JSON. */
function accessKeys({ credentials }: Secrets): string {
  const { accessKeyId, secretAccessKey } = credentials;
  return JSON.stringify([{ accessKeyId, secretAccessKey, role: 'admin' }]);
}

/** `ORDER_URL`, `PROVIDER_URL`, ...: the address of every service's first replica. */
function serviceUrls(ports: Readonly<Record<string, number>>): Record<string, string> {
  return Object.fromEntries(Object.entries(ports).map(([name, port]) => [urlVariable(name), `http://127.0.0.1:${port}`]));
}

const urlVariable = (name: string): string => `${name.toUpperCase().replaceAll('-', '_')}_URL`;

async function isHealthy(port: number): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(HEALTH_TIMEOUT_MS) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
