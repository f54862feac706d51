import { Module, type DynamicModule } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { CONFIG } from '../config/config.token.js';
import type { Config } from '../config/load-config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { dataSourceOptions, openDatabase, type DatabaseOptions } from './connect.js';

/** The service's database: waits for it at the start, migrates it, and makes readiness depend on it. */
@Module({})
export class DatabaseModule {
  constructor(health: HealthRegistry, source: DataSource) {
    health.register('database', async () => {
      await source.query('select 1');
    });
  }

  /** Needs `databaseUrl` in the service's configuration. */
  static forRoot(options: Pick<DatabaseOptions, 'entities' | 'migrations' | 'poolSize'>): DynamicModule {
    // TypeORM's factory gets the options only, so the logger comes to it from here.
    let logger: Logger;
    return {
      module: DatabaseModule,
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [CONFIG, LOGGER],
          useFactory: (config: Config<'databaseUrl'>, injected: Logger) => {
            logger = injected;
            const base = dataSourceOptions({
              ...options,
              url: config.databaseUrl,
              applicationName: `counterpoint ${config.service}`,
            });
            // openDatabase waits and retries itself.
            return { ...base, retryAttempts: 0 };
          },
          dataSourceFactory: async (given) => {
            if (given === undefined) throw new Error('the database has no options');
            return openDatabase(given, logger);
          },
        }),
      ],
    };
  }
}
