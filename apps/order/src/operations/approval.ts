import {
  ApprovalGranted,
  ApprovalRefused,
  ApprovalRequested,
  ApprovalWithdrawn,
  message,
  type Message,
  type OrderSnapshot,
  type SagaInput,
} from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { CLOSED_REASON, refusalReason, requested, withdrawn } from '../domain/approval.js';
import { isOpen } from '../domain/order.js';
import { Approval, Order } from '../persistence/entities.js';
import { toAll } from './announcements.js';
import { changed } from './changed.js';

/** Asks a person. The outcome is the decision, so there is none before somebody has decided. */
export const requestApproval = operation({
  name: 'requestApproval',
  rows: { order: one(Order), approval: one(Approval) },
  keys: ({ order }: SagaInput) => ({ order: order.orderId, approval: order.orderId }),
  decide({ order: stored, approval }, { order, attempt = 1 }, context) {
    const asker = context.returnAddress ?? null;
    const retried = approval?.status === 'refused' && attempt > approval.attempt;
    if (approval?.status === 'pending') return { rows: { approval: { ...approval, asker } } };
    if (approval !== undefined && !retried) return { outcome: decisionOf(order, approval) };
    const { orderId, customerId, totalMinor } = order;
    const asked: Approval = {
      ...requested(attempt, order.approval.deadlineSeconds, context.now),
      orderId,
      customerId,
      totalMinor,
      asker,
    };
    const waiting = stored && isOpen(stored) ? changed(stored, { ...stored, status: 'AWAITING_APPROVAL' }, context) : undefined;
    return {
      messages: [toAll(message(ApprovalRequested, { order, approvalId: orderId, deadline: asked.deadline.toISOString() }))],
      rows: { approval: asked, ...(waiting && { order: waiting }) },
    };
  },
});

/** Closes the request; nobody can approve any more: always ApprovalWithdrawn. */
export const withdrawApproval = operation({
  name: 'withdrawApproval',
  rows: { approval: one(Approval) },
  keys: ({ order }: SagaInput) => ({ approval: order.orderId }),
  decide({ approval }, { order }, { now }) {
    const { orderId, customerId, totalMinor } = order;
    const next = withdrawn(approval, now);
    return {
      outcome: message(ApprovalWithdrawn, { order }),
      ...(next && { rows: { approval: { orderId, customerId, totalMinor, asker: null, ...approval, ...next } } }),
    };
  },
});

/** The stored decision as an outcome; a closed request counts as refused. */
export function decisionOf(order: OrderSnapshot, approval: Approval): Message {
  const said = { order, approvalId: approval.orderId, decidedBy: approval.decidedBy ?? '', comment: approval.comment ?? '' };
  if (approval.status === 'approved') return message(ApprovalGranted, said);
  return message(ApprovalRefused, { ...said, reason: approval.status === 'refused' ? refusalReason(approval) : CLOSED_REASON });
}
