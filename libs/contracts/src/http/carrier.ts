import { z } from 'zod';
import { Reason, ShippingAddress } from '../order-snapshot.js';

/** What the carrier is asked; every call carries its `Idempotency-Key` as a header. */
export const BookingRequest = z.strictObject({ orderId: z.uuid(), address: ShippingAddress });
export type BookingRequest = z.infer<typeof BookingRequest>;

/**
 * What the carrier knows of a booking, by the idempotency key of the call that asked for it. `cancelled` may come before
 * that call: then the call is refused when it arrives, and the answer to it is the cancelled booking.
 */
export const Booking = z.strictObject({
  key: z.string(),
  orderId: z.uuid(),
  status: z.enum(['booked', 'refused', 'cancelled', 'handed_over']),
  shipmentId: z.string().nullable(),
  trackingCode: z.string().nullable(),
  reason: Reason.nullable(),
});
export type Booking = z.infer<typeof Booking>;

/** Body of `POST /bookings/:key/cancel` and `POST /bookings/:key/hand-over`. */
export const BookingChange = z.strictObject({ orderId: z.uuid() });
export type BookingChange = z.infer<typeof BookingChange>;

export const CarrierLedgerEntry = z.strictObject({
  sequence: z.int(),
  orderId: z.uuid(),
  kind: z.enum(['booked', 'cancelled', 'handed_over']),
  key: z.string(),
  at: z.iso.datetime(),
});
export type CarrierLedgerEntry = z.infer<typeof CarrierLedgerEntry>;
export const CarrierLedger = z.strictObject({ items: z.array(CarrierLedgerEntry) });
