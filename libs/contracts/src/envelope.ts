/**
 * What travels beside the data of every message, as Kafka headers: CloudEvents 1.0 in binary mode
 * (cloudevents.io, Kafka protocol binding, section 3.2) with extension attributes of our own.
 */
export interface Envelope {
  /** Message id, a UUIDv7; a resend keeps it. Header `ce_id`. */
  readonly id: string;
  /** Name of the message type in the contracts. Header `ce_type`. */
  readonly type: string;
  /** Who produced it, `/counterpoint/<service>`. Header `ce_source`. */
  readonly source: string;
  /** When it was produced, epoch milliseconds; RFC 3339 on the wire. Header `ce_time`. */
  readonly time: number;
  /** The Kafka key: the order id, or the execution id of another workflow. Header `ce_subject`. */
  readonly key: string;
  /** The saga that the message belongs to. Header `ce_correlationid`. */
  readonly correlationId: string;
  /** The message that caused this one; absent on a saga's first. Header `ce_causationid`. */
  readonly causationId?: string | undefined;
  /** W3C trace context, always passed on and stored. Headers `ce_traceparent`, `ce_tracestate`. */
  readonly traceparent?: string | undefined;
  readonly tracestate?: string | undefined;
  /** Version of the data's schema. Header `ce_schemaversion`. */
  readonly schemaVersion: number;
  /** Topic that wants the outcome in place of the service's own events topic. Header `ce_replyto`. */
  readonly replyTo?: string | undefined;
  /** What the asker wants back with the reply, unread by the participant. Header `ce_tasktoken`. */
  readonly taskToken?: string | undefined;
  /** On an outcome: `success` or `failure`, as the contract declares. Header `ce_outcome`. */
  readonly outcome?: 'success' | 'failure' | undefined;
}

/** Where the outcome of an operation goes when it does not go to the service's own events topic. */
export interface ReturnAddress {
  readonly replyTo: string;
  readonly taskToken?: string | undefined;
}

export const HEADER_PREFIX = 'ce_';
export const CLOUDEVENTS_VERSION = '1.0';
/** Largest message data in bytes of UTF-8 that is sent or accepted. */
export const MAX_MESSAGE_BYTES = 262_144;
