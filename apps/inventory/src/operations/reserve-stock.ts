import { message, StockRejected, StockReserved, type SagaInput } from '@counterpoint/contracts';
import { many, one, operation } from '@counterpoint/messaging';
import { linesOf, reserve } from '../domain/reservation.js';
import { Reservation, Stock } from '../persistence/entities.js';
import { changedReservation, changedStock } from './changed-rows.js';

/** Sets every item of the order aside, or none: StockReserved or StockRejected. */
export const reserveStock = operation({
  name: 'reserveStock',
  rows: { reservation: one(Reservation), stock: many(Stock) },
  keys: ({ order }: SagaInput) => ({ reservation: order.orderId, stock: linesOf(order).map(({ sku }) => sku) }),
  decide({ reservation, stock }, { order, attempt = 1 }, context) {
    const { verdict, ...change } = reserve(reservation, linesOf(order), stock, attempt);
    const row = changedReservation(order.orderId, reservation, change, context);
    const reservationId = row?.reservationId ?? reservation?.reservationId ?? context.id('reservation');
    return {
      outcome:
        verdict.kind === 'rejected'
          ? message(StockRejected, { order, reason: verdict.reason })
          : message(StockReserved, { order, reservationId }),
      rows: { ...(row && { reservation: row }), stock: changedStock(stock, change) },
    };
  },
});
