import fs from 'node:fs';
import path from 'node:path';
import { messageType } from '@counterpoint/contracts';
import 'reflect-metadata';
import { ROOT } from '../system/launcher.js';
import { recordedMessages, type RecordedMessage } from './recorded.js';

/**
 * Replays recorded messages on today's consumers and prints what each of them made of it, as JSON: the data must be valid by
 * today's schema, every handler of the type must turn it into an intent, and the operation must find its keys and decide on it
 * with no rows, as for a message that is the first of its order. A process of its own: it loads the services as they are built.
 */
export interface Replayed {
  readonly release: string;
  readonly type: string;
  readonly consumer: string;
  readonly operation: string;
  /** Paths into the data that the operation looked at. */
  readonly read: readonly string[];
  readonly fault?: string;
}

interface Operation {
  readonly name: string;
  readonly rows: Readonly<Record<string, { readonly many: boolean }>>;
  keys(input: unknown): object;
  decide(rows: object, input: unknown, context: object): object;
}
type Handler = (data: unknown) => { readonly operation: Operation; readonly input: unknown };
interface Consumer {
  readonly service: string;
  readonly handle: Handler;
}

const PATTERN = 'microservices:pattern';
const STYLES = ['choreography', 'orchestration'];

async function consumers(): Promise<Map<string, Consumer[]>> {
  const table = new Map<string, Consumer[]>();
  for (const service of fs.readdirSync(path.join(ROOT, 'apps'))) {
    for (const style of STYLES) {
      const file = path.join(ROOT, 'apps', service, 'dist', `${service}.${style}.js`);
      if (!fs.existsSync(file)) continue;
      const module = (await import(file)) as Record<string, unknown>;
      for (const controller of Object.values(module)) addHandlers(table, service, controller);
    }
  }
  return table;
}

function addHandlers(table: Map<string, Consumer[]>, service: string, controller: unknown): void {
  if (typeof controller !== 'function') return;
  const prototype = controller.prototype as Record<string, Handler>;
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const handle = prototype[name];
    if (handle === undefined) continue;
    const types = (Reflect.getMetadata(PATTERN, handle) ?? []) as string[];
    for (const type of types) table.set(type, [...(table.get(type) ?? []), { service, handle }]);
  }
}

/** The same data, which writes down every leaf and every list that is looked at. */
function watched(data: unknown, read: Set<string>, place = ''): unknown {
  if (typeof data !== 'object' || data === null) return data;
  return new Proxy(data, {
    get(target, name) {
      const value = (target as Record<string | symbol, unknown>)[name];
      if (typeof name === 'symbol' || !Object.hasOwn(target, name)) return value;
      const here = Array.isArray(target) ? `${place}.*` : `${place}${place === '' ? '' : '.'}${name}`;
      // Places in a list come from going through it; what counts is what is looked at in its items.
      if ((typeof value !== 'object' || value === null) && !Array.isArray(target)) read.add(here);
      return watched(value, read, here);
    },
  });
}

function replay(message: RecordedMessage, release: string, { service, handle }: Consumer): Replayed {
  const type = message.headers['ce_type'] ?? '';
  const read = new Set<string>();
  let operation = '?';
  try {
    const { operation: found, input } = handle(watched(message.data, read));
    operation = found.name;
    found.keys(input);
    const rows = Object.fromEntries(Object.entries(found.rows).map(([name, { many }]) => [name, many ? [] : undefined]));
    const envelope = { id: message.headers['ce_id'], type, key: message.key, correlationId: message.headers['ce_correlationid'] };
    const id = (name: string): string => `${message.headers['ce_id']}/${name}`;
    found.decide(rows, input, {
      now: Date.parse(message.headers['ce_time'] ?? ''),
      envelope,
      returnAddress: undefined,
      duplicate: false,
      id,
    });
    return { release, type, consumer: service, operation, read: [...read] };
  } catch (fault) {
    return { release, type, consumer: service, operation, read: [...read], fault: String((fault as Error).stack).slice(0, 400) };
  }
}

const table = await consumers();
const replayed = recordedMessages().flatMap((message): Replayed[] => {
  const type = message.headers['ce_type'] ?? '';
  const valid = messageType(type)?.schema.safeParse(message.data);
  const wrong = { release: message.release, type, consumer: 'contracts', operation: 'parse', read: [] };
  if (!valid) return [{ ...wrong, fault: 'nobody knows this type any longer' }];
  if (!valid.success) return [{ ...wrong, fault: valid.error.message }];
  return (table.get(type) ?? []).map((consumer) => replay(message, message.release, consumer));
});
console.log(JSON.stringify(replayed));
