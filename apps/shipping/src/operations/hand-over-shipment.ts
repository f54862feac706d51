import type { Booking, SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { handOver, handOverAnswered } from '../domain/shipment.js';
import { Shipment } from '../persistence/entities.js';
import type { CarrierCall } from './calls.js';
import { answered, asked } from './decision.js';

/** Hands the parcel to the carrier: ShipmentHandedOver, tracked apart from the state of the order. */
export const handOverShipment = operation({
  name: 'handOverShipment',
  rows: { shipment: one(Shipment) },
  keys: ({ order }: SagaInput) => ({ shipment: order.orderId }),
  decide({ shipment }, { order }, context) {
    return asked(order, shipment, handOver(shipment), context);
  },
});

/** The carrier has the parcel. */
export const finishHandOver = operation({
  name: 'finishHandOver',
  rows: { shipment: one(Shipment) },
  keys: ({ call }: { readonly call: CarrierCall; readonly answer: Booking }) => ({ shipment: call.order.orderId }),
  decide({ shipment }, { call, answer }, context) {
    return answered(call.order, shipment, handOverAnswered(shipment, answer.trackingCode ?? ''), context);
  },
});
