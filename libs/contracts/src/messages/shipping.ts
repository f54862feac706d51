import { z } from 'zod';
import { command, event } from '../message.js';
import { OrderSnapshot, Reason } from '../order-snapshot.js';
import { STEP_TIMEOUT_SECONDS } from '../timeouts.js';
import { SagaCommand, SagaEvent } from './saga.js';

export const ShipmentScheduled = event('ShipmentScheduled', {
  service: 'shipping',
  summary: 'The carrier has booked the shipment.',
  schema: z.strictObject({ order: OrderSnapshot, shipmentId: z.string() }),
});
export const ShipmentRefused = event('ShipmentRefused', {
  service: 'shipping',
  outcome: 'failure',
  summary: 'The carrier does not serve the address, or the shipment was cancelled before it was booked.',
  schema: z.strictObject({ order: OrderSnapshot, reason: Reason }),
});
export const ShipmentCancelled = event('ShipmentCancelled', {
  service: 'shipping',
  summary: 'No shipment is booked for the order, and none will be.',
  schema: SagaEvent,
});
export const ShipmentHandedOver = event('ShipmentHandedOver', {
  service: 'shipping',
  summary: 'The carrier has the parcel.',
  schema: z.strictObject({ order: OrderSnapshot, trackingCode: z.string() }),
});

export const ScheduleShipment = command('ScheduleShipment', {
  service: 'shipping',
  summary: 'Book the shipment with the carrier.',
  schema: SagaCommand,
  step: 'compensatable',
  outcomes: [ShipmentScheduled, ShipmentRefused],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.scheduleShipment,
  compensatedBy: 'CancelShipment',
});
export const CancelShipment = command('CancelShipment', {
  service: 'shipping',
  summary: 'Cancel the booking; one that comes later is refused.',
  schema: SagaCommand,
  step: 'compensation',
  outcomes: [ShipmentCancelled],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.compensation,
});
export const HandOverShipment = command('HandOverShipment', {
  service: 'shipping',
  summary: 'Hand the parcel to the carrier; tracked apart from the state of the order.',
  schema: SagaCommand,
  step: 'retriable',
  outcomes: [ShipmentHandedOver],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.handOverShipment,
});

export type ShipmentScheduled = z.infer<typeof ShipmentScheduled.schema>;
export type ShipmentRefused = z.infer<typeof ShipmentRefused.schema>;
export type ShipmentCancelled = z.infer<typeof ShipmentCancelled.schema>;
export type ShipmentHandedOver = z.infer<typeof ShipmentHandedOver.schema>;
export type ScheduleShipment = z.infer<typeof ScheduleShipment.schema>;
export type CancelShipment = z.infer<typeof CancelShipment.schema>;
export type HandOverShipment = z.infer<typeof HandOverShipment.schema>;
