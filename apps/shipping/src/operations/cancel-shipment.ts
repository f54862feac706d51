import type { SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { cancel, cancellationAnswered } from '../domain/shipment.js';
import { Shipment } from '../persistence/entities.js';
import type { CarrierCall } from './calls.js';
import { answered, asked } from './decision.js';

/** Cancels the booking and refuses one that comes later: always ShipmentCancelled. */
export const cancelShipment = operation({
  name: 'cancelShipment',
  rows: { shipment: one(Shipment) },
  keys: ({ order }: SagaInput) => ({ shipment: order.orderId }),
  decide({ shipment }, { order }, context) {
    return asked(order, shipment, cancel(shipment), context);
  },
});

/** The carrier has no booking any more. */
export const finishCancellation = operation({
  name: 'finishCancellation',
  rows: { shipment: one(Shipment) },
  keys: ({ call }: { readonly call: CarrierCall }) => ({ shipment: call.order.orderId }),
  decide({ shipment }, { call }, context) {
    return answered(call.order, shipment, cancellationAnswered(shipment), context);
  },
});
