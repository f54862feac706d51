import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory, Reflector } from '@nestjs/core';
import type { CustomTransportStrategy } from '@nestjs/microservices';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { authenticate } from '../auth/authentication.js';
import { RolesGuard } from '../auth/roles.guard.js';
import { loadConfig, type Config, type RequiredName } from '../config/load-config.js';
import { HealthRegistry } from '../health/health-registry.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { NestLogger } from '../logging/nest-logger.js';
import { ProblemFilter } from '../problem/problem.filter.js';
import { SchemaPipe } from '../validation/schema.pipe.js';
import { httpAdapter, readJsonOnly, traceRequests } from './http.js';
import { PlatformModule } from './platform.module.js';

/** How long requests in flight may take when the service stops, in milliseconds. */
const HTTP_GRACE_MS = 5_000;

/** A transport for Nest's message handlers. With `isReady` it takes part in `/health/ready`. */
export interface ServiceTransport extends CustomTransportStrategy {
  isReady?(): boolean;
}

export interface ServiceOptions<Needs extends RequiredName = RequiredName> {
  /** Name of the service, as in topics and logs. */
  readonly service: string;
  /** Variables without a default that it can't do without. With `authSecret` its HTTP routes ask for tokens. */
  readonly needs?: readonly Needs[];
  /** The transport for message handlers, from the application's container; without it the service speaks HTTP only. */
  readonly transport?: (app: NestFastifyApplication) => ServiceTransport;
  /** Routes at and below these paths need no token although no controller of ours serves them, such as static files. */
  readonly publicPaths?: readonly string[];
  /** Last additions to the application before it starts. */
  readonly configure?: (app: NestFastifyApplication, config: Config<Needs>) => void | Promise<void>;
  /** In place of the process's environment and standard output; for tests. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly logger?: Logger;
}

export interface RunningService<Needs extends RequiredName = RequiredName> {
  readonly app: NestFastifyApplication;
  readonly config: Config<Needs>;
  readonly logger: Logger;
  /** `http://host:port`, with the port that was really taken. */
  readonly url: string;
  /** Stops HTTP, finishes the batch, leaves the group, closes the database. */
  close(): Promise<void>;
}

/** Starts a service in this process: HTTP on Fastify and, with a transport, Kafka, in one hybrid Nest application. */
export async function startService<Needs extends RequiredName = never>(
  module: Type | DynamicModule,
  options: ServiceOptions<Needs>,
): Promise<RunningService<Needs>> {
  const config = loadConfig(options.service, options.needs, options.environment);
  const logger = options.logger ?? createLogger(config);
  const app = await NestFactory.create<NestFastifyApplication>(PlatformModule.around(module, config, logger), httpAdapter(), {
    logger: new NestLogger(logger),
    bodyParser: false,
    abortOnError: false,
  });
  try {
    traceRequests(app);
    if ('authSecret' in config && typeof config.authSecret === 'string')
      authenticate(app, config.authSecret, options.publicPaths ?? []);
    readJsonOnly(app);
    // Before connectMicroservice: a handler connected earlier would run without them.
    app.useGlobalGuards(new RolesGuard(app.get(Reflector)));
    app.useGlobalPipes(new SchemaPipe());
    app.useGlobalFilters(new ProblemFilter(logger));
    await options.configure?.(app, config);
    connectTransport(app, options.transport?.(app));
    await app.startAllMicroservices();
    await app.listen(config.httpPort, config.httpHost);
  } catch (error) {
    await app.close().catch(() => undefined);
    throw error;
  }
  const url = await app.getUrl();
  logger.info({ url }, `${config.service} is listening on ${url}`);
  return {
    app,
    config,
    logger,
    url,
    close: async () => {
      app.get(HealthRegistry).beginShutdown();
      // Requests in flight are finished; a client that does not read its answer must not hold up the rest.
      const cutOff = setTimeout(() => app.getHttpServer().closeAllConnections(), HTTP_GRACE_MS);
      await app.close().finally(() => clearTimeout(cutOff));
    },
  };
}

function connectTransport(app: NestFastifyApplication, transport: ServiceTransport | undefined): void {
  if (transport === undefined) return;
  app.connectMicroservice({ strategy: transport }, { inheritAppConfig: true });
  app.get(HealthRegistry).register('consumers', async () => {
    if (transport.isReady?.() === false) throw new Error('no partitions are assigned yet');
  });
}
