import { hash } from 'node:crypto';

/** W3C Trace Context, level 1, section 3.2: version 00, trace id, parent (span) id, flags. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const SAMPLED = '01';

/**
 * The trace context of a message that `cause` led to: the same trace, a span id of its own, the same flags.
 * Without a (valid) parent a trace begins. Both ids derive from the message id, so that a resend keeps them.
 */
export function childTraceparent(parent: string | undefined, messageId: string): string {
  const digest = hash('sha1', messageId, 'hex');
  const known = parent === undefined ? null : TRACEPARENT.exec(parent);
  const traceId = known ? known[1]! : digest.slice(0, 32);
  return `00-${traceId}-${hash('sha1', `span ${messageId}`, 'hex').slice(0, 16)}-${known ? known[3]! : SAMPLED}`;
}
