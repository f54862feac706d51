import type { Refusal, Stimulus } from '@counterpoint/asl';
import type { ExecutionStatus } from '@counterpoint/contracts';
import type { ExecutionOrigin } from '../store/entities/execution.entity.js';

/** What a new execution needs to know of itself. */
export interface StartRequest {
  readonly machineId: number;
  readonly revisionId: number;
  readonly name: string;
  /** JSON text. */
  readonly input: string;
  readonly origin: ExecutionOrigin | null;
  readonly mapRunId: string | null;
}

/** One stimulus on its way into an execution. */
export interface Work {
  readonly executionId: string;
  readonly shard: number;
  readonly stimulus: Stimulus;
  /** Present on `start`. */
  readonly start?: StartRequest;
  /**
   * The message that brought it: it is delivered again when we crash before the effects are with the broker, so what the
   * advance announces needs no outbox row.
   */
  readonly message?: CausingMessage;
  /** Called once, when the advance is durable. */
  readonly settle?: (answer: Answer) => void;
}

export interface CausingMessage {
  readonly id: string;
  readonly traceparent?: string | undefined;
  /** True for CancelExecution: a refusal is told to the canceller. */
  readonly cancel?: boolean;
}

/** What became of a stimulus. */
export type Answer =
  | { readonly kind: 'done'; readonly startedAt: number; readonly status: ExecutionStatus; readonly now: number }
  /** The execution exists already (by id or by name) and this start began nothing. */
  | { readonly kind: 'existed' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** Durable on its way to the shard's owner, whose answer we do not wait for. */
  | { readonly kind: 'forwarded' }
  | { readonly kind: 'fault'; readonly error: unknown };
