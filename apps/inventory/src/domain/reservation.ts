import type { OrderSnapshot, Reason } from '@counterpoint/contracts';

/** So many pieces of one SKU. */
export interface Line {
  readonly sku: string;
  readonly quantity: number;
}
export type ReservationStatus = 'RESERVED' | 'REJECTED' | 'RELEASED';

/** What inventory has decided for an order. `lines` is what is set aside now: empty unless the status is RESERVED. */
export interface ReservationState {
  readonly status: ReservationStatus;
  /** Number of the attempt that was rejected last, or that succeeded; 0 for a tombstone. */
  readonly attempt: number;
  readonly lines: readonly Line[];
  readonly reason: Reason | null;
}
/** The pieces of one SKU: what can still be had and what is set aside. Neither is ever negative. */
export interface StockLevel {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
}
/** `reservation` and `stock` are what changed; `verdict` is what the asker is told, from the state that holds now. */
export interface ReservationChange {
  readonly reservation?: ReservationState;
  readonly stock?: readonly StockLevel[];
  readonly verdict: { readonly kind: 'reserved' | 'released' } | { readonly kind: 'rejected'; readonly reason: Reason };
}

const CLOSED: Reason = { code: 'released', detail: 'The reservation was released before it was made.' };

/** What an order needs of each SKU, in the order of the SKUs; lines of the same SKU are one. */
export function linesOf({ items }: Pick<OrderSnapshot, 'items'>): readonly Line[] {
  const quantities = new Map<string, number>();
  for (const { sku, quantity } of items) quantities.set(sku, (quantities.get(sku) ?? 0) + quantity);
  return [...quantities].map(([sku, quantity]) => ({ sku, quantity })).sort((a, b) => (a.sku < b.sku ? -1 : 1));
}

/** Sets every line aside, or none. A known rejection may be tried again under the next attempt number; all else is repeated. */
export function reserve(
  stored: ReservationState | undefined,
  lines: readonly Line[],
  stock: readonly StockLevel[],
  attempt: number,
): ReservationChange {
  if (stored?.status === 'RESERVED') return { verdict: { kind: 'reserved' } };
  // The tombstone: a release has overtaken this reservation, which therefore takes nothing.
  if (stored?.status === 'RELEASED') return { verdict: { kind: 'rejected', reason: CLOSED } };
  if (stored?.status === 'REJECTED' && attempt <= stored.attempt) {
    return { verdict: { kind: 'rejected', reason: stored.reason ?? CLOSED } };
  }
  const levels = new Map(stock.map((level) => [level.sku, level]));
  const short = lines.filter(({ sku, quantity }) => (levels.get(sku)?.available ?? 0) < quantity);
  if (short.length > 0) {
    const detail = short
      .map(({ sku, quantity }) => `${sku}: ${quantity} wanted, ${levels.get(sku)?.available ?? 0} available`)
      .join('; ');
    const reason: Reason = { code: 'out_of_stock', detail: detail.slice(0, 1_000) };
    return { reservation: { status: 'REJECTED', attempt, lines: [], reason }, verdict: { kind: 'rejected', reason } };
  }
  return {
    reservation: { status: 'RESERVED', attempt, lines, reason: null },
    stock: moved(lines, levels, 1),
    verdict: { kind: 'reserved' },
  };
}

/** Gives back what is set aside and closes the reservation, also one that was never made: that is the tombstone. */
export function release(stored: ReservationState | undefined, stock: readonly StockLevel[]): ReservationChange {
  const verdict = { kind: 'released' } as const;
  if (stored?.status === 'RELEASED') return { verdict };
  const closed = { status: 'RELEASED', attempt: stored?.attempt ?? 0, lines: [], reason: stored?.reason ?? null } as const;
  const held = stored?.lines ?? [];
  if (held.length === 0) return { reservation: closed, verdict };
  return { reservation: closed, stock: moved(held, new Map(stock.map((level) => [level.sku, level])), -1), verdict };
}

function moved(lines: readonly Line[], levels: ReadonlyMap<string, StockLevel>, direction: 1 | -1): readonly StockLevel[] {
  return lines.flatMap(({ sku, quantity }) => {
    const level = levels.get(sku);
    if (level === undefined) return [];
    return [{ ...level, available: level.available - direction * quantity, reserved: level.reserved + direction * quantity }];
  });
}
