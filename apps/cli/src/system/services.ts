import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

/** One kind of process of ours. */
export const ServiceDefinition = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]*$/),
  /** What to run; relative to the repository. */
  command: z.array(z.string()).min(1),
  /** Its database, and the role that owns it; left out when it keeps nothing. */
  database: z.string().optional(),
  /** The environment variable with the port that outsiders rely on, and its default; others get a free port. */
  publicPort: z.strictObject({ variable: z.string(), default: z.int() }).optional(),
});
export type ServiceDefinition = z.infer<typeof ServiceDefinition>;

const service = (name: string, more: Partial<z.input<typeof ServiceDefinition>> = {}): ServiceDefinition =>
  ServiceDefinition.parse({ name, command: ['node', `apps/${name}/dist/main.js`], database: name, ...more });

/** The system, in the order in which `ps` lists it. */
export const SYSTEM: readonly ServiceDefinition[] = [
  service('gateway', { publicPort: { variable: 'PORT', default: 3000 } }),
  service('order', { database: 'order_service' }),
  service('payment', { database: 'payment_service' }),
  service('inventory', { database: 'inventory_service' }),
  service('shipping', { database: 'shipping_service' }),
  service('orchestrator', { publicPort: { variable: 'SFN_PORT', default: 8083 } }),
  service('provider'),
  service('carrier'),
];

/** What is to run of the system, as the command line says it. */
export interface Selection {
  /** Only these (`none` for the servers alone); everything when left out. */
  readonly services?: readonly string[];
  readonly without?: readonly string[];
  /** A JSON file with service definitions in place of the system's own. */
  readonly servicesFile?: string;
}

/**
 * The definitions that a selection means.
 * @throws Error naming a service that does not exist
 */
export function select(selection: Selection): ServiceDefinition[] {
  const known = selection.servicesFile === undefined ? [...SYSTEM] : definitionsOf(selection.servicesFile);
  const names = new Set(known.map(({ name }) => name));
  const only = selection.services?.filter((name) => name !== 'none');
  for (const name of [...(only ?? []), ...(selection.without ?? [])]) {
    if (!names.has(name)) throw new Error(`there is no service "${name}"; there are ${[...names].join(', ')}`);
  }
  const without = new Set(selection.without);
  return known.filter(({ name }) => (only === undefined || only.includes(name)) && !without.has(name));
}

function definitionsOf(file: string): ServiceDefinition[] {
  return z.array(ServiceDefinition).parse(JSON.parse(fs.readFileSync(path.resolve(file), 'utf8')));
}
