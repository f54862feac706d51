import type { Capture, SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { capture, captureAnswered } from '../domain/payment.js';
import { Payment } from '../persistence/entities.js';
import type { CaptureCall } from './calls.js';
import { answered, asked } from './decision.js';

/** The pivot. Takes what is held: PaymentCaptured, or CaptureRefused when the provider refuses for good. */
export const capturePayment = operation({
  name: 'capturePayment',
  rows: { payment: one(Payment) },
  keys: ({ order }: SagaInput) => ({ payment: order.orderId }),
  decide({ payment }, { order }, context) {
    return asked(order, payment, capture(payment), context);
  },
});

/** The provider's answer to `capturePayment`. */
export const finishCapture = operation({
  name: 'finishCapture',
  rows: { payment: one(Payment) },
  keys: ({ call }: { readonly call: CaptureCall; readonly answer: Capture }) => ({ payment: call.order.orderId }),
  decide({ payment }, { call, answer }, context) {
    const { captureId, status } = answer;
    const refusal = answer.reason ?? { code: status, detail: 'The provider refused the capture.' };
    const taken = status === 'captured' && captureId !== null;
    return answered(call.order, payment, captureAnswered(payment, taken ? { captureId } : { reason: refusal }), context);
  },
});
