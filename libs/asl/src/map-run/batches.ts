import { toText } from '../core/text.js';
import type { Json } from '../model.js';

/** Items in groups of at most so many items and bytes (developer guide, "ItemBatcher"); each group is a child's input. */
export function batches(items: readonly Json[], limits: { maxItems: number; maxBytes: number; batchInput?: Json }): Json[] {
  const { maxItems, maxBytes, batchInput } = limits;
  const wrap = (group: Json[]): Json => ({ ...(batchInput === undefined ? {} : { BatchInput: batchInput }), Items: group });
  const empty = toText(wrap([])).length;
  const made: Json[] = [];
  let group: Json[] = [];
  let bytes = empty;
  for (const item of items) {
    const size = toText(item).length + 1;
    if (group.length > 0 && (group.length >= maxItems || bytes + size > maxBytes)) {
      made.push(wrap(group));
      group = [];
      bytes = empty;
    }
    group.push(item);
    bytes += size;
  }
  if (group.length > 0) made.push(wrap(group));
  return made;
}
