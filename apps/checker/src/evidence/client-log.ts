import fs from 'node:fs';
import { SagaStyle } from '@counterpoint/contracts';
import { z } from 'zod';

/** One line of a client's log (NDJSON). The client writes it when it has seen the answer, so it is a promise that the system gave. */
const Accepted = z.object({
  kind: z.literal('accepted'),
  at: z.iso.datetime(),
  orderId: z.uuid(),
  style: SagaStyle,
  idempotencyKey: z.string(),
});
/** A fault that really fired, from its start to the end of its effect. */
const Fault = z.object({
  kind: z.literal('fault'),
  at: z.iso.datetime(),
  until: z.iso.datetime(),
  fault: z.string(),
  target: z.string(),
});
/** What the installation was seeded with, where that is not the default catalogue. */
const Seed = z.object({ kind: z.literal('seed'), items: z.array(z.object({ sku: z.string(), quantity: z.int().min(0) })) });
/** Messages under this key were made to be unreadable: they belong to no order. */
const Poison = z.object({ kind: z.literal('poison'), at: z.iso.datetime(), key: z.string() });
const Line = z.discriminatedUnion('kind', [Accepted, Fault, Seed, Poison]);
export type ClientLogLine = z.infer<typeof Line>;
export type AcceptedLine = z.infer<typeof Accepted>;
export type FaultLine = z.infer<typeof Fault>;

/** The lines of a client's log; undefined when no client kept one. A last line that a crash cut short is left out. */
export function readClientLog(file: string): ClientLogLine[] | undefined {
  if (!fs.existsSync(file)) return undefined;
  const text = fs.readFileSync(file, 'utf8');
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  return whole
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Line.parse(JSON.parse(line)));
}
