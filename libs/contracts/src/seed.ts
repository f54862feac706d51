import { z } from 'zod';
import { Sku } from './order-snapshot.js';

/** One line of the catalogue that a new installation is seeded with. */
export const SeedItem = z.strictObject({ sku: Sku, unitPriceMinor: z.int().min(0), quantity: z.int().min(0).max(1_000_000_000) });
export type SeedItem = z.infer<typeof SeedItem>;
/** Most lines of a seeded catalogue. */
export const MAX_SEED_ITEMS = 10_000;
export const SEED_CATALOGUE: readonly SeedItem[] = [
  { sku: 'WIDGET', unitPriceMinor: 2_500, quantity: 1_000_000 },
  { sku: 'GADGET', unitPriceMinor: 60_000, quantity: 1_000_000 },
  { sku: 'RARE', unitPriceMinor: 1_000, quantity: 5 },
  { sku: 'SOLDOUT', unitPriceMinor: 1_500, quantity: 0 },
];
/** The catalogue as the environment variable `SEED_CATALOGUE` may give it: JSON text of the lines; without it, the default. */
export const SeedCatalogue = z.preprocess((text, context) => {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue({ code: 'custom', message: 'is not JSON' });
    return z.NEVER;
  }
}, z.array(SeedItem).min(1).max(MAX_SEED_ITEMS).readonly().default(SEED_CATALOGUE));
/** Postal codes that the simulated carrier treats in a special way. */
export const POSTAL_CODE_REFUSED = '00000';
export const POSTAL_CODE_SLOW = '99999';
/** How long a slow provider or carrier takes, in milliseconds. */
export const SLOW_ANSWER_MS = 20_000;
/** Tokens that the simulated provider treats in a special way, counted per order and call. */
export const PAYMENT_TOKENS = [
  'tok_ok',
  'tok_declined',
  'tok_insufficient_funds',
  'tok_slow',
  'tok_flaky',
  'tok_answer_lost',
] as const;
