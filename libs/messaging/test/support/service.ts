import { randomUUID } from 'node:crypto';
import { Logger } from '@nestjs/common';
import type { Envelope, MessageType } from '@counterpoint/contracts';
import type { Bus, BusMessage } from '../../src/bus/bus.js';
import { openBus, type KafkaClient } from '../../src/bus/open-bus.js';
import type { Caller } from '../../src/calls/caller.js';
import type { Route } from '../../src/consume/intake.js';
import { decodeEnvelope, encodeRecord } from '../../src/envelope/codec.js';
import { newId } from '../../src/envelope/ids.js';
import { Messaging } from '../../src/messaging.js';
import type { Intent } from '../../src/operation/operation.js';
import { BROKERS, type TestDatabase } from './servers.js';

// TEST_LOG=1 shows what the library logs.
if (!process.env['TEST_LOG']) Logger.overrideLogger(false);

export const openTestBus = (prefix: string, client: KafkaClient = 'platformatic', brokers = BROKERS): Promise<Bus> =>
  openBus(client, { brokers, topicPrefix: prefix, clientId: 'test' });

export const route = (type: MessageType, handle: (data: never, envelope: Envelope) => Intent | readonly Intent[]): Route => ({
  type,
  handle: (data, envelope) => Promise.resolve([handle(data as never, envelope)].flat()),
});

export interface TestService {
  readonly messaging: Messaging;
  readonly bus: Bus;
  stop(): Promise<void>;
}

/** One replica of a service: its own pool, lease, bus and group member. */
export async function startService(
  database: TestDatabase,
  prefix: string,
  routes: readonly Route[],
  options: { callers?: readonly Caller[]; client?: KafkaClient; databaseUrl?: string; service?: string } = {},
): Promise<TestService> {
  const bus = await openTestBus(prefix, options.client);
  const messaging = new Messaging({
    service: options.service ?? 'inventory',
    databaseUrl: options.databaseUrl ?? database.url,
    source: database.source,
    bus,
    clock: Date,
    callers: options.callers ?? [],
  });
  await messaging.consume(routes);
  return {
    messaging,
    bus,
    stop: async () => {
      await messaging.stop();
      await bus.close();
    },
  };
}

export interface SendOptions {
  readonly id?: string;
  readonly key?: string;
  readonly replyTo?: string;
  readonly taskToken?: string;
}

/** A record as another service would send it. */
export function recordOf(
  type: MessageType,
  data: { readonly orderId: string } & Record<string, unknown>,
  options: SendOptions = {},
) {
  const key = options.key ?? data.orderId;
  const envelope: Envelope = {
    id: options.id ?? newId(Date.now()),
    type: type.name,
    source: '/counterpoint/test',
    time: Date.now(),
    key,
    correlationId: key,
    schemaVersion: 1,
    traceparent: `00-${randomUUID().replaceAll('-', '')}-${randomUUID().replaceAll('-', '').slice(0, 16)}-01`,
    replyTo: options.replyTo,
    taskToken: options.taskToken,
  };
  return encodeRecord(type.topic, envelope, JSON.stringify(data));
}

/** Reads topics from their beginning, in a group of its own. */
export async function listen(bus: Bus, topics: readonly string[]) {
  const messages: BusMessage[] = [];
  const subscription = await bus.subscribe({
    groupId: `listener-${randomUUID()}`,
    topics,
    onMessages: (batch) => void messages.push(...batch),
    onAssigned: () => Promise.resolve(),
    onRevoked: () => Promise.resolve(),
  });
  return {
    messages,
    envelopes: () => messages.map((one) => decodeEnvelope(one.headers, one.key)),
    close: () => subscription.close(),
  };
}

/** Repeats a check until it holds. */
export async function eventually<T>(check: () => T | Promise<T>, timeoutMs = 15_000): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }
}
