import { createHash } from 'node:crypto';
import type { ProcessPlan } from '../process/managed-process.js';
import { removeContainer } from '../process/container.js';
import { accepts } from './broker.js';
import { kafkaVersion } from './jars.js';

/** Settings of the official image, which makes `a.b.c` of `KAFKA_A_B_C`; the same as in `server.properties`. */
const SETTINGS: Readonly<Record<string, string>> = {
  KAFKA_PROCESS_ROLES: 'broker,controller',
  KAFKA_NODE_ID: '1',
  KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
  KAFKA_INTER_BROKER_LISTENER_NAME: 'INSIDE',
  KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
  KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT',
  KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
  KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_OFFSETS_TOPIC_NUM_PARTITIONS: '3',
  KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
  KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_REPLICATION_FACTOR: '1',
  KAFKA_SHARE_COORDINATOR_STATE_TOPIC_MIN_ISR: '1',
  KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
  KAFKA_GROUP_MIN_SESSION_TIMEOUT_MS: '1000',
  KAFKA_GROUP_CONSUMER_SESSION_TIMEOUT_MS: '6000',
  KAFKA_GROUP_CONSUMER_MIN_SESSION_TIMEOUT_MS: '1000',
  KAFKA_GROUP_CONSUMER_HEARTBEAT_INTERVAL_MS: '1000',
  KAFKA_GROUP_CONSUMER_MIN_HEARTBEAT_INTERVAL_MS: '500',
  KAFKA_LOG_DIRS: '/var/lib/kafka/data',
  KAFKA_HEAP_OPTS: '-Xms64m -Xmx256m',
};

/** The container and the volume of a data folder: the same ones at every start. */
export function containerName(dataRoot: string): string {
  return `counterpoint-kafka-${createHash('sha256').update(dataRoot).digest('hex').slice(0, 12)}`;
}

/** The volume outlives the container, so the same folder always gets the same id. */
function clusterIdOf(dataRoot: string): string {
  return createHash('sha256').update(dataRoot).digest().subarray(0, 16).toString('base64url').replace(/^-/, 'A');
}

/** How to run the broker as a container: for machines with a Docker engine and without Java. */
export function containerPlan(dataRoot: string, port: number): ProcessPlan {
  const name = containerName(dataRoot);
  const settings = {
    ...SETTINGS,
    CLUSTER_ID: clusterIdOf(dataRoot),
    KAFKA_LISTENERS: `CONTROLLER://:9093,INSIDE://:9094,OUTSIDE://:${port}`,
    KAFKA_ADVERTISED_LISTENERS: `INSIDE://localhost:9094,OUTSIDE://127.0.0.1:${port}`,
  };
  return {
    name: 'kafka',
    service: 'kafka',
    command: [
      ...(['docker', 'run', '--rm', '--name', name, '--publish', `127.0.0.1:${port}:${port}`] as const),
      ...['--volume', `${name}:/var/lib/kafka/data`],
      ...Object.entries(settings).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
      `apache/kafka:${kafkaVersion()}`,
    ],
    cwd: '/',
    env: Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    stopSignal: 'SIGTERM',
    container: name,
    beforeStart: () => removeContainer(name),
    isReady: () => accepts(port),
  };
}
