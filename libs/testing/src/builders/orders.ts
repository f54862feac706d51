import { randomUUID } from 'node:crypto';
import type { OrderItem, OrderSnapshot, PlaceOrderRequest, SagaStyle, ShippingAddress } from '@counterpoint/contracts';
import { DEFAULT_APPROVAL_DEADLINE_SECONDS, DEFAULT_APPROVAL_LIMIT_MINOR, SEED_CATALOGUE } from '@counterpoint/contracts';

export const AN_ADDRESS: ShippingAddress = {
  name: 'Clara Wieck',
  street: 'Inselstrasse 18',
  city: 'Leipzig',
  postalCode: '04103',
  country: 'DE',
};

export interface OrderParts {
  readonly sku?: string;
  readonly quantity?: number;
  readonly token?: string;
  readonly postalCode?: string;
}

/** Body of `POST /orders`: one WIDGET, a card that works, an address that is served, unless the parts say otherwise. */
export function anOrderRequest(style: SagaStyle, parts: OrderParts = {}): PlaceOrderRequest {
  return {
    style,
    items: [{ sku: parts.sku ?? 'WIDGET', quantity: parts.quantity ?? 1 }],
    payment: { token: parts.token ?? 'tok_ok' },
    shipping: { ...AN_ADDRESS, postalCode: parts.postalCode ?? AN_ADDRESS.postalCode },
  };
}

function priceOf(sku: string): number {
  return SEED_CATALOGUE.find((item) => item.sku === sku)?.unitPriceMinor ?? 1_000;
}

/** The snapshot that the messages of an order carry, with a new order id, for the same parts. */
export function anOrderSnapshot(parts: OrderParts & Partial<OrderSnapshot> = {}): OrderSnapshot {
  const sku = parts.sku ?? 'WIDGET';
  const items: OrderItem[] = parts.items ?? [{ sku, quantity: parts.quantity ?? 1, unitPriceMinor: priceOf(sku) }];
  const totalMinor = parts.totalMinor ?? items.reduce((sum, item) => sum + item.quantity * item.unitPriceMinor, 0);
  return {
    orderId: parts.orderId ?? randomUUID(),
    customerId: parts.customerId ?? 'customer-1',
    items,
    totalMinor,
    currency: 'EUR',
    payment: parts.payment ?? { token: parts.token ?? 'tok_ok' },
    shipping: parts.shipping ?? { ...AN_ADDRESS, postalCode: parts.postalCode ?? AN_ADDRESS.postalCode },
    approval: parts.approval ?? {
      required: totalMinor > DEFAULT_APPROVAL_LIMIT_MINOR,
      deadlineSeconds: DEFAULT_APPROVAL_DEADLINE_SECONDS,
    },
    placedAt: parts.placedAt ?? new Date().toISOString(),
  };
}
