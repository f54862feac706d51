import type { Bus } from './bus.js';

export interface BusOptions {
  /** `host:port` of each broker to begin with. */
  readonly brokers: readonly string[];
  /** Put before every topic and group name. */
  readonly topicPrefix: string;
  /** Shown in the broker's logs and quotas. */
  readonly clientId: string;
}

export type KafkaClient = Bus['client'];

/** Opens the bus on the client that was chosen; only that client's code is loaded. */
export async function openBus(client: KafkaClient, options: BusOptions): Promise<Bus> {
  switch (client) {
    case 'platformatic': {
      const { PlatformaticBus } = await import('./platformatic/platformatic-bus.js');
      return new PlatformaticBus(options);
    }
    case 'kafkajs': {
      const { KafkajsBus } = await import('./kafkajs/kafkajs-bus.js');
      return new KafkajsBus(options);
    }
  }
}

/** `@platformatic/kafka` needs Node 22.22 or 24.6 and newer. */
export function defaultKafkaClient(version = process.versions.node): KafkaClient {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const supported = (major === 22 && minor >= 22) || (major === 24 && minor >= 6) || major > 24;
  return supported ? 'platformatic' : 'kafkajs';
}
