import {
  CancelExecution,
  message,
  ORCHESTRATOR_COMMANDS,
  OrderCancelRequested,
  OrderExpired,
  type Reason,
  type ShipmentRefused,
} from '@counterpoint/contracts';
import { one, operation, type AddressedMessage } from '@counterpoint/messaging';
import { withdrawn } from '../domain/approval.js';
import { CANCELLED_BY_CUSTOMER, isOpen, object, overdue } from '../domain/order.js';
import { Approval, Order } from '../persistence/entities.js';
import { toAll } from './announcements.js';
import { changed } from './changed.js';

export interface RequestCancellationInput {
  readonly orderId: string;
  /** Whose orders the caller may cancel; undefined for all. */
  readonly customerId: string | undefined;
}
export type RequestCancellationResult =
  { readonly kind: 'requested' | 'tooLate'; readonly order: Order } | { readonly kind: 'notFound' };

/** The customer wants out: the saga's arbiter is asked, at the address that the order was given. */
export const requestCancellation = operation({
  name: 'requestCancellation',
  rows: { order: one(Order), approval: one(Approval) },
  keys: ({ orderId }: RequestCancellationInput) => ({ order: orderId, approval: orderId }),
  decide({ order, approval }, { customerId }, context) {
    const answer = (result: RequestCancellationResult) => ({ result });
    if (order === undefined || (customerId !== undefined && customerId !== order.customerId)) return answer({ kind: 'notFound' });
    if (order.cancellation === 'requested') return answer({ kind: 'requested', order });
    if (!isOpen(order) || order.cancellation !== 'none' || order.reason !== null) return answer({ kind: 'tooLate', order });
    const reason = CANCELLED_BY_CUSTOMER;
    const requested = { ...order, cancellation: 'requested' as const };
    const row = changed(order, order.executionId === null ? object(requested, reason) : requested, context);
    const closed = order.executionId === null && approval ? withdrawn(approval, context.now) : undefined;
    return {
      messages: [cancelMessage(order, reason)],
      rows: { order: row, ...(approval && closed && { approval: { ...approval, ...closed } }) },
      ...answer({ kind: 'requested', order: row }),
    };
  },
});

function cancelMessage({ executionId, snapshot }: Order, reason: Reason): AddressedMessage {
  if (executionId === null) return toAll(message(OrderCancelRequested, { order: snapshot, reason }));
  return {
    message: message(CancelExecution, { executionId, reason }),
    to: undefined,
    topic: ORCHESTRATOR_COMMANDS,
    key: executionId,
  };
}

/** A deadline has passed: OrderExpired, which payment decides about. Nothing happens when the step has finished meanwhile. */
export const expireOrder = operation({
  name: 'expireOrder',
  rows: { order: one(Order), approval: one(Approval) },
  keys: ({ orderId }: { readonly orderId: string }) => ({ order: orderId, approval: orderId }),
  decide({ order, approval }, _input, context) {
    const reason = order && overdue(order, context.now);
    if (order === undefined || reason === undefined) return {};
    const closed = approval && withdrawn(approval, context.now);
    return {
      messages: [toAll(message(OrderExpired, { order: order.snapshot, reason }))],
      rows: {
        order: changed(order, object(order, reason), context),
        ...(approval && closed && { approval: { ...approval, ...closed } }),
      },
    };
  },
});

/** The carrier refuses. Payment hears of it, too, and closes; the order only keeps the reason. */
export const noteRefusal = operation({
  name: 'noteRefusal',
  rows: { order: one(Order) },
  keys: ({ order }: ShipmentRefused) => ({ order: order.orderId }),
  decide({ order: stored }, { reason }, context) {
    return stored === undefined || !isOpen(stored) ? {} : { rows: { order: changed(stored, object(stored, reason), context) } };
  },
});
