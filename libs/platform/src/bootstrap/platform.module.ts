import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { Clock, SystemClock } from '../clock/clock.js';
import { CONFIG } from '../config/config.token.js';
import type { CommonConfig } from '../config/load-config.js';
import { HealthController } from '../health/health.controller.js';
import { HealthRegistry } from '../health/health-registry.js';
import { LOGGER, type Logger } from '../logging/logger.js';
import { Metrics, MetricsController } from '../metrics/metrics.js';

/** What every service can inject without importing anything: CONFIG, LOGGER, Clock, HealthRegistry, Metrics. */
@Module({})
export class PlatformModule {
  /** The root of a service's application: the platform, and the service's own module on top. */
  static around(service: Type | DynamicModule, config: CommonConfig, logger: Logger): DynamicModule {
    const values = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
      { provide: Clock, useValue: new SystemClock(config) },
      { provide: HealthRegistry, useValue: new HealthRegistry() },
      { provide: Metrics, useValue: new Metrics(config.service) },
    ];
    return {
      module: PlatformModule,
      global: true,
      imports: [service],
      controllers: [HealthController, MetricsController],
      providers: values,
      exports: values,
    };
  }
}
