import type { AuthorisationRequest, CaptureRequest, OrderSnapshot } from '@counterpoint/contracts';
import type { OutsideCall } from '@counterpoint/messaging';
import type { PaymentState } from '../domain/payment.js';

/** What a call row carries: the request to the provider, and the order for the outcome. */
export interface AuthoriseCall {
  readonly order: OrderSnapshot;
  readonly attempt: number;
  readonly request: AuthorisationRequest;
}
export interface VoidCall {
  readonly order: OrderSnapshot;
  /** Idempotency key of the authorisation, whether or not it has arrived. */
  readonly authorisationKey: string;
}
export interface CaptureCall {
  readonly order: OrderSnapshot;
  readonly request: CaptureRequest;
}

export const AUTHORISE_CALLER = 'provider.authorise';
export const VOID_CALLER = 'provider.void';
export const CAPTURE_CALLER = 'provider.capture';

const authorisationKey = (order: OrderSnapshot, attempt: number) => `${order.orderId}:authorise:${attempt}`;

/** The call row of a transition. Its key is the idempotency key that the provider sees. */
export function outsideCall(
  kind: 'authorise' | 'void' | 'capture',
  order: OrderSnapshot,
  { attempt, amountMinor }: PaymentState,
): OutsideCall {
  const { orderId, currency } = order;
  switch (kind) {
    case 'authorise': {
      const request: AuthoriseCall = { order, attempt, request: { orderId, amountMinor, currency, token: order.payment.token } };
      return { caller: AUTHORISE_CALLER, key: authorisationKey(order, attempt), sagaKey: orderId, request };
    }
    case 'void': {
      const request: VoidCall = { order, authorisationKey: authorisationKey(order, attempt) };
      return { caller: VOID_CALLER, key: `${orderId}:void:${attempt}`, sagaKey: orderId, request };
    }
    case 'capture': {
      const request: CaptureCall = {
        order,
        request: { orderId, amountMinor, authorisationKey: authorisationKey(order, attempt) },
      };
      return { caller: CAPTURE_CALLER, key: `${orderId}:capture:1`, sagaKey: orderId, request };
    }
  }
}
