import type { Arrow } from './model.js';

/** What a saga took, counted from its messages. Times are milliseconds since the first message. */
export interface Figures {
  readonly messages: number;
  /** Longest chain of messages, each caused by the one before it. */
  readonly hops: number;
  /** Every service agrees on the end: the order is terminal, everything that had to be undone is undone. */
  readonly consistentAt: number | undefined;
  /** The step that failed has said so. */
  readonly failedAt: number | undefined;
  /** The order service, and so the customer, knew of it. */
  readonly failureKnownAt: number | undefined;
  /** Services that had to handle a message because of the failure. */
  readonly toldOfFailure: readonly string[];
}

const ENDS: readonly string[] = ['OrderConfirmed', 'OrderRejected', 'OrderCancelled'];

export function figuresOf(arrows: readonly Arrow[]): Figures {
  const end = arrows.find(({ entry }) => ENDS.includes(entry.type));
  const failureIndex = arrows.findIndex(({ tone }) => tone !== 'forward');
  const failure = arrows[failureIndex];
  const after = failureIndex === -1 ? [] : arrows.slice(failureIndex);
  // It knows when it says so: a message that is on its way to it is not read yet.
  const known = after.find(({ from, tone }) => from === 'order' && tone === 'undo');
  return {
    messages: arrows.length,
    hops: longestChain(arrows),
    consistentAt: end?.t,
    failedAt: failure?.t,
    failureKnownAt: failure === undefined ? undefined : known?.t,
    toldOfFailure: [...new Set(after.flatMap(({ to }) => to))].sort(),
  };
}

/** By causation alone: clocks of two services may tell an effect before its cause. */
function longestChain(arrows: readonly Arrow[]): number {
  const causes = new Map(arrows.map(({ entry }) => [entry.messageId, entry.causationId]));
  const lengthOf = (messageId: string): number => {
    let length = 0;
    // No chain is longer than there are messages, even if a message claimed to have caused itself.
    for (let at: string | null | undefined = messageId; at && causes.has(at) && length < causes.size; at = causes.get(at))
      length += 1;
    return length;
  };
  return Math.max(0, ...arrows.map(({ entry }) => lengthOf(entry.messageId)));
}
