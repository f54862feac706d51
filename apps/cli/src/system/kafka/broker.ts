import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import type { ProcessPlan } from '../process/managed-process.js';
import type { Java } from './java.js';
import { classPath, jarsFolder } from './jars.js';
import { brokerAnswers } from './probe.js';
import { propertiesText } from './properties.js';

/** Where a broker listens, and where its data are. */
export interface BrokerPlace {
  readonly folder: string;
  readonly port: number;
  readonly controllerPort: number;
}

/** A quick start and a small heap rather than the last tenth of throughput. */
const FLAGS = [
  '-Xms64m',
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-Xshare:auto',
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=warn',
];

/** The class-data archive for this build of Java and these jars; it halves the start's CPU time. */
export function archiveFile(java: Java): string {
  return path.join(jarsFolder(), `classes-${createHash('sha256').update(java.build).digest('hex').slice(0, 12)}.jsa`);
}

function flags(java: Java): string[] {
  const archive = archiveFile(java);
  return fs.existsSync(archive)
    ? [...FLAGS, `-XX:SharedArchiveFile=${archive}`, '-Xlog:disable', '-Xlog:all=error:stderr']
    : FLAGS;
}

const propertiesFile = (place: BrokerPlace): string => path.join(place.folder, 'server.properties');
const logFolder = (place: BrokerPlace): string => path.join(place.folder, 'log');

function writeProperties(place: BrokerPlace): void {
  fs.mkdirSync(place.folder, { recursive: true });
  const values: Record<string, string> = {
    PORT: String(place.port),
    CONTROLLER_PORT: String(place.controllerPort),
    DATA: logFolder(place),
  };
  fs.writeFileSync(propertiesFile(place), propertiesText(values));
}

/** A Kafka cluster id: 16 random bytes in URL-safe base 64 that do not begin with a dash (Kafka's `Uuid`). */
export function clusterId(): string {
  const id = randomBytes(16).toString('base64url');
  return id.startsWith('-') ? clusterId() : id;
}

/** Writes the configuration and, once per folder, formats it; true when it was formatted. */
export async function prepareBroker(java: Java, place: BrokerPlace): Promise<boolean> {
  writeProperties(place);
  if (fs.existsSync(path.join(logFolder(place), 'meta.properties'))) return false;
  await runJava(java, ['kafka.tools.StorageTool', 'format', '-t', clusterId(), '-c', propertiesFile(place)]);
  return true;
}

function runJava(java: Java, args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(java.program, [...flags(java), '-cp', classPath(), ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) =>
      code === 0 ? resolve() : reject(new Error(`${args[0]} failed with exit code ${code}:\n${output.slice(-2_000)}`)),
    );
  });
}

/** How to run the broker. `extraFlags` go to Java. */
export function brokerPlan(java: Java, place: BrokerPlace, extraFlags: readonly string[] = []): ProcessPlan {
  return {
    name: 'kafka',
    service: 'kafka',
    command: [java.program, ...flags(java), ...extraFlags, '-cp', classPath(), 'kafka.Kafka', propertiesFile(place)],
    cwd: place.folder,
    env: { PATH: process.env['PATH'] ?? '', LANG: 'C.UTF-8' },
    stopSignal: 'SIGTERM',
    isReady: () => brokerAnswers(place.port),
  };
}
