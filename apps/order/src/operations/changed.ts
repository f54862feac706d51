import type { DecisionContext } from '@counterpoint/messaging';
import type { OrderState } from '../domain/order.js';
import type { Order } from '../persistence/entities.js';

/** The order's row after a change. */
export function changed(stored: Order, next: OrderState, { now }: Pick<DecisionContext, 'now'>): Order {
  return { ...stored, ...next, updatedAt: new Date(now) };
}
