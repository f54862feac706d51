import { message, StockReleased, type SagaInput } from '@counterpoint/contracts';
import { many, one, operation } from '@counterpoint/messaging';
import { linesOf, release } from '../domain/reservation.js';
import { Reservation, Stock } from '../persistence/entities.js';
import { changedReservation, changedStock } from './changed-rows.js';

/** Gives back what is set aside for the order, and refuses a reservation that comes later: StockReleased. */
export const releaseStock = operation({
  name: 'releaseStock',
  rows: { reservation: one(Reservation), stock: many(Stock) },
  keys: ({ order }: SagaInput) => ({ reservation: order.orderId, stock: linesOf(order).map(({ sku }) => sku) }),
  decide({ reservation, stock }, { order }, context) {
    const change = release(reservation, stock);
    const row = changedReservation(order.orderId, reservation, change, context);
    return {
      outcome: message(StockReleased, { order }),
      rows: { ...(row && { reservation: row }), stock: changedStock(stock, change) },
    };
  },
});
