import type { OrderSnapshot, Reason, SagaInput } from '@counterpoint/contracts';
import { one, operation, type DecisionContext } from '@counterpoint/messaging';
import { withdrawn } from '../domain/approval.js';
import { compensating, objectionRefused, rejectedForStock, undone, type OrderState, type Undo } from '../domain/order.js';
import { Approval, Order } from '../persistence/entities.js';
import { announcement, announcements, toAll } from './announcements.js';
import { changed } from './changed.js';

const rows = { order: one(Order) } as const;
const CLOSED: Reason = { code: 'payment_closed', detail: 'The payment was closed.' };

/** Payment has said no, or has closed: the order will not go through. It ends when everything named here is undone. */
export const compensateOrder = operation({
  name: 'compensateOrder',
  rows: { order: one(Order), approval: one(Approval) },
  keys: ({ order }: SagaInput & { readonly reason?: Reason | undefined; readonly undo: readonly Undo[] }) => ({
    order: order.orderId,
    approval: order.orderId,
  }),
  decide({ order: stored, approval }, { order, reason = CLOSED, undo }, context) {
    const closed = approval && withdrawn(approval, context.now);
    const change = moved(order, stored, stored && compensating(stored, reason, undo), context);
    return { ...change, rows: { ...change.rows, ...(approval && closed && { approval: { ...approval, ...closed } }) } };
  },
});

/** Something is undone: with the last thing the order ends as REJECTED or CANCELLED. */
export const confirmUndo = operation({
  name: 'confirmUndo',
  rows,
  keys: ({ order }: SagaInput & { readonly what: Undo }) => ({ order: order.orderId }),
  decide({ order: stored }, { order, what }, context) {
    return moved(order, stored, stored && undone(stored, what), context);
  },
});

/** The stock does not suffice, and nothing else was done: OrderRejected. */
export const rejectOrder = operation({
  name: 'rejectOrder',
  rows,
  keys: ({ order }: SagaInput & { readonly reason: Reason }) => ({ order: order.orderId }),
  decide({ order: stored }, { order, reason }, context) {
    const next = stored && rejectedForStock(stored, reason);
    const said = next && announcement(order, next);
    if (stored === undefined || next === undefined) return {};
    return { ...(said && { messages: [toAll(said)] }), rows: { order: changed(stored, next, context) } };
  },
});

/** It was too late to stop the order: the capture has begun. */
export const refuseCancellation = operation({
  name: 'refuseCancellation',
  rows,
  keys: ({ orderId }: { readonly orderId: string }) => ({ order: orderId }),
  decide({ order: stored }, _input, context) {
    const next = stored && objectionRefused(stored);
    return stored === undefined || next === undefined ? {} : { rows: { order: changed(stored, next, context) } };
  },
});

function moved(order: OrderSnapshot, stored: Order | undefined, next: OrderState | undefined, context: DecisionContext) {
  if (stored === undefined || next === undefined) return {};
  return { messages: announcements(order, stored.status, next), rows: { order: changed(stored, next, context) } };
}
