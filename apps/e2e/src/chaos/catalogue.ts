import { SAGA_STYLES, type PlaceOrderRequest, type SeedItem } from '@counterpoint/contracts';
import { anOrderRequest, type OrderParts, type SeededRandom } from '@counterpoint/testing';

const HOT_SKUS = ['HOT-1', 'HOT-2', 'HOT-3', 'HOT-4', 'HOT-5'] as const;
const COOL_SKUS = Array.from({ length: 40 }, (_, index) => `COOL-${index + 1}`);
const PLENTY = 1_000_000;
/** What a run is seeded with: five hot SKUs, many cool ones, one dear enough for an approval, one sold out. */
export const CHAOS_CATALOGUE: readonly SeedItem[] = [
  ...[...HOT_SKUS, ...COOL_SKUS].map((sku) => ({ sku, unitPriceMinor: 2_500, quantity: PLENTY })),
  { sku: 'DEAR', unitPriceMinor: 150_000, quantity: PLENTY },
  { sku: 'SOLDOUT', unitPriceMinor: 1_500, quantity: 0 },
];

export type OrderKind = 'happy' | 'declined' | 'out of stock' | 'approval' | 'cancelled';
/** Share of each kind, in percent; they sum to 100. */
const MIX: readonly (readonly [OrderKind, number])[] = [
  ['happy', 70],
  ['declined', 10],
  ['out of stock', 10],
  ['approval', 5],
  ['cancelled', 5],
];
/** Share of orders on a hot SKU, in percent. */
const HOT_PERCENT = 20;

export interface ChaosOrder {
  readonly kind: OrderKind;
  readonly request: PlaceOrderRequest;
  /** What the approver will say. */
  readonly decision: 'approve' | 'refuse';
}

function partsOf(kind: OrderKind, random: SeededRandom): OrderParts {
  const sku =
    random.next() * 100 < HOT_PERCENT ? random.pick(HOT_SKUS) : (COOL_SKUS[random.between(0, COOL_SKUS.length - 1)] ?? 'COOL-1');
  switch (kind) {
    case 'happy':
    case 'cancelled':
      return { sku, quantity: random.between(1, 3) };
    case 'declined':
      return { sku, token: random.pick(['tok_declined', 'tok_insufficient_funds']) };
    case 'out of stock':
      return { sku: 'SOLDOUT' };
    case 'approval':
      return { sku: 'DEAR' };
  }
}

/** The next order of a run, the same for the same seed. */
export function chaosOrder(random: SeededRandom): ChaosOrder {
  let point = random.next() * 100;
  const [kind] = MIX.find(([, percent]) => (point -= percent) < 0) ?? ['happy'];
  const request = anOrderRequest(random.pick(SAGA_STYLES), partsOf(kind, random));
  return { kind, request, decision: random.pick(['approve', 'refuse']) };
}
