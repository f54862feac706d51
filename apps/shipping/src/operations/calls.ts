import type { OrderSnapshot } from '@counterpoint/contracts';
import type { OutsideCall } from '@counterpoint/messaging';
import type { ShipmentState } from '../domain/shipment.js';

/** What a call row carries: the order for request and outcome, and the idempotency key of the booking that it is about. */
export interface CarrierCall {
  readonly order: OrderSnapshot;
  readonly attempt: number;
  /** Whether or not the booking has arrived. */
  readonly bookingKey: string;
}

export const SCHEDULE_CALLER = 'carrier.schedule';
export const CANCEL_CALLER = 'carrier.cancel';
export const HAND_OVER_CALLER = 'carrier.handOver';

/** The call row of a transition. Its key is the idempotency key that the carrier sees. */
export function outsideCall(
  kind: 'schedule' | 'cancel' | 'handOver',
  order: OrderSnapshot,
  { attempt }: ShipmentState,
): OutsideCall {
  const { orderId } = order;
  const bookingKey = `${orderId}:schedule:${attempt}`;
  const request: CarrierCall = { order, attempt, bookingKey };
  switch (kind) {
    case 'schedule':
      return { caller: SCHEDULE_CALLER, key: bookingKey, sagaKey: orderId, request };
    case 'cancel':
      return { caller: CANCEL_CALLER, key: `${orderId}:cancel:${attempt}`, sagaKey: orderId, request };
    case 'handOver':
      return { caller: HAND_OVER_CALLER, key: `${orderId}:hand-over:${attempt}`, sagaKey: orderId, request };
  }
}
