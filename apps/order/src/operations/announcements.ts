import {
  message,
  OrderCancelled,
  OrderCompensating,
  OrderRejected,
  type Message,
  type OrderSnapshot,
  type OrderStatus,
  type Reason,
} from '@counterpoint/contracts';
import type { AddressedMessage } from '@counterpoint/messaging';
import type { OrderState } from '../domain/order.js';

const UNKNOWN: Reason = { code: 'unknown', detail: 'No reason was recorded.' };

/** A message of our own to everybody, whoever asked. */
export const toAll = (said: Message): AddressedMessage => ({ message: said, to: undefined });

/** What is said when an order stands where it stands; nothing while it goes forward. */
export function announcement(
  order: OrderSnapshot,
  { status, reason }: Pick<OrderState, 'status' | 'reason'>,
): Message | undefined {
  const data = { order, reason: reason ?? UNKNOWN };
  switch (status) {
    case 'COMPENSATING':
      return message(OrderCompensating, data);
    case 'REJECTED':
      return message(OrderRejected, data);
    case 'CANCELLED':
      return message(OrderCancelled, data);
    case 'PENDING':
    case 'AWAITING_APPROVAL':
    case 'CONFIRMED':
      return undefined;
  }
}

/** Everything that is said on the way from one status to another: an order that ends at once was compensating, too. */
export function announcements(order: OrderSnapshot, before: OrderStatus, after: OrderState): AddressedMessage[] {
  if (before === after.status) return [];
  const passed =
    before !== 'COMPENSATING' && after.status !== 'COMPENSATING' ? { ...after, status: 'COMPENSATING' as const } : undefined;
  return [passed, after].flatMap((state) => {
    const said = state && announcement(order, state);
    return said === undefined ? [] : [toAll(said)];
  });
}
