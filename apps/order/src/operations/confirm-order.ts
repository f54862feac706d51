import { message, OrderConfirmed, type SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { confirmed } from '../domain/order.js';
import { Order } from '../persistence/entities.js';
import { changed } from './changed.js';

/** The payment is captured: OrderConfirmed. */
export const confirmOrder = operation({
  name: 'confirmOrder',
  rows: { order: one(Order) },
  keys: ({ order }: SagaInput) => ({ order: order.orderId }),
  decide({ order: stored }, { order }, context) {
    if (stored === undefined) return {};
    const next = confirmed(stored);
    if (next === undefined && stored.status !== 'CONFIRMED') return {};
    return { outcome: message(OrderConfirmed, { order }), ...(next && { rows: { order: changed(stored, next, context) } }) };
  },
});

/** The carrier has the parcel: noted apart from the order's status. */
export const recordHandOver = operation({
  name: 'recordHandOver',
  rows: { order: one(Order) },
  keys: ({ order }: SagaInput & { readonly trackingCode: string }) => ({ order: order.orderId }),
  decide({ order: stored }, { trackingCode }, context) {
    if (stored === undefined || stored.handOver === 'handed_over') return {};
    return { rows: { order: changed(stored, { ...stored, handOver: 'handed_over', trackingCode }, context) } };
  },
});
