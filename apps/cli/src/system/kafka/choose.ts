import { dockerEngine } from '../process/container.js';
import { findJava, OLDEST_JAVA, type Java } from './java.js';
import { findMaven, jarsCached, kafkaVersion } from './jars.js';

/** The way in which this machine can run a real broker. */
export type BrokerKind = { readonly kind: 'java'; readonly java: Java } | { readonly kind: 'container' };

/**
 * Java with the jars (cached, or to be had by Maven) first, else a Docker engine.
 * @throws Error that names every way out when there is neither
 */
export async function chooseBroker(): Promise<BrokerKind> {
  const java = findJava();
  if (java && (jarsCached() || findMaven() !== undefined)) return { kind: 'java', java };
  if ((await dockerEngine()) !== undefined) return { kind: 'container' };
  const missing = java
    ? 'Maven, which fetches the broker once, is not on PATH'
    : `no Java ${OLDEST_JAVA} or newer was found by JAVA_HOME or on PATH`;
  throw new Error(
    [
      `Counterpoint needs a real Apache Kafka broker, and cannot start one: ${missing}, and no Docker engine answers. Any one of these helps:`,
      `  - install a JDK and Maven (Debian, Ubuntu: apt-get install openjdk-17-jdk-headless maven; macOS: brew install openjdk@17 maven)`,
      `  - start Docker: the broker then runs as the container apache/kafka:${kafkaVersion()}`,
      `  - use a broker that runs already: KAFKA_BROKERS=host:9092 npm start`,
    ].join('\n'),
  );
}
