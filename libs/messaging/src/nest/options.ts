import type { InjectionToken, Type } from '@nestjs/common';
import type { EntityClass } from '../operation/operation.js';
import type { Caller } from '../calls/caller.js';

/** A migration class of TypeORM. */
export type MigrationClass = new () => { name?: string; up(...args: never[]): Promise<unknown>; down(...args: never[]): Promise<unknown> };

export interface MessagingOptions {
  /** Name of the service: source of its messages, consumer group, events topic `<service>.events`. */
  readonly service: string;
  /** Entities of the service; the runtime derives its set-based SQL from them. */
  readonly entities: readonly EntityClass[];
  /** Migrations of the service; MESSAGING_MIGRATIONS run before them. */
  readonly migrations: readonly MigrationClass[];
  /** Providers (already in the module tree that is passed as `imports`, or plain classes) that make outside calls. */
  readonly callers?: readonly Type<Caller<never, never>>[];
  /** Modules whose exports the callers need. */
  readonly imports?: readonly Type[];
  /** What is left out is read from the environment: see `messagingConfig`. */
  readonly config?: Partial<MessagingConfig>;
}

/** Where the servers are. Read from the environment by `messagingConfig`. */
export interface MessagingConfig {
  /** `DATABASE_URL` */
  readonly databaseUrl: string;
  /** `KAFKA_BROKERS`, comma-separated `host:port` */
  readonly brokers: readonly string[];
  /** `KAFKA_CLIENT`: platformatic (default where Node is new enough) or kafkajs */
  readonly kafkaClient: 'platformatic' | 'kafkajs';
  /** `TOPIC_PREFIX`: put before every topic and group, so that tests share a broker */
  readonly topicPrefix: string;
  /** `KAFKA_INSTANCE_ID`: static membership of the process; none if absent */
  readonly instanceId: string | undefined;
}

/** Token of the `pg.Pool` for the hot path. */
export const POOL: InjectionToken = Symbol('counterpoint.pool');
