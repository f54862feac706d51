import {
  Global,
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
} from '@nestjs/common';
import { Clock, CONFIG, DatabaseModule, HealthRegistry, type Config } from '@counterpoint/platform';
import { DataSource } from 'typeorm';
import { Bus } from '../bus/bus.js';
import { openBus } from '../bus/open-bus.js';
import type { Caller } from '../calls/caller.js';
import { Runtime } from '../consume/runtime.js';
import { Messaging } from '../messaging.js';
import { MESSAGING_MIGRATIONS } from '../migrations/index.js';
import { Parking } from '../parking/parking.js';
import { KafkaTransport } from './kafka-transport.js';
import { POOL, type MessagingOptions } from './options.js';

type MessagingConfig = Config<'databaseUrl' | 'kafkaBrokers'>;
/** Connections of TypeORM: reads, administration, migrations. The hot path has its own pool. */
const READ_POOL_SIZE = 4;

/**
 * Messaging for one service. Provides Runtime, DataSource, the pool of the hot path (POOL), Bus, Parking and
 * KafkaTransport. Needs the platform's module around it (configuration, clock, health).
 */
@Global()
@Module({})
export class MessagingModule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger('Messaging');

  constructor(
    private readonly messaging: Messaging,
    private readonly bus: Bus,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    health.register('kafka', () =>
      bus.connected() ? Promise.resolve() : Promise.reject(new Error('the broker does not answer')),
    );
  }

  static forRoot(options: MessagingOptions): DynamicModule {
    const { service, entities, migrations, callers = [], imports = [] } = options;
    return {
      module: MessagingModule,
      imports: [
        ...imports,
        DatabaseModule.forRoot({
          entities: [...entities],
          migrations: [...MESSAGING_MIGRATIONS, ...migrations] as never[],
          poolSize: READ_POOL_SIZE,
        }),
      ],
      providers: [
        ...callers,
        {
          provide: Bus,
          inject: [CONFIG],
          useFactory: (config: MessagingConfig) =>
            openBus(config.kafkaClient, {
              brokers: config.kafkaBrokers,
              topicPrefix: config.topicPrefix,
              clientId: service,
            }),
        },
        {
          provide: Messaging,
          inject: [CONFIG, DataSource, Bus, Clock, ...callers],
          useFactory: (config: MessagingConfig, source: DataSource, bus: Bus, clock: Clock, ...instances: Caller[]) =>
            new Messaging({
              service,
              databaseUrl: config.databaseUrl,
              source,
              bus,
              clock,
              callers: instances,
              groupInstanceId: process.env['KAFKA_INSTANCE_ID'] || undefined,
            }),
        },
        { provide: Runtime, inject: [Messaging], useFactory: (messaging: Messaging) => messaging.runtime },
        { provide: POOL, inject: [Messaging], useFactory: (messaging: Messaging) => messaging.pool },
        { provide: Parking, inject: [Messaging], useFactory: (messaging: Messaging) => messaging.parking },
        KafkaTransport,
      ],
      exports: [Bus, Messaging, Runtime, POOL, Parking, KafkaTransport],
    };
  }

  /** Without a transport (no handlers) decisions, calls and relay work all the same. */
  async onApplicationBootstrap(): Promise<void> {
    await this.messaging.start();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.messaging.stop();
    await this.bus.close();
    this.logger.debug('the bus is closed');
  }
}
