import { z } from 'zod';
import { Reason, Sku } from '../order-snapshot.js';

/** Answer of `GET /catalogue`. */
export const CatalogueView = z.strictObject({
  items: z.array(z.strictObject({ sku: Sku, unitPriceMinor: z.int().min(0), currency: z.literal('EUR') })),
});
export type CatalogueView = z.infer<typeof CatalogueView>;

/** Answer of inventory's `GET /stock`. */
export const StockView = z.strictObject({
  items: z.array(z.strictObject({ sku: Sku, available: z.int().min(0), reserved: z.int().min(0) })),
});
export type StockView = z.infer<typeof StockView>;

/** Answers of `GET /reservations/:orderId`, `GET /payments/:orderId` and `GET /shipments/:orderId`, for operators. */
export const ReservationView = z.strictObject({
  orderId: z.uuid(),
  status: z.enum(['RESERVED', 'REJECTED', 'RELEASED']),
  lines: z.array(z.strictObject({ sku: Sku, quantity: z.int().min(1) })),
  reason: Reason.nullable(),
});
export type ReservationView = z.infer<typeof ReservationView>;
export const PAYMENT_STATUSES = [
  'AUTHORISING',
  'AUTHORISED',
  'DECLINED',
  'VOIDING',
  'VOIDED',
  'CAPTURING',
  'CAPTURED',
  'REFUSING',
  'REFUSED',
] as const;
export const PaymentView = z.strictObject({
  orderId: z.uuid(),
  status: z.enum(PAYMENT_STATUSES),
  amountMinor: z.int().min(0),
  authorisationId: z.string().nullable(),
  captureId: z.string().nullable(),
  reason: Reason.nullable(),
});
export type PaymentView = z.infer<typeof PaymentView>;
export const SHIPMENT_STATUSES = [
  'SCHEDULING',
  'SCHEDULED',
  'REFUSED',
  'CANCELLING',
  'CANCELLED',
  'HANDING_OVER',
  'HANDED_OVER',
] as const;
export const ShipmentView = z.strictObject({
  orderId: z.uuid(),
  status: z.enum(SHIPMENT_STATUSES),
  shipmentId: z.string().nullable(),
  trackingCode: z.string().nullable(),
  reason: Reason.nullable(),
});
export type ShipmentView = z.infer<typeof ShipmentView>;
