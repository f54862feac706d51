import { MAX_JSONATA_ITEMS } from '../shared/limits.js';

/** The service's sentences for an expression that outgrew its limits. They carry no code, so a colon comes before them. */
export const MEMORY_EXCEEDED = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
export const TIME_EXCEEDED = 'Expression evaluation timeout: Check for infinite loop';
export const STACK_EXCEEDED =
  'Stack overflow error: Check for non-terminating recursive function.  Consider rewriting as tail-recursive.';

/** A limit was reached. */
export class LimitFault extends Error {}

/** Bytes that one value may hold, counted as below: `[1..873782]` is accepted by the service and one element more is not. */
export const MAX_HELD_BYTES = MAX_JSONATA_ITEMS * 8;

const NUMBER_BYTES = 8;
const sizes = new WeakMap<object, number>();

/**
 * Size of a value as if shared parts were copies, since that is what writing it out costs; `{"x": $a, "y": $a}` in a loop doubles it.
 * Sizes of objects are remembered, which is sound because values are never changed.
 * @throws LimitFault above {@link MAX_HELD_BYTES}
 */
export function checkSize(value: unknown): void {
  if (sizeOf(value) > MAX_HELD_BYTES) throw new LimitFault(MEMORY_EXCEEDED);
}

function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (typeof value === 'number') return NUMBER_BYTES;
  if (typeof value !== 'object' || value === null) return 1;
  const known = sizes.get(value);
  if (known !== undefined) return known;
  // A function drags its whole environment along, in circles.
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) return 1;
  let size = 1;
  if (Array.isArray(value)) {
    if (value.length > MAX_JSONATA_ITEMS) throw new LimitFault(MEMORY_EXCEEDED);
    size = 0;
    for (const item of value) size += sizeOf(item);
  } else {
    for (const [key, member] of Object.entries(value)) size += key.length + sizeOf(member);
  }
  sizes.set(value, size);
  return size;
}
