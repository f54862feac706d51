import * as inventory from './messages/inventory.js';
import * as orchestrator from './messages/orchestrator.js';
import * as order from './messages/order.js';
import * as payment from './messages/payment.js';
import * as shipping from './messages/shipping.js';
import type { CommandType, EventType, MessageType } from './message.js';

const isMessageType = (value: unknown): value is CommandType | EventType =>
  typeof value === 'object' && value !== null && 'topic' in value && 'schema' in value && 'kind' in value;

/** Every message of the system, by name. Documents, validation and tests are derived from it. */
export const MESSAGES: ReadonlyMap<string, CommandType | EventType> = new Map(
  [order, payment, inventory, shipping, orchestrator]
    .flatMap((module) => Object.values<unknown>(module))
    .filter(isMessageType)
    .map((type) => [type.name, type]),
);
export const COMMANDS: readonly CommandType[] = [...MESSAGES.values()].filter(
  (type): type is CommandType => type.kind === 'command',
);
export const EVENTS: readonly EventType[] = [...MESSAGES.values()].filter((type): type is EventType => type.kind === 'event');

/** The type of a message by its name; undefined for one that the contracts do not know. */
export function messageType(name: string): MessageType | undefined {
  return MESSAGES.get(name);
}
