import type { Envelope } from '@counterpoint/contracts';
import type { BusMessage } from '../bus/bus.js';
import type { Intent } from '../operation/operation.js';

/** One stimulus in the queue of the runtime, whatever it comes from. */
export interface Item {
  readonly kind: 'message' | 'local' | 'answer' | 'unreadable';
  /** The message, or the stimulus in the form of one. Absent only on what could not be read. */
  readonly envelope: Envelope;
  readonly intents: readonly Intent[];
  /** Causation id of what the decision sends; absent where a saga begins here. */
  readonly causationId: string | undefined;
  /** The record on the topic: what parking and setting aside keep. */
  readonly record?: BusMessage;
  /** Key of the call row whose answer this is. */
  readonly callKey?: string;
  /** Why nothing could be decided: a handler threw before there was an intent, or the message is unreadable. */
  readonly fault?: Error;
  /** The transaction is committed. `results` holds one result for each intent. */
  committed?(results: readonly unknown[]): void;
  /** Everything that the decision sends was acknowledged by the broker: offsets may move. */
  acknowledged?(): void;
  /** The stimulus is refused for good; only a caller in this process hears of it. */
  failed?(error: unknown): void;
}
