import { ApprovalRequested, message, OrderCleared, type SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { requested } from '../domain/approval.js';
import { mayClear, watch } from '../domain/order.js';
import { Approval, Order } from '../persistence/entities.js';
import { changed } from './changed.js';

/** The payment is authorised: OrderCleared at once, or ApprovalRequested where a person has to approve first. */
export const clearOrder = operation({
  name: 'clearOrder',
  rows: { order: one(Order), approval: one(Approval) },
  keys: ({ order }: SagaInput) => ({ order: order.orderId, approval: order.orderId }),
  decide({ order: stored }, { order }, context) {
    if (stored === undefined || !mayClear(stored)) return {};
    const { now } = context;
    const { orderId, customerId, totalMinor } = order;
    if (!order.approval.required) {
      return {
        outcome: message(OrderCleared, { order }),
        rows: { order: changed(stored, watch(stored, 'scheduleShipment', now), context) },
      };
    }
    const approval: Approval = {
      ...requested(1, order.approval.deadlineSeconds, now),
      orderId,
      customerId,
      totalMinor,
      asker: null,
    };
    const waiting = watch({ ...stored, status: 'AWAITING_APPROVAL' }, 'approval', now, approval.deadline);
    return {
      outcome: message(ApprovalRequested, { order, approvalId: orderId, deadline: approval.deadline.toISOString() }),
      rows: { order: changed(stored, waiting, context), approval },
    };
  },
});
