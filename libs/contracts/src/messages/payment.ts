import { z } from 'zod';
import { command, event } from '../message.js';
import { OrderSnapshot, Reason } from '../order-snapshot.js';
import { STEP_TIMEOUT_SECONDS } from '../timeouts.js';
import { SagaCommand } from './saga.js';

export const PaymentAuthorised = event('PaymentAuthorised', {
  service: 'payment',
  summary: 'The provider holds the amount for the order.',
  schema: z.strictObject({ order: OrderSnapshot, authorisationId: z.string(), amountMinor: z.int().min(0) }),
});
export const PaymentDeclined = event('PaymentDeclined', {
  service: 'payment',
  outcome: 'failure',
  summary: 'The provider refused, or the payment was closed before it was authorised; nothing is held.',
  schema: z.strictObject({ order: OrderSnapshot, reason: Reason }),
});
export const PaymentVoided = event('PaymentVoided', {
  service: 'payment',
  summary:
    'The payment is closed: nothing is held, and nothing will be held or captured. Choreography undoes stock and shipment on it.',
  schema: z.strictObject({ order: OrderSnapshot, reason: Reason.optional() }),
});
export const PaymentCaptured = event('PaymentCaptured', {
  service: 'payment',
  summary: 'The amount was taken. From here the order only goes forward.',
  schema: z.strictObject({ order: OrderSnapshot, captureId: z.string(), amountMinor: z.int().min(0) }),
});
export const CaptureRefused = event('CaptureRefused', {
  service: 'payment',
  outcome: 'failure',
  summary: 'The provider refused the capture for good; nothing was taken.',
  schema: z.strictObject({ order: OrderSnapshot, reason: Reason }),
});
export const CancellationRefused = event('CancellationRefused', {
  service: 'payment',
  outcome: 'failure',
  summary: 'The payment can no longer be closed: its capture has begun.',
  schema: z.strictObject({ order: OrderSnapshot, reason: Reason }),
});

export const AuthorisePayment = command('AuthorisePayment', {
  service: 'payment',
  summary: 'Have the provider hold the order total.',
  schema: SagaCommand,
  step: 'compensatable',
  outcomes: [PaymentAuthorised, PaymentDeclined],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.authorisePayment,
  compensatedBy: 'VoidPayment',
});
export const VoidPayment = command('VoidPayment', {
  service: 'payment',
  summary: 'Close the payment: let go of what is held; an authorisation that comes later is refused.',
  schema: SagaCommand,
  step: 'compensation',
  outcomes: [PaymentVoided, CancellationRefused],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.compensation,
});
export const CapturePayment = command('CapturePayment', {
  service: 'payment',
  summary: 'Take the amount that is held. The pivot: once begun, nothing is undone until it is known not to have captured.',
  schema: SagaCommand,
  step: 'pivot',
  outcomes: [PaymentCaptured, CaptureRefused],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.capturePayment,
});

export type PaymentAuthorised = z.infer<typeof PaymentAuthorised.schema>;
export type PaymentDeclined = z.infer<typeof PaymentDeclined.schema>;
export type PaymentVoided = z.infer<typeof PaymentVoided.schema>;
export type PaymentCaptured = z.infer<typeof PaymentCaptured.schema>;
export type CaptureRefused = z.infer<typeof CaptureRefused.schema>;
export type CancellationRefused = z.infer<typeof CancellationRefused.schema>;
export type AuthorisePayment = z.infer<typeof AuthorisePayment.schema>;
export type VoidPayment = z.infer<typeof VoidPayment.schema>;
export type CapturePayment = z.infer<typeof CapturePayment.schema>;
