import type { Envelope, MessageType } from '@counterpoint/contracts';
import type { BusMessage } from '../bus/bus.js';
import { decodeData, decodeEnvelope, UnreadableMessage } from '../envelope/codec.js';
import type { Intent } from '../operation/operation.js';
import type { Delivery } from './batch-consumer.js';
import type { Item } from './item.js';

/** What a service does with messages of one type: its handlers turn validated data into intents. */
export interface Route {
  readonly type: MessageType;
  handle(data: unknown, envelope: Envelope, record: BusMessage): Promise<readonly Intent[]>;
}

/** Turns what was fetched into stimuli: reads, validates, asks the handlers. Types that nobody handles pass by. */
export class Intake {
  constructor(private readonly routes: ReadonlyMap<string, Route>) {}

  /** In the order of the deliveries. Never rejects: what is wrong with a message is a property of its item. */
  async itemsOf(deliveries: readonly Delivery[]): Promise<Item[]> {
    const items = await Promise.all(deliveries.map((delivery) => this.itemOf(delivery)));
    return items.filter((item) => item !== undefined);
  }

  /** The item of a stored message (a parked one); undefined if nobody handles its type any more. */
  async itemOf({ message, complete }: Delivery): Promise<Item | undefined> {
    const type = message.headers['ce_type'];
    const route = type === undefined ? undefined : this.routes.get(type);
    if (type !== undefined && !route) {
      complete();
      return undefined;
    }
    try {
      const envelope = decodeEnvelope(message.headers, message.key);
      const data = validated(route!.type, decodeData(message));
      const common = { kind: 'message', envelope, causationId: envelope.id, record: message, acknowledged: complete } as const;
      try {
        return { ...common, intents: await route!.handle(data, envelope, message) };
      } catch (error) {
        return { ...common, intents: [], fault: error instanceof Error ? error : new Error(String(error)) };
      }
    } catch (error) {
      return unreadable(message, error as Error, complete);
    }
  }
}

function validated(type: MessageType, data: unknown): unknown {
  const result = type.schema.safeParse(data);
  if (!result.success) throw new UnreadableMessage(`${type.name}: ${result.error.message}`, { cause: result.error });
  return result.data;
}

function unreadable(message: BusMessage, fault: Error, acknowledged: () => void): Item {
  const envelope: Envelope = {
    id: '',
    type: message.headers['ce_type'] ?? '',
    source: '',
    time: message.timestamp,
    key: message.key ?? '',
    correlationId: message.key ?? '',
    schemaVersion: 0,
  };
  return { kind: 'unreadable', envelope, intents: [], causationId: undefined, record: message, fault, acknowledged };
}
