import type { ReturnAddress } from '@counterpoint/contracts';
import type { Intent } from '../operation/operation.js';

/** What moves an operation when no message does: an HTTP request, a timer. All parts may be left out. */
export interface Stimulus {
  /** Id of the stimulus; outcome ids derive from it. A fresh UUIDv7 if absent. A timer gives the same id on every try. */
  readonly id?: string;
  /** Shown as the type of the causing message, such as `http.placeOrder`; the operation's name if absent. */
  readonly name?: string;
  /** Kafka key of what is sent: the order id. The stimulus' id if absent. */
  readonly key?: string;
  /** The saga; the key if absent. */
  readonly correlationId?: string;
  readonly causationId?: string | undefined;
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  /** Where the outcome goes instead of the service's own events topic. */
  readonly returnAddress?: ReturnAddress | undefined;
}

/** Takes decisions in batches, whatever they come from: messages, HTTP requests, timers, answers of outside calls. */
export abstract class Runtime {
  /**
   * Decides an intent and resolves to the decision's result once it is committed. What it sends follows by itself.
   * Rejects when the operation throws or the database refuses the rows; waits while the database is away.
   */
  abstract execute<Result>(intent: Intent<Result>, stimulus?: Stimulus): Promise<Result>;
}
