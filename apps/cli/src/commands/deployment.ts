import fs from 'node:fs';
import path from 'node:path';
import { DEFAULT_PARTITIONS, TOPICS } from '@counterpoint/contracts';
import { ensureTopics } from '@counterpoint/messaging/topics';
import type { Command } from 'commander';
import { chosenFolder } from '../client/control.js';
import { CommandError } from '../exit-codes.js';
import { networkConnections } from '../compose/connections.js';
import { databasePlan } from '../system/service-plan.js';
import { ensureDatabases } from '../system/postgres/databases.js';
import { ensureSecrets, readSecrets, type Secrets } from '../system/secrets.js';
import { SYSTEM } from '../system/services.js';
import type { DataFolder } from '../system/data-folder.js';
import { command } from './common.js';

/** How long a server may take to answer, in milliseconds. */
const ANSWER_MS = 120_000;
/** Streams the primary's log to a standby; owns nothing. */
export const REPLICATOR = 'replicator';
/** Files that another user's process reads: PostgreSQL's own entry point knows passwords only as files. */
const READABLE = 0o444;

/** The one-shot jobs of a deployment, run by compose before the services. */
export function deploymentCommand(): Command {
  return command('deployment', 'One-shot jobs of a container deployment: secrets, databases, topics', ['deployment topics'])
    .addCommand(
      command('secrets', 'Make development secrets in the data folder, once', ['deployment secrets']).action(secretsJob),
    )
    .addCommand(
      command('databases', 'Make the databases and roles that are missing', ['deployment databases']).action(databasesJob),
    )
    .addCommand(command('topics', 'Make the topics that are missing', ['deployment topics']).action(topicsJob));
}

async function secretsJob(): Promise<void> {
  onlyInDevelopment();
  const folder = chosenFolder(undefined);
  const roles = SYSTEM.flatMap(({ database }) => database ?? []);
  const secrets = await ensureSecrets(folder, [...roles, REPLICATOR]);
  write(folder, 'postgres-password', secrets.postgresPassword);
  write(folder, 'replicator-password', secrets.databasePasswords[REPLICATOR] ?? '');
  console.log(`development secrets in ${folder.secrets}`);
}

function write(folder: DataFolder, name: string, text: string): void {
  const file = path.join(folder.root, name);
  fs.rmSync(file, { force: true });
  fs.writeFileSync(file, text, { mode: READABLE });
}

async function databasesJob(): Promise<void> {
  const secrets = developmentSecrets();
  const { adminDatabaseUrl } = networkConnections(secrets, required('DATABASE_ADDRESS'), '');
  const plans = SYSTEM.flatMap((definition) => databasePlan(definition, '', secrets) ?? []);
  const made = await ensureDatabases(adminDatabaseUrl, plans);
  console.log(`databases: ${plans.length}, new: ${made.length}`);
}

async function topicsJob(): Promise<void> {
  const partitions = Number(process.env['TOPIC_PARTITIONS'] || DEFAULT_PARTITIONS);
  const prefix = process.env['TOPIC_PREFIX'] ?? '';
  // As many copies as the brokers think right by themselves.
  const plans = TOPICS.map((topic) => ({ topic: `${prefix}${topic}`, partitions, replicas: -1 }));
  const made = await ensureTopics(required('KAFKA_BROKERS').split(','), plans, ANSWER_MS);
  console.log(`topics: ${plans.length}, new: ${made.length}, partitions: ${partitions}`);
}

function developmentSecrets(): Secrets {
  onlyInDevelopment();
  const folder = chosenFolder(undefined);
  const secrets = readSecrets(folder);
  if (!secrets) throw new CommandError('notRunning', `there are no development secrets in ${folder.root}`);
  return secrets;
}

function onlyInDevelopment(): void {
  const profile = process.env['COUNTERPOINT_PROFILE'];
  if (profile === 'development') return;
  throw new CommandError(
    'refused',
    `generated secrets are for development, and COUNTERPOINT_PROFILE is "${profile ?? ''}": bring secrets of your own (docker/README.md)`,
  );
}

function required(variable: string): string {
  const value = process.env[variable];
  if (!value) throw new CommandError('usage', `${variable} is missing`);
  return value;
}
