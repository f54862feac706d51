import type { OrderSnapshot, Reason } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { close, voidAnswered } from '../domain/payment.js';
import { Payment } from '../persistence/entities.js';
import type { VoidCall } from './calls.js';
import { answered, asked } from './decision.js';

/** An event that wants the order undone says why; a command does not. */
export interface CloseInput {
  readonly order: OrderSnapshot;
  readonly reason?: Reason | undefined;
}

/** Lets go of what is held and refuses what comes later: PaymentVoided, or CancellationRefused once the capture has begun. */
export const closePayment = operation({
  name: 'closePayment',
  rows: { payment: one(Payment) },
  keys: ({ order }: CloseInput) => ({ payment: order.orderId }),
  decide({ payment }, { order, reason }, context) {
    return asked(order, payment, close(payment, reason ?? null), context);
  },
});

/** The provider has let go of the hold. */
export const finishVoid = operation({
  name: 'finishVoid',
  rows: { payment: one(Payment) },
  keys: ({ call }: { readonly call: VoidCall }) => ({ payment: call.order.orderId }),
  decide({ payment }, { call }, context) {
    return answered(call.order, payment, voidAnswered(payment), context);
  },
});
