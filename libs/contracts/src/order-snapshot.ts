import { z } from 'zod';

/** Stock keeping unit. */
export const Sku = z.string().regex(/^[A-Z0-9][A-Z0-9_-]{0,39}$/, 'a SKU is 1 to 40 characters of A-Z, 0-9, _ and -');

/** Most lines that one order may have, and most pieces of one line. */
export const MAX_ORDER_ITEMS = 50;
export const MAX_ITEM_QUANTITY = 1_000;

export const OrderItem = z.strictObject({
  sku: Sku,
  quantity: z.int().min(1).max(MAX_ITEM_QUANTITY),
  /** Price of one piece in minor units (cents) at the moment of ordering. */
  unitPriceMinor: z.int().min(0),
});
export type OrderItem = z.infer<typeof OrderItem>;

/**
 * Text of one line, in characters: no control characters, which no label can show and PostgreSQL in part not store, and no
 * half of a surrogate pair, which is no character at all.
 */
export const Line = (maxLength: number) =>
  z
    .string()
    .min(1)
    .max(maxLength)
    .regex(/^(?:[^\p{Cc}\p{Cs}])*$/u, 'it must not contain control characters');

export const ShippingAddress = z.strictObject({
  name: Line(120),
  street: Line(200),
  city: Line(120),
  postalCode: Line(16),
  country: z.string().regex(/^[A-Z]{2}$/, 'a country is two upper-case letters (ISO 3166-1 alpha-2)'),
});
export type ShippingAddress = z.infer<typeof ShippingAddress>;

/**
 * The order as every message of its saga carries it (event-carried state transfer), so that no participant
 * looks anything up in another service. It is fixed when the order is placed.
 */
export const OrderSnapshot = z.strictObject({
  orderId: z.uuid(),
  customerId: z.string().min(1).max(120),
  items: z.array(OrderItem).min(1).max(MAX_ORDER_ITEMS),
  /** Sum of quantity times unit price, in minor units. */
  totalMinor: z.int().min(0),
  currency: z.literal('EUR'),
  payment: z.strictObject({ token: Line(120) }),
  shipping: ShippingAddress,
  /** Whether a person must approve before the shipment is scheduled, and how long that person has. */
  approval: z.strictObject({ required: z.boolean(), deadlineSeconds: z.int().min(1) }),
  /** RFC 3339, UTC, milliseconds. */
  placedAt: z.iso.datetime(),
});
export type OrderSnapshot = z.infer<typeof OrderSnapshot>;

/** Why an order did not go through: a machine-readable code and a sentence for people. */
export const Reason = z.strictObject({ code: z.string().min(1).max(80), detail: z.string().max(1_000) });
export type Reason = z.infer<typeof Reason>;

export const SAGA_STYLES = ['choreography', 'orchestration'] as const;
export const SagaStyle = z.enum(SAGA_STYLES);
export type SagaStyle = z.infer<typeof SagaStyle>;

export const ORDER_STATUSES = ['PENDING', 'AWAITING_APPROVAL', 'COMPENSATING', 'CONFIRMED', 'REJECTED', 'CANCELLED'] as const;
export const OrderStatus = z.enum(ORDER_STATUSES);
export type OrderStatus = z.infer<typeof OrderStatus>;
export const TERMINAL_ORDER_STATUSES: readonly OrderStatus[] = ['CONFIRMED', 'REJECTED', 'CANCELLED'];
