import { readFileSync } from 'node:fs';
import type { Json } from '@counterpoint/asl';

/** Name under which the order service starts it. */
export const ORDER_SAGA = 'order-saga';

interface DefinitionWithTimeouts {
  readonly States: Readonly<Record<string, { readonly TimeoutSeconds?: number }>>;
}

/** The definition as it is in the file. */
export const orderSaga = (): Json => JSON.parse(readFileSync(new URL('./order-saga.asl.json', import.meta.url), 'utf8')) as Json;

/**
 * The definition's text with every TimeoutSeconds multiplied by `scale` (whole seconds, at least one), so that tests wait
 * for dead services as briefly as the order service's own deadlines do. The approval's deadline is the order's and stays.
 */
export function scaledDefinition(definition: Json, scale: number): string {
  if (scale === 1) return JSON.stringify(definition, null, 2);
  const { States } = definition as unknown as DefinitionWithTimeouts;
  const scaled = Object.entries(States).map(([name, state]) => [
    name,
    state.TimeoutSeconds === undefined
      ? state
      : { ...state, TimeoutSeconds: Math.max(1, Math.round(state.TimeoutSeconds * scale)) },
  ]);
  return JSON.stringify({ ...(definition as object), States: Object.fromEntries(scaled) as object }, null, 2);
}
