import { z } from 'zod';
import { command, event } from '../message.js';
import { OrderSnapshot, Reason } from '../order-snapshot.js';
import { STEP_TIMEOUT_SECONDS } from '../timeouts.js';
import { SagaCommand, SagaEvent } from './saga.js';

export const StockReserved = event('StockReserved', {
  service: 'inventory',
  summary: 'Every item of the order is set aside for it.',
  schema: z.strictObject({ order: OrderSnapshot, reservationId: z.uuid() }),
});
export const StockRejected = event('StockRejected', {
  service: 'inventory',
  outcome: 'failure',
  summary: 'At least one item is not in stock; nothing is set aside.',
  schema: z.strictObject({ order: OrderSnapshot, reason: Reason }),
});
export const StockReleased = event('StockReleased', {
  service: 'inventory',
  summary: 'Nothing is set aside for the order any more, and nothing will be.',
  schema: SagaEvent,
});

export const ReserveStock = command('ReserveStock', {
  service: 'inventory',
  summary: 'Set every item of the order aside, or none.',
  schema: SagaCommand,
  step: 'compensatable',
  outcomes: [StockReserved, StockRejected],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.reserveStock,
  compensatedBy: 'ReleaseStock',
});
export const ReleaseStock = command('ReleaseStock', {
  service: 'inventory',
  summary: 'Give back what is set aside for the order; a reservation that comes later is refused.',
  schema: SagaCommand,
  step: 'compensation',
  outcomes: [StockReleased],
  timeoutSeconds: STEP_TIMEOUT_SECONDS.compensation,
});

export type StockReserved = z.infer<typeof StockReserved.schema>;
export type StockRejected = z.infer<typeof StockRejected.schema>;
export type StockReleased = z.infer<typeof StockReleased.schema>;
export type ReserveStock = z.infer<typeof ReserveStock.schema>;
export type ReleaseStock = z.infer<typeof ReleaseStock.schema>;
