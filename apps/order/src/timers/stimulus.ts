import type { Stimulus } from '@counterpoint/messaging';
import type { Order } from '../persistence/entities.js';

/** A stimulus for an order that is there already: what it sends is caused by the saga's first message and joins its trace. */
export function laterStimulus(
  name: string,
  { id, firstMessageId, traceparent }: Pick<Order, 'id' | 'firstMessageId' | 'traceparent'>,
): Stimulus {
  return { name, key: id, causationId: firstMessageId, traceparent: traceparent ?? undefined };
}
