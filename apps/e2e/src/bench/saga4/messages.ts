import { command, event } from '@counterpoint/contracts';
import { z } from 'zod';

/** What every message of the benchmark's saga carries: no more than its peers do. */
export const Saga4Order = z.strictObject({ orderId: z.uuid(), fail: z.boolean() });
export type Saga4Order = z.infer<typeof Saga4Order>;

/** How long a step may take, in seconds; nothing in a benchmark comes near it. */
const TIMEOUT_SECONDS = 60;
const schema = Saga4Order;

export const Saga4Placed = event('Saga4Placed', {
  service: 'order',
  schema,
  summary: 'Begins a choreographed saga of the benchmark.',
});
export const Saga4Reserved = event('Saga4Reserved', { service: 'inventory', schema, summary: 'Row 1.' });
export const Saga4Authorised = event('Saga4Authorised', { service: 'payment', schema, summary: 'Row 2.' });
export const Saga4Shipped = event('Saga4Shipped', { service: 'shipping', schema, summary: 'Row 3.' });
export const Saga4Confirmed = event('Saga4Confirmed', { service: 'order', schema, summary: 'Row 4: the saga has succeeded.' });
export const Saga4ShipmentRejected = event('Saga4ShipmentRejected', {
  service: 'shipping',
  schema,
  outcome: 'failure',
  summary: 'Refused for good; no row.',
});
export const Saga4Voided = event('Saga4Voided', { service: 'payment', schema, summary: 'Row 3 of a saga that fails.' });
export const Saga4Released = event('Saga4Released', {
  service: 'inventory',
  schema,
  summary: 'Row 4 of a saga that fails: it is compensated.',
});

const step = { schema, timeoutSeconds: TIMEOUT_SECONDS } as const;
export const Saga4Reserve = command('Saga4Reserve', {
  ...step,
  service: 'inventory',
  step: 'compensatable',
  outcomes: [Saga4Reserved],
  compensatedBy: 'Saga4Release',
  summary: 'Insert row 1.',
});
export const Saga4Authorise = command('Saga4Authorise', {
  ...step,
  service: 'payment',
  step: 'compensatable',
  outcomes: [Saga4Authorised],
  compensatedBy: 'Saga4Void',
  summary: 'Insert row 2.',
});
export const Saga4Ship = command('Saga4Ship', {
  ...step,
  service: 'shipping',
  step: 'retriable',
  outcomes: [Saga4Shipped, Saga4ShipmentRejected],
  summary: 'Insert row 3, or refuse.',
});
export const Saga4Confirm = command('Saga4Confirm', {
  ...step,
  service: 'order',
  step: 'retriable',
  outcomes: [Saga4Confirmed],
  summary: 'Insert row 4.',
});
export const Saga4Void = command('Saga4Void', {
  ...step,
  service: 'payment',
  step: 'compensation',
  outcomes: [Saga4Voided],
  summary: 'Insert the row of the first compensation.',
});
export const Saga4Release = command('Saga4Release', {
  ...step,
  service: 'inventory',
  step: 'compensation',
  outcomes: [Saga4Released],
  summary: 'Insert the row of the last compensation.',
});
