import type { z } from 'zod';
import type { GatewayClient } from './gateway.js';

/** The most that is asked for at a time. */
const PAGE_SIZE = 100;

/** The items of a paged list, page after page, up to `limit` of them. */
export async function pages<Schema extends z.ZodType<{ items: unknown[]; nextCursor: string | null }>>(
  gateway: GatewayClient,
  schema: Schema,
  path: string,
  query: Readonly<Record<string, string | undefined>>,
  limit: number,
): Promise<z.output<Schema>['items']> {
  const items: z.output<Schema>['items'] = [];
  let cursor: string | undefined;
  do {
    const size = Math.min(PAGE_SIZE, limit - items.length);
    const page = await gateway.get(schema, path, { query: { ...query, limit: size, cursor } });
    items.push(...page.items);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined && items.length < limit);
  return items;
}
