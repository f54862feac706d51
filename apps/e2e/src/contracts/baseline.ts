import fs from 'node:fs';
import path from 'node:path';
import { MESSAGES } from '@counterpoint/contracts';
import { z } from 'zod';
import { ROOT } from '../system/launcher.js';
import { differences } from './differences.js';

/** What was promised at the last release; changed by hand, or by `npm run contracts:release` when a release is made. */
export const BASELINE_FILE = path.join(ROOT, 'apps/e2e/contracts/baseline.json');
export const OPENAPI_BASELINE_FILE = path.join(ROOT, 'apps/e2e/contracts/openapi.json');
export const OPENAPI_FILE = path.join(ROOT, 'docs/generated/openapi.json');

const Contract = z.object({
  kind: z.enum(['command', 'event']),
  service: z.string(),
  topic: z.string(),
  version: z.int(),
  outcome: z.string().optional(),
  outcomes: z.array(z.string()).optional(),
  schema: z.json(),
});
/** A message as a consumer of another version sees it. */
export type Contract = z.infer<typeof Contract>;
const Baseline = z.record(z.string(), Contract);
export type Baseline = z.infer<typeof Baseline>;

export const readBaseline = (): Baseline => Baseline.parse(JSON.parse(fs.readFileSync(BASELINE_FILE, 'utf8')));

/** The contracts as they are in the sources. */
export function today(): Baseline {
  return Object.fromEntries(
    [...MESSAGES.values()].map((type) => [
      type.name,
      Contract.parse({
        kind: type.kind,
        service: type.service,
        topic: type.topic,
        version: type.version,
        ...(type.kind === 'event' ? { outcome: type.outcome } : { outcomes: type.outcomes.map(({ name }) => name).sort() }),
        schema: z.toJSONSchema(type.schema, { io: 'input' }),
      }),
    ]),
  );
}

/**
 * Why services of the last release and of today could not work side by side. Messages are validated strictly where they leave and
 * where they arrive, and during a rolling upgrade either side may be the older one: so whatever changes what is valid asks for a
 * new schema version, and a message may go only when nothing sends it.
 */
export function breakingChanges(before: Baseline, after: Baseline): string[] {
  return Object.entries(before).flatMap(([name, old]) => {
    const now = after[name];
    if (!now) return [`${name} is gone`];
    if (now.version > old.version) return [];
    if (now.version < old.version) return [`${name} went back from version ${old.version} to ${now.version}`];
    return differences(old, now).map((change) => `${name} is still version ${old.version}, but ${change}`);
  });
}
