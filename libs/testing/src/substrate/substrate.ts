import { randomBytes } from 'node:crypto';
import { dockerAnswers, startContainers } from './containers.js';
import { startEmbedded } from './embedded.js';

/** Names PostgreSQL (a URL of a role that may create databases and roles) and Kafka (host:port, comma-separated). */
export const DATABASE_VARIABLE = 'TEST_DATABASE_URL';
export const BROKERS_VARIABLE = 'TEST_KAFKA_BROKERS';
/** `docker` or `embedded` takes those and nothing else; without it Docker is tried first. */
export const SUBSTRATE_VARIABLE = 'TEST_SUBSTRATE';
/** One run of the tests; templates of databases and topics are made anew for each. */
export const RUN_VARIABLE = 'TEST_RUN';

/** Real servers that tests run on. */
export interface Servers {
  readonly databaseUrl: string;
  readonly brokers: string;
  /** Which servers these are, and why they were chosen: printed once per run. */
  readonly description: string;
  stop(): Promise<void>;
}

export interface Substrate extends Servers {
  /** What a Jest run needs in its environment so that its specs find the servers. */
  readonly environment: Readonly<Record<string, string>>;
}

function fromEnvironment(): Servers | undefined {
  const databaseUrl = process.env[DATABASE_VARIABLE];
  const brokers = process.env[BROKERS_VARIABLE];
  if (databaseUrl === undefined && brokers === undefined) return undefined;
  if (databaseUrl === undefined || brokers === undefined) {
    throw new Error(`${DATABASE_VARIABLE} and ${BROKERS_VARIABLE} belong together: only one of them is set`);
  }
  const description = `named by the environment: ${new URL(databaseUrl).host}, ${brokers}`;
  return { databaseUrl, brokers, description, stop: () => Promise.resolve() };
}

/** Containers when Docker answers and has the images, else embedded servers; the description says why. */
async function choose(): Promise<Servers> {
  const wanted = process.env[SUBSTRATE_VARIABLE];
  if (wanted !== undefined && wanted !== 'docker' && wanted !== 'embedded') {
    throw new Error(`${SUBSTRATE_VARIABLE} is docker or embedded, not ${wanted}`);
  }
  if (wanted === 'docker') return startContainers();
  if (wanted === 'embedded') return startEmbedded(`${SUBSTRATE_VARIABLE} says so`);
  if (!(await dockerAnswers())) return startEmbedded('no Docker engine answers');
  try {
    return await startContainers();
  } catch (fault) {
    const [reason] = (fault as Error).message.split('\n');
    return startEmbedded(`Docker answers but can not run the images: ${reason}`);
  }
}

/**
 * The servers for one run of the tests: those that the environment names, else containers when Docker answers,
 * else embedded ones (PostgreSQL binaries from npm, Kafka by Maven). Start it once per run; never falls back in silence.
 */
export async function startSubstrate(): Promise<Substrate> {
  const servers = fromEnvironment() ?? (await choose());
  return {
    ...servers,
    environment: {
      [DATABASE_VARIABLE]: servers.databaseUrl,
      [BROKERS_VARIABLE]: servers.brokers,
      [RUN_VARIABLE]: randomBytes(4).toString('hex'),
    },
  };
}

/**
 * For specs: where the servers are.
 * @throws Error with the ways to start them when the environment names none
 */
export function substrate(): { readonly databaseUrl: string; readonly brokers: string; readonly run: string } {
  const servers = fromEnvironment();
  if (!servers) {
    throw new Error(
      `This spec needs servers: run it by \`npm run test:int -- <path>\`, or set ${DATABASE_VARIABLE} and ${BROKERS_VARIABLE}.`,
    );
  }
  return { databaseUrl: servers.databaseUrl, brokers: servers.brokers, run: process.env[RUN_VARIABLE] ?? `pid${process.pid}` };
}
