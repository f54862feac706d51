import type { PlaceOrderRequest, SagaStyle } from '@counterpoint/contracts';
import { anOrderRequest, type OrderParts, type SeededRandom } from '@counterpoint/testing';

/** Share of each kind of order, in percent; they sum to 100. */
const MIX: readonly { readonly percent: number; readonly parts: OrderParts; readonly cancel?: true }[] = [
  { percent: 70, parts: {} },
  { percent: 5, parts: { token: 'tok_declined' } },
  { percent: 5, parts: { token: 'tok_insufficient_funds' } },
  { percent: 10, parts: { sku: 'SOLDOUT' } },
  { percent: 5, parts: { postalCode: '00000' } },
  { percent: 5, parts: {}, cancel: true },
];

export interface PlannedOrder {
  readonly request: PlaceOrderRequest;
  /** The customer asks to cancel it right after it was accepted. */
  readonly cancel: boolean;
}

/** A stream of orders of one style, the same for the same seed: mostly good ones, some that have to fail, some that are cancelled. */
export function orderMix(style: SagaStyle, count: number, random: SeededRandom): PlannedOrder[] {
  return Array.from({ length: count }, () => {
    let point = random.next() * 100;
    const kind = MIX.find(({ percent }) => (point -= percent) < 0) ?? { parts: {} };
    const parts = { quantity: random.between(1, 3), ...kind.parts };
    return { request: anOrderRequest(style, parts), cancel: 'cancel' in kind };
  });
}
