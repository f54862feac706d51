import { isObject, type Json, type JsonObject } from '../model.js';
import { UNLIMITED_ATTEMPTS } from '../saga/retries.js';
import type { SagaFlow } from '../saga/saga-flow.js';

/** Fields that only this engine has. */
const EXTENSIONS = new Set(['Compensate', 'CompensateAfter', 'Pivot']);

/** What the engine does by itself for compensations and for a pivot in doubt: 1 s doubling to 60 s, without limit. */
export const FOREVER: JsonObject = { IntervalSeconds: 1, BackoffRate: 2, MaxDelaySeconds: 60, MaxAttempts: UNLIMITED_ATTEMPTS };

export const COMPENSATION_VARIABLE = 'compensation';

/** The state without our fields, and with `$$.Compensation` read from a variable: the service's context object has none. */
export function plainState(state: JsonObject): JsonObject {
  const entries = Object.entries(state).filter(([field]) => !EXTENSIONS.has(field));
  return Object.fromEntries(entries.map(([field, value]) => [field, withoutContext(value)]));
}

function withoutContext(value: Json): Json {
  if (typeof value === 'string') {
    return value
      .replaceAll('$states.context.Compensation', `$${COMPENSATION_VARIABLE}`)
      .replaceAll('$$.Compensation', `$${COMPENSATION_VARIABLE}`);
  }
  if (Array.isArray(value)) return value.map(withoutContext);
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutContext(member)]))
    : value;
}

/** A Pass state in JSONata, which is allowed in machines of either query language. */
export function pass(fields: JsonObject, next: string): JsonObject {
  return { Type: 'Pass', QueryLanguage: 'JSONata', ...fields, Next: next };
}

export function expression(text: string): string {
  return `{% ${text} %}`;
}

/** A name that no state of the definition has yet. */
export function freshName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted.slice(0, 80);
  for (let count = 2; taken.has(name); count++) name = `${wanted.slice(0, 76)} ${count}`;
  return name;
}

export function isJsonata(state: JsonObject, { definition }: SagaFlow): boolean {
  return (state['QueryLanguage'] ?? definition['QueryLanguage']) === 'JSONata';
}
