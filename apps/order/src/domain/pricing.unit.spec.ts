import { describe, expect, it } from '@jest/globals';
import { MAX_ORDER_TOTAL_MINOR, price } from './pricing.js';

const PRICES = new Map([
  ['WIDGET', 2_500],
  ['GOLD', MAX_ORDER_TOTAL_MINOR],
]);

describe('pricing', () => {
  it('puts the catalogue price on every line and adds them up', () => {
    const priced = price([{ sku: 'WIDGET', quantity: 2 }, { sku: 'WIDGET', quantity: 1 }], PRICES); // prettier-ignore
    expect(priced).toMatchObject({
      kind: 'priced',
      totalMinor: 7_500,
      items: [{ unitPriceMinor: 2_500 }, { unitPriceMinor: 2_500 }],
    });
  });

  it('names the positions that the catalogue does not know', () => {
    expect(price([{ sku: 'WIDGET', quantity: 1 }, { sku: 'NOTHING', quantity: 1 }], PRICES)).toEqual({ kind: 'unknown', positions: [1] }); // prettier-ignore
  });

  it('has a limit, which is still allowed', () => {
    expect(price([{ sku: 'GOLD', quantity: 1 }], PRICES).kind).toBe('priced');
    expect(price([{ sku: 'GOLD', quantity: 2 }], PRICES).kind).toBe('tooLarge');
  });
});
