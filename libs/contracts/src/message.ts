import type { z } from 'zod';

/**
 * What a step means for the saga (Garcia-Molina and Salem 1987; Richardson, Microservices Patterns, chapter 4).
 * `compensation` and `closing` are not steps of the way forward: the first undoes a step, the second ends the order.
 */
export type StepKind = 'compensatable' | 'pivot' | 'retriable' | 'compensation' | 'closing';

/** A message as the contracts know it: its name is the CloudEvents `type`, its topic where it is published. */
export interface MessageType<Name extends string = string, Schema extends z.ZodType = z.ZodType> {
  readonly name: Name;
  readonly kind: 'command' | 'event';
  /** The service that owns the message: the one that handles a command, the one that emits an event. */
  readonly service: ServiceName;
  /** Kafka topic: `<service>.commands` or `<service>.events`. */
  readonly topic: string;
  /** Schema version; a breaking change raises it. */
  readonly version: number;
  readonly schema: Schema;
  readonly summary: string;
}

/** Something that happened. As the outcome of an operation it is a success, or a failure that the contract declares. */
export interface EventType<Name extends string = string, Schema extends z.ZodType = z.ZodType> extends MessageType<Name, Schema> {
  readonly kind: 'event';
  readonly outcome: 'success' | 'failure';
}

/** Something that one service is told to do. Its outcomes are the only replies that it can have. */
export interface CommandType<Name extends string = string, Schema extends z.ZodType = z.ZodType> extends MessageType<
  Name,
  Schema
> {
  readonly kind: 'command';
  readonly step: StepKind;
  readonly outcomes: readonly EventType[];
  /** How long the saga waits for an outcome before it takes the outcome for unknown, in seconds. */
  readonly timeoutSeconds: number;
  /** The name of the command that undoes this one. */
  readonly compensatedBy?: string;
}

export const SERVICES = ['order', 'payment', 'inventory', 'shipping', 'orchestrator'] as const;
export type ServiceName = (typeof SERVICES)[number];

/** A message type together with data that has its shape; what operations return and what the outbox stores. */
export interface Message<T extends MessageType = MessageType> {
  readonly type: T;
  readonly data: z.infer<T['schema']>;
}

/** Pairs a type with its data. The data is validated where it leaves and where it arrives, not here. */
export function message<T extends MessageType>(type: T, data: z.infer<T['schema']>): Message<T> {
  return { type, data };
}

export function event<const Name extends string, Schema extends z.ZodType>(
  name: Name,
  definition: {
    readonly service: ServiceName;
    readonly schema: Schema;
    readonly summary: string;
    readonly outcome?: 'success' | 'failure';
    readonly version?: number;
  },
): EventType<Name, Schema> {
  return {
    name,
    kind: 'event',
    topic: `${definition.service}.events`,
    version: definition.version ?? 1,
    outcome: definition.outcome ?? 'success',
    service: definition.service,
    schema: definition.schema,
    summary: definition.summary,
  };
}

export function command<const Name extends string, Schema extends z.ZodType>(
  name: Name,
  definition: {
    readonly service: ServiceName;
    readonly schema: Schema;
    readonly summary: string;
    readonly step: StepKind;
    readonly outcomes: readonly EventType[];
    readonly timeoutSeconds: number;
    readonly compensatedBy?: string;
    readonly version?: number;
  },
): CommandType<Name, Schema> {
  return { name, kind: 'command', topic: `${definition.service}.commands`, ...definition, version: definition.version ?? 1 };
}
