import fs from 'node:fs';
import path from 'node:path';
import { DEFAULT_PARTITIONS, TOPICS } from '@counterpoint/contracts';
import { ensureTopics } from '@counterpoint/messaging/topics';
import type { DataFolder } from './data-folder.js';
import { makeArchive } from './kafka/archive.js';
import { archiveFile, brokerPlan, prepareBroker } from './kafka/broker.js';
import { chooseBroker } from './kafka/choose.js';
import { containerImage, containerPlan } from './kafka/container.js';
import { fetchJars, jarsCached, kafkaVersion } from './kafka/jars.js';
import { postgresPrograms } from './postgres/binaries.js';
import { initialiseCluster, postgresPlan, SUPERUSER } from './postgres/cluster.js';
import { databaseUrl, ensureDatabases, type DatabasePlan } from './postgres/databases.js';
import { hasImage } from './process/container.js';
import type { PortPicker } from './ports.js';
import type { ProcessPlan } from './process/managed-process.js';
import { step, type Report } from './progress.js';

/** What the two servers need of the system that they belong to. */
export interface ServerSurroundings {
  readonly folder: DataFolder;
  readonly env: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly picker: PortPicker;
  readonly report: Report;
  /** Runs the plan under supervision; resolves when it is ready. */
  readonly run: (plan: ProcessPlan) => Promise<void>;
}

/** How long a broker that was named by the environment may take to answer, in milliseconds. */
const BROKER_ANSWER_MS = 30_000;

/** Starts PostgreSQL, or uses the one of `DATABASE_URL`, and makes every service's database; resolves to the administrator's URL. */
export async function startPostgres(
  around: ServerSurroundings,
  password: string,
  databases: readonly DatabasePlan[],
): Promise<string> {
  const { report } = around;
  const given = around.env['DATABASE_URL'];
  const port = around.ports['postgres'] ?? 0;
  const adminUrl = given ?? databaseUrl(`postgres://127.0.0.1:${port}`, { name: SUPERUSER, password });
  if (given === undefined) {
    const programs = await postgresPrograms();
    await step(
      report,
      undefined,
      () => initialiseCluster(programs, around.folder.postgres, password),
      (made) => (made ? 'PostgreSQL cluster initialised' : undefined),
    );
    const plan = postgresPlan(programs, around.folder.postgres, port, adminUrl);
    await step(
      report,
      undefined,
      () => around.run(plan),
      () => `PostgreSQL 18 on 127.0.0.1:${port}`,
    );
  }
  await step(
    report,
    undefined,
    () => ensureDatabases(adminUrl, databases),
    (made) =>
      made.length > 0 || given !== undefined
        ? `databases on ${new URL(adminUrl).host}: ${databases.length}, new: ${made.length}`
        : undefined,
  );
  return adminUrl;
}

/** Starts Kafka, or uses the brokers of `KAFKA_BROKERS`, and creates the topics; resolves to the bootstrap list. */
export async function startKafka(around: ServerSurroundings): Promise<string> {
  const given = around.env['KAFKA_BROKERS'];
  const brokers = given ?? `127.0.0.1:${around.ports['kafka'] ?? 0}`;
  if (given === undefined) await startBroker(around);
  const prefix = around.env['TOPIC_PREFIX'] ?? '';
  const partitions = Number(around.env['TOPIC_PARTITIONS'] ?? DEFAULT_PARTITIONS);
  // Brokers of our own are alone; those that were named know how many copies they want (-1 leaves it to them).
  const plans = TOPICS.map((topic) => ({ topic: `${prefix}${topic}`, partitions, replicas: given === undefined ? 1 : -1 }));
  await step(
    around.report,
    undefined,
    () => ensureTopics(brokers.split(','), plans, BROKER_ANSWER_MS),
    (made) => (made.length > 0 || given !== undefined ? `topics on ${brokers}: ${plans.length}, new: ${made.length}` : undefined),
  );
  return brokers;
}

async function startBroker(around: ServerSurroundings): Promise<void> {
  const { report, run, ports } = around;
  const port = ports['kafka'] ?? 0;
  const choice = await chooseBroker();
  if (choice.kind === 'container') {
    const text = `Kafka ${kafkaVersion()} as a container on 127.0.0.1:${port}`;
    const begin = (await hasImage(containerImage()))
      ? undefined
      : `fetching the image ${containerImage()} (about 400 MB, once per machine)`;
    return step(
      report,
      begin,
      () => run(containerPlan(around.folder.root, port)),
      () => text,
    );
  }
  const { java } = choice;
  if (!jarsCached()) {
    await step(
      report,
      `fetching Apache Kafka ${kafkaVersion()} by Maven (45 MB, once per machine)`,
      fetchJars,
      () => `Kafka ${kafkaVersion()} fetched`,
    );
  }
  if (!fs.existsSync(archiveFile(java))) {
    const begin = `teaching Java ${java.major} to start Kafka quickly (once per machine)`;
    await step(
      report,
      begin,
      () => makeArchive(java, around.picker),
      () => 'class-data archive made',
    );
  }
  const place = { folder: path.resolve(around.folder.kafka), port, controllerPort: ports['kafka-controller'] ?? 0 };
  await step(
    report,
    undefined,
    () => prepareBroker(java, place),
    (formatted) => (formatted ? 'Kafka data folder formatted' : undefined),
  );
  await step(
    report,
    undefined,
    () => run(brokerPlan(java, place)),
    () => `Kafka ${kafkaVersion()} on 127.0.0.1:${port} (Java ${java.major})`,
  );
}
