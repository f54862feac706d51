import { z } from 'zod';
import { OrderSnapshot } from '../order-snapshot.js';

/** The least that an event of the order saga carries; operations ask for no more unless they need it. */
export const SagaEvent = z.strictObject({ order: OrderSnapshot });
export type SagaEvent = z.infer<typeof SagaEvent>;
/** What both a command and an event of the saga satisfy: adapters pass it straight to the operation. */
export interface SagaInput {
  readonly order: OrderSnapshot;
  readonly attempt?: number | undefined;
}

/**
 * A command of the order saga. `attempt` counts from 1: a known failure may be tried again under the next number;
 * a known success or an unknown outcome answers what is stored, whatever the number.
 */
export const SagaCommand = z.strictObject({ order: OrderSnapshot, attempt: z.int().min(1).optional() });
export type SagaCommand = z.infer<typeof SagaCommand>;
