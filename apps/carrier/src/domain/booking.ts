import {
  POSTAL_CODE_REFUSED,
  POSTAL_CODE_SLOW,
  type Booking,
  type BookingRequest,
  type ShippingAddress,
} from '@counterpoint/contracts';

/** Whether the simulated carrier takes `SLOW_ANSWER_MS` for a booking to this address. */
export const isSlow = ({ postalCode }: ShippingAddress): boolean => postalCode === POSTAL_CODE_SLOW;

/** The booking that a call ends with: what is stored under its key, else a new decision. */
export function book(stored: Booking | undefined, key: string, { orderId, address }: BookingRequest, newId: string): Booking {
  if (stored !== undefined) return stored;
  const empty = { key, orderId, shipmentId: null, trackingCode: null };
  if (address.postalCode === POSTAL_CODE_REFUSED) {
    return {
      ...empty,
      status: 'refused',
      reason: { code: 'address_not_served', detail: `The carrier does not serve ${address.postalCode} ${address.city}.` },
    };
  }
  return { ...empty, status: 'booked', shipmentId: newId, reason: null };
}

/** Cancels a booking. Before it has arrived this leaves a tombstone, which refuses the booking; a parcel that left stays on its way. */
export function cancel(stored: Booking | undefined, key: string, orderId: string): Booking {
  const reason = { code: 'cancelled', detail: 'The booking was cancelled.' };
  if (stored === undefined) return { key, orderId, status: 'cancelled', shipmentId: null, trackingCode: null, reason };
  return stored.status === 'booked' ? { ...stored, status: 'cancelled', reason } : stored;
}

/** Takes the parcel over; only what is booked can be handed over, and only once. */
export function handOver(stored: Booking | undefined, newTrackingCode: string): Booking | undefined {
  return stored?.status === 'booked' ? { ...stored, status: 'handed_over', trackingCode: newTrackingCode } : stored;
}
