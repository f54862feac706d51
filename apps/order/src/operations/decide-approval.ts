import { message, OrderCleared } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { refusalReason, rule, type ApprovalStatus, type DecisionWord } from '../domain/approval.js';
import { isOpen, object, watch, type OrderState } from '../domain/order.js';
import { Approval, Order } from '../persistence/entities.js';
import { toAll } from './announcements.js';
import { decisionOf } from './approval.js';
import { changed } from './changed.js';

export interface DecideApprovalInput {
  readonly approvalId: string;
  readonly decision: DecisionWord;
  readonly comment: string;
  /** Who decides; never the customer who placed the order. */
  readonly by: string;
}
export type DecideApprovalResult =
  | { readonly kind: 'decided'; readonly approval: Approval }
  | { readonly kind: 'notFound' }
  | { readonly kind: 'ownOrder' }
  | { readonly kind: 'closed'; readonly status: ApprovalStatus };

/** A person grants or refuses: ApprovalGranted or ApprovalRefused to whoever asked, and OrderCleared where nobody did. */
export const decideApproval = operation({
  name: 'decideApproval',
  rows: { order: one(Order), approval: one(Approval) },
  keys: ({ approvalId }: DecideApprovalInput) => ({ order: approvalId, approval: approvalId }),
  decide({ order, approval }, { decision, comment, by }, context) {
    const answer = (result: DecideApprovalResult) => ({ result });
    if (order === undefined || approval === undefined) return answer({ kind: 'notFound' });
    if (order.customerId === by) return answer({ kind: 'ownOrder' });
    const ruling = rule(approval, decision, by, comment, context.now);
    if (ruling.kind === 'closed') return answer({ kind: 'closed', status: ruling.status });
    if (ruling.kind === 'repeated') return answer({ kind: 'decided', approval });
    const decided: Approval = { ...approval, ...ruling.approval };
    const said = { message: decisionOf(order.snapshot, decided), to: approval.asker ?? undefined };
    const clears = decision === 'approve' && order.executionId === null;
    return {
      messages: clears ? [said, toAll(message(OrderCleared, { order: order.snapshot }))] : [said],
      rows: {
        approval: decided,
        ...(isOpen(order) && { order: changed(order, afterDecision(order, decided, context.now), context) }),
      },
      ...answer({ kind: 'decided', approval: decided }),
    };
  },
});

/** Where nobody asked for the approval, the order itself goes on, or waits for the payment to close it. */
function afterDecision(order: OrderState, approval: Approval, now: number): OrderState {
  const pending: OrderState = { ...order, status: 'PENDING' };
  if (order.executionId !== null) return pending;
  return approval.status === 'approved' ? watch(pending, 'scheduleShipment', now) : object(pending, refusalReason(approval));
}
