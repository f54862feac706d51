import { messageType } from '@counterpoint/contracts';
import type { StoredMessage } from '@counterpoint/testing/topic-log';

/** A message of a saga as the topics hold it; each id once, however often it was sent. */
export interface SagaMessage {
  readonly id: string;
  readonly type: string;
  readonly topic: string;
  readonly kind: 'command' | 'event' | 'unknown';
  readonly key: string;
  readonly correlationId: string;
  readonly causationId: string | undefined;
  /** The trace-id part of the W3C traceparent. */
  readonly traceId: string | undefined;
  readonly outcome: string | undefined;
  /** When it was produced, epoch milliseconds, by its producer's clock. */
  readonly time: number;
  readonly data: unknown;
}

function parse(value: Buffer | null): unknown {
  try {
    return value === null ? null : JSON.parse(value.toString());
  } catch {
    return undefined;
  }
}

/** Leaves out what is no message of ours: without an id it can't be one, and the services set it aside. */
export function sagaMessages(stored: readonly StoredMessage[]): SagaMessage[] {
  const byPlace = new Map<string, SagaMessage>();
  for (const { headers, topic, key, value, timestamp } of stored) {
    const { ce_id: id, ce_type: type } = headers;
    const place = `${topic}/${id}`;
    if (id === undefined || type === undefined || byPlace.has(place)) continue;
    byPlace.set(place, {
      id,
      type,
      topic,
      kind: messageType(type)?.kind ?? 'unknown',
      key: key ?? '',
      correlationId: headers['ce_correlationid'] ?? '',
      causationId: headers['ce_causationid'],
      traceId: headers['ce_traceparent']?.split('-')[1],
      outcome: headers['ce_outcome'],
      time: headers['ce_time'] === undefined ? timestamp : Date.parse(headers['ce_time']),
      data: parse(value),
    });
  }
  return [...byPlace.values()];
}
