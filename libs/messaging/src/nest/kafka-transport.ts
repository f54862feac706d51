import { Injectable } from '@nestjs/common';
import { Server, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { Envelope, MessageType } from '@counterpoint/contracts';
import { isObservable, lastValueFrom } from 'rxjs';
import type { BusMessage } from '../bus/bus.js';
import type { ConsumerHealth } from '../consume/batch-consumer.js';
import type { Route } from '../consume/intake.js';
import { Messaging } from '../messaging.js';
import type { Intent } from '../operation/operation.js';
import type { HandlerExtras } from './decorators.js';
import { MessageContext } from './message-context.js';

interface Registered {
  readonly type: MessageType;
  readonly handlers: MessageHandler[];
}

/**
 * Nest's microservice transport for our handlers: controllers, guards, pipes, interceptors and filters stay Nest's; what
 * they return are intents, which the runtime decides in batches. Connected by
 * `app.connectMicroservice({ strategy: app.get(KafkaTransport) }, { inheritAppConfig: true })`.
 */
@Injectable()
export class KafkaTransport extends Server implements CustomTransportStrategy {
  override readonly propagatesEventHandlerErrors = true;
  private readonly registered = new Map<string, Registered>();
  private readonly topics = new Set<string>();

  constructor(private readonly messaging: Messaging) {
    super();
  }

  override addHandler(pattern: string, handler: MessageHandler, isEventHandler = false, extras: HandlerExtras = {}): void {
    const type = extras.messageTypes?.find((candidate) => candidate.name === pattern);
    if (!type) throw new Error(`${pattern}: handlers of this transport are declared with @On, @Handle or @Observe`);
    const registered = this.registered.get(pattern) ?? { type, handlers: [] };
    if (!isEventHandler && registered.handlers.length > 0) throw new Error(`${pattern} has two handlers; a command has one`);
    registered.handlers.push(handler);
    this.registered.set(pattern, registered);
    for (const topic of extras.topics ?? []) this.topics.add(topic);
    this.messageHandlers.set(pattern, handler);
  }

  listen(callback: (error?: unknown) => void): void {
    const routes = [...this.registered.values()].map(routeOf);
    this.messaging.consume(routes, [...this.topics]).then(() => callback(), callback);
  }

  /** Finishes the batch in hand, commits the offsets, leaves the group. */
  async close(): Promise<void> {
    await this.messaging.stop();
  }

  /** Whether the group has given this member its partitions. */
  isReady(): boolean {
    const { assigned } = this.messaging.health();
    return assigned;
  }

  health(): ConsumerHealth & { readonly connected: boolean } {
    return this.messaging.health();
  }

  override on(): never {
    throw new Error('the Kafka transport has no events');
  }

  override unwrap<T>(): T {
    return this.messaging as T;
  }
}

function routeOf({ type, handlers }: Registered): Route {
  return {
    type,
    async handle(data: unknown, envelope: Envelope, record: BusMessage) {
      const context = new MessageContext([envelope, record]);
      const [only] = handlers;
      if (handlers.length === 1) return intentsOf(await only!(data, context), type.name);
      const answers = await Promise.all(handlers.map(async (handler) => intentsOf(await handler(data, context), type.name)));
      return answers.flat();
    },
  };
}

/** Whatever is no intent is a mistake: taken for "nothing to do" it would lose the message. */
async function intentsOf(returned: unknown, type: string): Promise<readonly Intent[]> {
  const value: unknown = isObservable(returned) ? await lastValueFrom(returned) : returned;
  const intents: unknown[] = Array.isArray(value) ? value : [value];
  if (!intents.every(isIntent)) throw new Error(`the handler of ${type} returned no intent`);
  return intents;
}

function isIntent(value: unknown): value is Intent {
  return typeof value === 'object' && value !== null && 'operation' in value && 'input' in value;
}
