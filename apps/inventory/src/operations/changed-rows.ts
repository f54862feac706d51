import type { DecisionContext } from '@counterpoint/messaging';
import type { ReservationChange } from '../domain/reservation.js';
import type { Reservation, Stock } from '../persistence/entities.js';

type Change = Pick<ReservationChange, 'reservation' | 'stock'>;

/** The reservation's row after a change; undefined when the change does not touch it. */
export function changedReservation(
  orderId: string,
  stored: Reservation | undefined,
  { reservation }: Change,
  context: DecisionContext,
): Reservation | undefined {
  if (reservation === undefined) return undefined;
  const reservationId = stored?.reservationId ?? context.id('reservation');
  return { ...reservation, orderId, reservationId, updatedAt: new Date(context.now) };
}

/** The stock's rows after a change: only those that the change touches. */
export function changedStock(stored: readonly Stock[], { stock = [] }: Change): readonly Stock[] {
  return stored.flatMap((row) => {
    const level = stock.find(({ sku }) => sku === row.sku);
    return level === undefined ? [] : [{ ...row, ...level }];
  });
}
