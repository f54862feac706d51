import type { Intent } from '../operation/operation.js';

/** A call row as its caller sees it. */
export interface CallContext {
  /** Idempotency key of the call; the same on every try. */
  readonly idempotencyKey: string;
  readonly sagaKey: string;
  /** Counts from 1. */
  readonly attempt: number;
  readonly traceparent: string | undefined;
  /** Aborts when the time-out has passed or the process stops. */
  readonly signal: AbortSignal;
}

/**
 * Makes calls to the outside, outside any transaction, and turns the answer into the second decision.
 * Registered by `MessagingModule.forRoot({callers})`; operations name it by `name`.
 */
export interface Caller<Request = unknown, Answer = unknown> {
  readonly name: string;
  /** Most calls under way at once in this process; CALLS_AT_ONCE if absent. */
  readonly concurrency?: number;
  /** After this time the outcome counts as unknown, in milliseconds; CALL_TIMEOUT_MS if absent. */
  readonly timeoutMs?: number;
  /**
   * Resolves to an answer that is definite, a refusal included. Throws when the outcome is unknown (5xx, connection
   * lost, time-out): the call is repeated with the same key, without limit, with backoff.
   */
  call(request: Request, context: CallContext): Promise<Answer>;
  /** The decision that the answer leads to. Its outcome goes to the return address of the message that began it all. */
  answered(answer: Answer, request: Request): Intent;
}

export const CALLS_AT_ONCE = 64;
export const CALL_TIMEOUT_MS = 30_000;
/** Waits between tries of a call with unknown outcome, in milliseconds: doubling from the first to the last. */
export const CALL_BACKOFF_MS = { first: 200, last: 10_000 } as const;
