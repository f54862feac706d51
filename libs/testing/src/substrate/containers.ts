import { execFile } from 'node:child_process';
import { PostgreSqlContainer } from '@testcontainers/postgresql';
import { GenericContainer, Wait, type StartedTestContainer } from 'testcontainers';
import { eventually } from '../eventually.js';
import { TopicLog } from '../topics/topic-log.js';
import type { Servers } from './substrate.js';

export const POSTGRES_IMAGE = 'postgres:17';
export const KAFKA_IMAGE = 'apache/kafka:4.3.1';
/** How long the Docker client may take to say whether an engine answers, in milliseconds. */
const DOCKER_ANSWER_TIMEOUT_MS = 10_000;
const STARTUP_TIMEOUT_MS = 180_000;
const KAFKA_PORT = 9092;
const STARTER = '/tmp/counterpoint-starter.sh';

/** Whether a Docker engine answers; a client alone is not enough. */
export function dockerAnswers(): Promise<boolean> {
  return new Promise((resolve) => {
    execFile('docker', ['version', '--format', '{{.Server.Version}}'], { timeout: DOCKER_ANSWER_TIMEOUT_MS }, (fault) => {
      resolve(fault === null);
    });
  });
}

async function answers(brokers: string): Promise<void> {
  const log = new TopicLog(brokers);
  try {
    await log.topics();
  } finally {
    await log.close();
  }
}

/**
 * A broker in KRaft mode. It has to advertise the port that Docker gives it, which is known only once the container
 * runs: so the container waits for a script that holds the address, and runs that.
 */
async function startKafka(): Promise<{ container: StartedTestContainer; brokers: string }> {
  const container = await new GenericContainer(KAFKA_IMAGE)
    .withExposedPorts(KAFKA_PORT)
    .withEntrypoint(['sh'])
    .withCommand(['-c', `while [ ! -f ${STARTER} ]; do sleep 0.1; done; exec sh ${STARTER}`])
    .withEnvironment({
      KAFKA_NODE_ID: '1',
      KAFKA_PROCESS_ROLES: 'broker,controller',
      KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9094',
      KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
      KAFKA_INTER_BROKER_LISTENER_NAME: 'INTERNAL',
      KAFKA_LISTENERS: `PLAINTEXT://:${KAFKA_PORT},INTERNAL://:9093,CONTROLLER://:9094`,
      KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT',
      KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
      KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
      KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '4',
      KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
      KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
      KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    })
    .withWaitStrategy(Wait.forSuccessfulCommand('true'))
    .withStartupTimeout(STARTUP_TIMEOUT_MS)
    .start();
  const brokers = `${container.getHost()}:${container.getMappedPort(KAFKA_PORT)}`;
  const content = `export KAFKA_ADVERTISED_LISTENERS=PLAINTEXT://${brokers},INTERNAL://localhost:9093\nexec /etc/kafka/docker/run\n`;
  await container.copyContentToContainer([{ content, target: STARTER, mode: 0o755 }]);
  await eventually(() => answers(brokers), { timeoutMs: STARTUP_TIMEOUT_MS, what: `${KAFKA_IMAGE} answers` });
  return { container, brokers };
}

/** PostgreSQL and Kafka as containers; Docker's reaper ends them even when this process is killed. */
export async function startContainers(): Promise<Servers> {
  const postgres = await new PostgreSqlContainer(POSTGRES_IMAGE)
    .withTmpFs({ '/var/lib/postgresql/data': 'rw' })
    .withCommand(['postgres', '-c', 'max_connections=300'])
    .start();
  const kafka = await startKafka().catch(async (fault: unknown) => {
    await postgres.stop();
    throw fault;
  });
  return {
    databaseUrl: postgres.getConnectionUri(),
    brokers: kafka.brokers,
    description: `Docker containers: ${POSTGRES_IMAGE}, ${KAFKA_IMAGE}`,
    stop: async () => {
      await Promise.all([postgres.stop(), kafka.container.stop()]);
    },
  };
}
