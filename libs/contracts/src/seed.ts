/** The catalogue that a new installation is seeded with. */
export interface SeedItem {
  readonly sku: string;
  readonly unitPriceMinor: number;
  readonly quantity: number;
}
export const SEED_CATALOGUE: readonly SeedItem[] = [
  { sku: 'WIDGET', unitPriceMinor: 2_500, quantity: 1_000_000 },
  { sku: 'GADGET', unitPriceMinor: 60_000, quantity: 1_000_000 },
  { sku: 'RARE', unitPriceMinor: 1_000, quantity: 5 },
  { sku: 'SOLDOUT', unitPriceMinor: 1_500, quantity: 0 },
];
/** Postal codes that the simulated carrier treats in a special way. */
export const POSTAL_CODE_REFUSED = '00000';
export const POSTAL_CODE_SLOW = '99999';
/** How long a slow provider or carrier takes, in milliseconds. */
export const SLOW_ANSWER_MS = 20_000;
/** Tokens that the simulated provider treats in a special way, counted per order and call. */
export const PAYMENT_TOKENS = ['tok_ok', 'tok_declined', 'tok_insufficient_funds', 'tok_slow', 'tok_flaky', 'tok_answer_lost'] as const;
