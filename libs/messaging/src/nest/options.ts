import type { InjectionToken, ModuleMetadata, Type } from '@nestjs/common';
import type { MigrationInterface } from 'typeorm';
import type { EntityClass } from '../operation/operation.js';
import type { Caller } from '../calls/caller.js';

export interface MessagingOptions {
  /** Name of the service: source of its messages and its consumer group. */
  readonly service: string;
  /** Entities of the service; the runtime derives its set-based SQL from them. */
  readonly entities: readonly EntityClass[];
  /** Migrations of the service; MESSAGING_MIGRATIONS run before them. */
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Providers that make outside calls; instantiated here, so what they inject must be global or exported by `imports`. */
  readonly callers?: readonly Type<Caller<never, unknown>>[];
  readonly imports?: NonNullable<ModuleMetadata['imports']>;
}

/** Token of the `pg.Pool` of the hot path (named prepared statements, pipeline mode). */
export const POOL: InjectionToken = Symbol('counterpoint.pool');
