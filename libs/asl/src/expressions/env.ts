import type { Json } from '../model.js';

/**
 * Everything an expression may see. The core builds one per evaluation; nothing in it is copied, and no evaluator writes to it.
 * Time, ids and randomness are the caller's, derived from the execution and its event number, so that a replay computes the same.
 */
export interface Env {
  /** `$` of JSONPath; `$states.input` of JSONata. */
  readonly input: Json;
  /** `$$` of JSONPath; `$states.context` of JSONata. */
  readonly context: Json;
  /** Variables that are in scope, outer scopes included. */
  readonly variables: Readonly<Record<string, Json>>;
  /** JSONata only: `$states.result` (Output and Assign after success), `$states.errorOutput` (Catch). */
  readonly states?: { readonly result?: Json; readonly errorOutput?: Json };
  /** Deterministic number in [0, 1), a new one at each call. */
  random(): number;
  /** Deterministic UUID, version 4, a new one at each call. */
  uuid(): string;
  /** Epoch milliseconds: `$now()` and `$millis()` of JSONata. */
  readonly now: number;
}
