import { createHash } from 'node:crypto';
import type { ProcessPlan } from '../process/managed-process.js';
import { removeContainer } from '../process/container.js';
import { brokerProperties } from './properties.js';
import { kafkaVersion } from './jars.js';
import { brokerAnswers } from './probe.js';

/** Settings that are different inside a container; the port for the outside is added to them. */
const OWN_SETTINGS: Readonly<Record<string, string>> = {
  'controller.quorum.voters': '1@localhost:9093',
  'inter.broker.listener.name': 'INSIDE',
  'listener.security.protocol.map': 'CONTROLLER:PLAINTEXT,INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT',
  'log.dirs': '/var/lib/kafka/data',
  'heap.opts': '-Xms64m -Xmx256m',
};

/** The official image makes the property `a.b.c` of the variable `KAFKA_A_B_C`. */
const variable = (property: string): string => `KAFKA_${property.toUpperCase().replaceAll('.', '_')}`;

/** The container and the volume of a data folder: the same ones at every start. */
export function containerName(dataRoot: string): string {
  return `counterpoint-kafka-${createHash('sha256').update(dataRoot).digest('hex').slice(0, 12)}`;
}

/** The volume outlives the container, so the same folder always gets the same id. */
function clusterIdOf(dataRoot: string): string {
  return createHash('sha256').update(dataRoot).digest().subarray(0, 16).toString('base64url').replace(/^-/, 'A');
}

export const containerImage = (): string => `apache/kafka:${kafkaVersion()}`;

/** How to run the broker as a container: for machines with a Docker engine and without Java. */
export function containerPlan(dataRoot: string, port: number): ProcessPlan {
  const name = containerName(dataRoot);
  const settings = {
    ...brokerProperties(),
    ...OWN_SETTINGS,
    listeners: `CONTROLLER://:9093,INSIDE://:9094,OUTSIDE://:${port}`,
    'advertised.listeners': `INSIDE://localhost:9094,OUTSIDE://127.0.0.1:${port}`,
  };
  return {
    name: 'kafka',
    service: 'kafka',
    command: [
      ...(['docker', 'run', '--rm', '--name', name, '--publish', `127.0.0.1:${port}:${port}`] as const),
      ...['--volume', `${name}:/var/lib/kafka/data`],
      ...['--env', `CLUSTER_ID=${clusterIdOf(dataRoot)}`],
      ...Object.entries(settings).flatMap(([property, value]) => ['--env', `${variable(property)}=${value}`]),
      containerImage(),
    ],
    cwd: '/',
    env: Object.fromEntries(Object.entries(process.env).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]))),
    stopSignal: 'SIGTERM',
    container: name,
    beforeStart: () => removeContainer(name),
    isReady: () => brokerAnswers(port),
  };
}
