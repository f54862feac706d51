import type { Authorisation, SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { authorisationAnswered, authorise } from '../domain/payment.js';
import { Payment } from '../persistence/entities.js';
import type { AuthoriseCall } from './calls.js';
import { answered, asked } from './decision.js';

/** Has the provider hold the order total: PaymentAuthorised or PaymentDeclined, once the provider has answered. */
export const authorisePayment = operation({
  name: 'authorisePayment',
  rows: { payment: one(Payment) },
  keys: ({ order }: SagaInput) => ({ payment: order.orderId }),
  decide({ payment }, { order, attempt = 1 }, context) {
    return asked(order, payment, authorise(payment, order.totalMinor, attempt), context);
  },
});

/** The provider's answer to `authorisePayment`. */
export const finishAuthorisation = operation({
  name: 'finishAuthorisation',
  rows: { payment: one(Payment) },
  keys: ({ call }: { readonly call: AuthoriseCall; readonly answer: Authorisation }) => ({ payment: call.order.orderId }),
  decide({ payment }, { call, answer }, context) {
    const { authorisationId, status } = answer;
    const refusal = answer.reason ?? { code: status, detail: `The authorisation is ${status}.` };
    const held = status === 'authorised' && authorisationId !== null;
    const transition = authorisationAnswered(payment, call.attempt, held ? { authorisationId } : { reason: refusal });
    return answered(call.order, payment, transition, context);
  },
});
