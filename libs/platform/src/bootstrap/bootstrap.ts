import type { DynamicModule, Type } from '@nestjs/common';
import { ConfigError, type RequiredName } from '../config/load-config.js';
import { createLogger, type Logger } from '../logging/logger.js';
import { startService, type RunningService, type ServiceOptions } from './create-service.js';

/** How long a shutdown may take, in milliseconds; then the process ends with 1, and what it left undone is done again by the next. */
const SHUTDOWN_TIMEOUT_MS = 15_000;

/**
 * The main function of every service. Ends the process with 0 after SIGTERM or SIGINT, and with 1 when it can't start,
 * when it can't stop in time, and on a fault that nothing caught: state that nobody reasoned about is not worth keeping.
 */
export async function bootstrap<Needs extends RequiredName = never>(
  module: Type | DynamicModule,
  options: ServiceOptions<Needs>,
): Promise<void> {
  const logger = options.logger ?? createLogger({ service: options.service, logLevel: process.env.LOG_LEVEL ?? 'info' });
  process.on('uncaughtException', (error) => die(logger, error, 'a fault that nothing caught'));
  process.on('unhandledRejection', (reason) => die(logger, reason, 'a rejection that nothing caught'));
  let running: RunningService<Needs> | undefined;
  let stopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (stopping) return;
      stopping = true;
      void stop(running, options.service, logger, signal);
    });
  }
  try {
    running = await startService(module, options);
  } catch (error) {
    if (error instanceof ConfigError) logger.fatal(error.message);
    else
      logger.fatal(
        { err: error },
        `${options.service} could not start: ${error instanceof Error ? error.message : String(error)}`,
      );
    process.exit(1);
  }
}

function die(logger: Logger, reason: unknown, what: string): never {
  logger.fatal({ err: reason }, what);
  process.exit(1);
}

/** A service that has not started yet has nothing to finish: what it began in the database rolls back. */
async function stop(
  running: { close(): Promise<void> } | undefined,
  service: string,
  logger: Logger,
  signal: string,
): Promise<void> {
  logger.info({ signal }, `${service} is stopping`);
  setTimeout(
    () => die(logger, undefined, `${service} did not stop within ${SHUTDOWN_TIMEOUT_MS} ms`),
    SHUTDOWN_TIMEOUT_MS,
  ).unref();
  try {
    await running?.close();
    logger.info(`${service} has stopped`);
    process.exit(0);
  } catch (error) {
    die(logger, error, `${service} could not stop cleanly`);
  }
}
