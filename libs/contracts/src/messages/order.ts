import { z } from 'zod';
import { command, event } from '../message.js';
import { OrderSnapshot, Reason } from '../order-snapshot.js';
import { APPROVAL_GRACE_SECONDS, DEFAULT_APPROVAL_DEADLINE_SECONDS, STEP_TIMEOUT_SECONDS } from '../timeouts.js';
import { SagaCommand, SagaEvent } from './saga.js';

const withReason = z.strictObject({ order: OrderSnapshot, reason: Reason });

export const OrderPlaced = event('OrderPlaced', {
  service: 'order',
  summary: 'An order was accepted. The first message of choreography only; orchestration begins with a start command.',
  schema: SagaEvent,
});
export const OrderCleared = event('OrderCleared', {
  service: 'order',
  summary: 'Paid and, where needed, approved: the shipment may be scheduled. Choreography only.',
  schema: SagaEvent,
});
export const OrderExpired = event('OrderExpired', {
  service: 'order',
  summary: 'A step or an approval took longer than it may. A request to the payment, which decides. Choreography only.',
  schema: withReason,
});
export const OrderCancelRequested = event('OrderCancelRequested', {
  service: 'order',
  summary: 'The customer wants out. A request to the payment, which decides. Choreography only.',
  schema: withReason,
});
export const OrderCompensating = event('OrderCompensating', {
  service: 'order',
  summary: 'The order will not go through; what was done for it is being undone.',
  schema: withReason,
});
export const OrderConfirmed = event('OrderConfirmed', {
  service: 'order',
  summary: 'The order is paid and on its way.',
  schema: SagaEvent,
});
export const OrderRejected = event('OrderRejected', {
  service: 'order',
  summary: 'The order failed and everything done for it is undone.',
  schema: withReason,
});
export const OrderCancelled = event('OrderCancelled', {
  service: 'order',
  summary: 'The customer cancelled the order and everything done for it is undone.',
  schema: withReason,
});
export const ApprovalRequested = event('ApprovalRequested', {
  service: 'order',
  summary: 'A person has to approve the order before the deadline.',
  schema: z.strictObject({ order: OrderSnapshot, approvalId: z.uuid(), deadline: z.iso.datetime() }),
});
export const ApprovalGranted = event('ApprovalGranted', {
  service: 'order',
  summary: 'A person approved the order.',
  schema: z.strictObject({ order: OrderSnapshot, approvalId: z.uuid(), decidedBy: z.string(), comment: z.string() }),
});
export const ApprovalRefused = event('ApprovalRefused', {
  service: 'order',
  outcome: 'failure',
  summary: 'A person refused the order.',
  schema: z.strictObject({
    order: OrderSnapshot,
    approvalId: z.uuid(),
    decidedBy: z.string(),
    comment: z.string(),
    reason: Reason,
  }),
});
export const ApprovalWithdrawn = event('ApprovalWithdrawn', {
  service: 'order',
  summary: 'Nobody can approve the order any more.',
  schema: SagaEvent,
});

export const RequestApproval = command('RequestApproval', {
  service: 'order',
  summary: 'Ask a person for approval; the outcome is the decision.',
  schema: SagaCommand,
  step: 'compensatable',
  outcomes: [ApprovalGranted, ApprovalRefused],
  timeoutSeconds: DEFAULT_APPROVAL_DEADLINE_SECONDS + APPROVAL_GRACE_SECONDS,
  compensatedBy: 'WithdrawApproval',
});
export const WithdrawApproval = command('WithdrawApproval', {
  service: 'order',
  summary: 'Close the request for approval; a decision that comes later is refused.',
  schema: SagaCommand,
  step: 'compensation',
  outcomes: [ApprovalWithdrawn],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.compensation,
});
export const ConfirmOrder = command('ConfirmOrder', {
  service: 'order',
  summary: 'The payment is captured: the order is confirmed.',
  schema: SagaCommand,
  step: 'retriable',
  outcomes: [OrderConfirmed],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.confirmOrder,
});
export const BeginCompensation = command('BeginCompensation', {
  service: 'order',
  summary: 'The saga has failed: show the order as compensating, with the first reason.',
  schema: z.strictObject({ ...SagaCommand.shape, reason: Reason }),
  step: 'closing',
  outcomes: [OrderCompensating],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.compensation,
});
export const CloseOrder = command('CloseOrder', {
  service: 'order',
  summary: 'Everything is undone: the order is rejected or, where the customer wanted it, cancelled.',
  schema: z.strictObject({ ...SagaCommand.shape, reason: Reason, cancelled: z.boolean() }),
  step: 'closing',
  outcomes: [OrderRejected, OrderCancelled],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.compensation,
});

export type OrderPlaced = z.infer<typeof OrderPlaced.schema>;
export type OrderCleared = z.infer<typeof OrderCleared.schema>;
export type OrderExpired = z.infer<typeof OrderExpired.schema>;
export type OrderCancelRequested = z.infer<typeof OrderCancelRequested.schema>;
export type OrderCompensating = z.infer<typeof OrderCompensating.schema>;
export type OrderConfirmed = z.infer<typeof OrderConfirmed.schema>;
export type OrderRejected = z.infer<typeof OrderRejected.schema>;
export type OrderCancelled = z.infer<typeof OrderCancelled.schema>;
export type ApprovalRequested = z.infer<typeof ApprovalRequested.schema>;
export type ApprovalGranted = z.infer<typeof ApprovalGranted.schema>;
export type ApprovalRefused = z.infer<typeof ApprovalRefused.schema>;
export type ApprovalWithdrawn = z.infer<typeof ApprovalWithdrawn.schema>;
export type RequestApproval = z.infer<typeof RequestApproval.schema>;
export type WithdrawApproval = z.infer<typeof WithdrawApproval.schema>;
export type ConfirmOrder = z.infer<typeof ConfirmOrder.schema>;
export type BeginCompensation = z.infer<typeof BeginCompensation.schema>;
export type CloseOrder = z.infer<typeof CloseOrder.schema>;
