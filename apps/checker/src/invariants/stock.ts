import type { Invariant, Violation } from './invariant.js';

export const stockIsConserved: Invariant = {
  number: 4,
  title: 'stock conserved, never negative, no oversell',
  evaluate(evidence) {
    const violations: Violation[] = [];
    const setAside = new Map<string, number>();
    for (const reservation of evidence.reservations.values()) {
      if (reservation.status !== 'RESERVED' && reservation.lines.length > 0) {
        violations.push({ subject: reservation.orderId, detail: `${reservation.status}, but pieces are still set aside` });
      }
      for (const { sku, quantity } of reservation.lines) setAside.set(sku, (setAside.get(sku) ?? 0) + quantity);
    }
    for (const { sku, available, reserved } of evidence.stock) {
      const seeded = evidence.seeded.get(sku);
      const reservations = setAside.get(sku) ?? 0;
      if (available < 0 || reserved < 0)
        violations.push({ subject: sku, detail: `negative: ${available} available, ${reserved} reserved` });
      if (reserved !== reservations)
        violations.push({ subject: sku, detail: `${reserved} reserved, but reservations hold ${reservations}` });
      if (seeded !== undefined && available + reserved !== seeded) {
        violations.push({ subject: sku, detail: `seeded with ${seeded}, now ${available} available + ${reserved} reserved` });
      }
      if (seeded !== undefined && reservations > seeded)
        violations.push({ subject: sku, detail: `oversold: ${reservations} of ${seeded}` });
    }
    const known = new Set(evidence.stock.map(({ sku }) => sku));
    for (const [sku, quantity] of setAside) {
      if (!known.has(sku)) violations.push({ subject: sku, detail: `${quantity} set aside of a SKU that has no stock` });
    }
    return violations;
  },
};
