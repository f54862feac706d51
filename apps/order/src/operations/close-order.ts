import type { BeginCompensation, CloseOrder } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { closed, compensatedByExecution, isTerminal } from '../domain/order.js';
import { Order } from '../persistence/entities.js';
import { announcement } from './announcements.js';
import { changed } from './changed.js';

/** The saga has failed and undoes what was done: OrderCompensating. */
export const beginCompensation = operation({
  name: 'beginCompensation',
  rows: { order: one(Order) },
  keys: ({ order }: BeginCompensation) => ({ order: order.orderId }),
  decide({ order: stored }, { order, reason }, context) {
    const next = stored && compensatedByExecution(stored, reason);
    const state = next ?? stored;
    if (stored === undefined || state === undefined || state.status === 'CONFIRMED') return {};
    const outcome = announcement(order, { ...state, status: 'COMPENSATING' });
    return { ...(outcome && { outcome }), ...(next && { rows: { order: changed(stored, next, context) } }) };
  },
});

/** Everything is undone: OrderRejected or, where the customer wanted it, OrderCancelled. */
export const closeOrder = operation({
  name: 'closeOrder',
  rows: { order: one(Order) },
  keys: ({ order }: CloseOrder) => ({ order: order.orderId }),
  decide({ order: stored }, { order, reason, cancelled }, context) {
    if (stored === undefined) return {};
    const next = isTerminal(stored) ? undefined : closed({ ...stored, reason: stored.reason ?? reason }, cancelled);
    const outcome = announcement(order, next ?? stored);
    return { ...(outcome && { outcome }), ...(next && { rows: { order: changed(stored, next, context) } }) };
  },
});
