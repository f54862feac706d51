import type { OrderItem, PlaceOrderRequest } from '@counterpoint/contracts';

/** Largest total of one order, in minor units: 20,000,000.00. */
export const MAX_ORDER_TOTAL_MINOR = 2_000_000_000;

export type Priced =
  | { readonly kind: 'priced'; readonly items: OrderItem[]; readonly totalMinor: number }
  | { readonly kind: 'unknown'; readonly positions: readonly number[] }
  | { readonly kind: 'tooLarge'; readonly totalMinor: number };

/** Puts the catalogue's prices on what the customer wants. `prices`: unit price in minor units by SKU. */
export function price(items: PlaceOrderRequest['items'], prices: ReadonlyMap<string, number>): Priced {
  const positions = items.flatMap(({ sku }, position) => (prices.has(sku) ? [] : [position]));
  if (positions.length > 0) return { kind: 'unknown', positions };
  const priced = items.map(({ sku, quantity }) => ({ sku, quantity, unitPriceMinor: prices.get(sku) ?? 0 }));
  const totalMinor = priced.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
  return totalMinor > MAX_ORDER_TOTAL_MINOR ? { kind: 'tooLarge', totalMinor } : { kind: 'priced', items: priced, totalMinor };
}
