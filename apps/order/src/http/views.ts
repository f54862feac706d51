import type { z } from 'zod';
import type { ApprovalView, OrderView } from '@counterpoint/contracts';
import { shownStatus } from '../domain/approval.js';
import { isOpen } from '../domain/order.js';
import type { Approval, Order } from '../persistence/entities.js';

/** An order as the API shows it. */
export function orderView(order: Order): OrderView {
  const { id, style, status, customerId, snapshot, cancellation, handOver, trackingCode } = order;
  // What was only asked for may still be refused: it is no reason before the order compensates.
  const reason = isOpen(order) ? null : order.reason;
  const { items, totalMinor, currency } = snapshot;
  const [placedAt, updatedAt] = [order.placedAt.toISOString(), order.updatedAt.toISOString()];
  return {
    id,
    style,
    status,
    customerId,
    items,
    totalMinor,
    currency,
    reason,
    cancellation,
    handOver,
    trackingCode,
    placedAt,
    updatedAt,
  };
}

/** The answer to the request that placed the order, the same whenever that request is repeated. */
export function placedView(order: Order): OrderView {
  const { placedAt } = order;
  return {
    ...orderView({ ...order, status: 'PENDING', reason: null, cancellation: 'none', handOver: 'none', trackingCode: null }),
    updatedAt: placedAt.toISOString(),
  };
}

/** A request for approval as the API shows it; after its deadline it is expired, whether or not that is recorded. */
export function approvalView(approval: Approval, now: number): z.infer<typeof ApprovalView> {
  const { orderId, customerId, totalMinor, requestedAt, deadline, decidedBy, decidedAt, comment } = approval;
  return {
    id: orderId,
    orderId,
    status: shownStatus(approval, now),
    customerId,
    totalMinor,
    currency: 'EUR',
    requestedAt: requestedAt.toISOString(),
    deadline: deadline.toISOString(),
    decidedBy,
    decidedAt: decidedAt?.toISOString() ?? null,
    comment,
  };
}
