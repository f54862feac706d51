import { z } from 'zod';
import {
  MAX_ITEM_QUANTITY,
  Line,
  MAX_ORDER_ITEMS,
  OrderItem,
  OrderStatus,
  Reason,
  SagaStyle,
  ShippingAddress,
  Sku,
} from '../order-snapshot.js';

/** Body of `POST /orders`. Prices are the catalogue's: a client that sends one is refused. */
export const PlaceOrderRequest = z.strictObject({
  style: SagaStyle,
  items: z
    .array(z.strictObject({ sku: Sku, quantity: z.int().min(1).max(MAX_ITEM_QUANTITY) }))
    .min(1)
    .max(MAX_ORDER_ITEMS),
  payment: z.strictObject({ token: Line(120) }),
  shipping: ShippingAddress,
});
export type PlaceOrderRequest = z.infer<typeof PlaceOrderRequest>;

/** 1 to 200 visible ASCII characters, chosen by the customer, unique per customer for ever. */
export const IdempotencyKey = z.string().regex(/^[\x21-\x7e]{1,200}$/, 'an Idempotency-Key is 1 to 200 visible ASCII characters');

/** An order as the API shows it. */
export const OrderView = z.strictObject({
  id: z.uuid(),
  style: SagaStyle,
  status: OrderStatus,
  customerId: z.string(),
  items: z.array(OrderItem),
  totalMinor: z.int(),
  currency: z.literal('EUR'),
  /** The first recorded reason of an order that did not go through. */
  reason: Reason.nullable(),
  /** `requested` while the saga decides on the customer's cancel, then who won. */
  cancellation: z.enum(['none', 'requested', 'refused', 'done']),
  /** Tracked apart from the status: `none` until the carrier has the parcel. */
  handOver: z.enum(['none', 'handed_over']),
  trackingCode: z.string().nullable(),
  placedAt: z.iso.datetime(),
  updatedAt: z.iso.datetime(),
});
export type OrderView = z.infer<typeof OrderView>;

export const page = <Item extends z.ZodType>(item: Item) =>
  z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });
export const OrderPage = page(OrderView);

export const MAX_PAGE_SIZE = 100;
export const DEFAULT_PAGE_SIZE = 50;
export const ListOrdersQuery = z.strictObject({
  status: OrderStatus.optional(),
  style: SagaStyle.optional(),
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
});
export type ListOrdersQuery = z.infer<typeof ListOrdersQuery>;

/** One message of an order's saga, as the timeline shows it, in either style. */
export const TimelineEntry = z.strictObject({
  /** Position in the order's timeline, from 1; the SSE event id. */
  sequence: z.int().min(1),
  messageId: z.uuid(),
  type: z.string(),
  kind: z.enum(['command', 'event', 'reply']),
  service: z.string(),
  topic: z.string(),
  causationId: z.uuid().nullable(),
  outcome: z.enum(['success', 'failure']).nullable(),
  at: z.iso.datetime(),
  data: z.json(),
});
export type TimelineEntry = z.infer<typeof TimelineEntry>;
export const Timeline = z.strictObject({
  orderId: z.uuid(),
  style: SagaStyle,
  status: OrderStatus,
  items: z.array(TimelineEntry),
});
export type Timeline = z.infer<typeof Timeline>;

export const CancelOrderResponse = z.strictObject({ id: z.uuid(), status: OrderStatus, cancellation: z.literal('requested') });

export const ApprovalStatus = z.enum(['pending', 'approved', 'refused', 'expired', 'withdrawn']);
export const ApprovalView = z.strictObject({
  id: z.uuid(),
  orderId: z.uuid(),
  status: ApprovalStatus,
  customerId: z.string(),
  totalMinor: z.int(),
  currency: z.literal('EUR'),
  requestedAt: z.iso.datetime(),
  deadline: z.iso.datetime(),
  decidedBy: z.string().nullable(),
  decidedAt: z.iso.datetime().nullable(),
  comment: z.string().nullable(),
});
export type ApprovalView = z.infer<typeof ApprovalView>;
export const ApprovalPage = page(ApprovalView);
export const DecideApprovalRequest = z.strictObject({
  decision: z.enum(['approve', 'refuse']),
  comment: z.string().max(1_000).default(''),
});
export type DecideApprovalRequest = z.infer<typeof DecideApprovalRequest>;

/** Problem details for HTTP APIs (RFC 9457), `application/problem+json`. */
export const Problem = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().optional(),
  instance: z.string().optional(),
  /** Which members are wrong, as JSON pointers, and what to do. */
  errors: z.array(z.strictObject({ pointer: z.string(), detail: z.string() })).optional(),
});
export type Problem = z.infer<typeof Problem>;
/** Largest HTTP body in bytes; more is 413. */
export const MAX_BODY_BYTES = 262_144;
