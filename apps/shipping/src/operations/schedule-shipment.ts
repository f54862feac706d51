import type { Booking, SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { bookingAnswered, schedule } from '../domain/shipment.js';
import { Shipment } from '../persistence/entities.js';
import type { CarrierCall } from './calls.js';
import { answered, asked } from './decision.js';

/** Books the shipment with the carrier: ShipmentScheduled or ShipmentRefused, once the carrier has answered. */
export const scheduleShipment = operation({
  name: 'scheduleShipment',
  rows: { shipment: one(Shipment) },
  keys: ({ order }: SagaInput) => ({ shipment: order.orderId }),
  decide({ shipment }, { order, attempt = 1 }, context) {
    return asked(order, shipment, schedule(shipment, attempt), context);
  },
});

/** The carrier's answer to `scheduleShipment`. */
export const finishScheduling = operation({
  name: 'finishScheduling',
  rows: { shipment: one(Shipment) },
  keys: ({ call }: { readonly call: CarrierCall; readonly answer: Booking }) => ({ shipment: call.order.orderId }),
  decide({ shipment }, { call, answer }, context) {
    const { shipmentId, status } = answer;
    const refusal = answer.reason ?? { code: status, detail: `The booking is ${status}.` };
    const booked = status === 'booked' && shipmentId !== null;
    const transition = bookingAnswered(shipment, call.attempt, booked ? { shipmentId } : { reason: refusal });
    return answered(call.order, shipment, transition, context);
  },
});
