import { CLOUDEVENTS_VERSION, MAX_MESSAGE_BYTES, type Envelope } from '@counterpoint/contracts';
import type { BusMessage, BusRecord } from '../bus/bus.js';

export type Headers = Readonly<Record<string, string>>;

/** A message as it lies on a topic could not be read; it is set aside alone (see parking). */
export class UnreadableMessage extends Error {
  override readonly name = 'UnreadableMessage';
}

/** Thrown where a message is made, so that nothing too large ever reaches the broker. */
export class MessageTooLarge extends Error {
  override readonly name = 'MessageTooLarge';
}

/** Kafka headers of an envelope: CloudEvents 1.0, Kafka binding in binary mode. The key is the Kafka key and the subject. */
export function encodeHeaders(envelope: Envelope): Headers {
  const headers: Record<string, string> = {
    ce_id: envelope.id,
    ce_type: envelope.type,
    ce_source: envelope.source,
    ce_specversion: CLOUDEVENTS_VERSION,
    ce_time: new Date(envelope.time).toISOString(),
    ce_subject: envelope.key,
    ce_correlationid: envelope.correlationId,
    ce_schemaversion: String(envelope.schemaVersion),
    'content-type': 'application/json',
  };
  if (envelope.causationId !== undefined) headers['ce_causationid'] = envelope.causationId;
  if (envelope.traceparent !== undefined) headers['ce_traceparent'] = envelope.traceparent;
  if (envelope.tracestate !== undefined) headers['ce_tracestate'] = envelope.tracestate;
  if (envelope.replyTo !== undefined) headers['ce_replyto'] = envelope.replyTo;
  if (envelope.taskToken !== undefined) headers['ce_tasktoken'] = envelope.taskToken;
  if (envelope.outcome !== undefined) headers['ce_outcome'] = envelope.outcome;
  return headers;
}

/** The envelope of a message on a topic. Throws UnreadableMessage when an attribute that we need is missing or wrong. */
export function decodeEnvelope(headers: Headers, key: string | null): Envelope {
  const version = Number(headers['ce_schemaversion'] ?? 1);
  const time = Date.parse(required(headers, 'ce_time'));
  const outcome = headers['ce_outcome'];
  if (!Number.isInteger(version)) throw new UnreadableMessage(`ce_schemaversion is no integer: ${headers['ce_schemaversion']}`);
  if (Number.isNaN(time)) throw new UnreadableMessage(`ce_time is no time: ${headers['ce_time']}`);
  if (outcome !== undefined && outcome !== 'success' && outcome !== 'failure') {
    throw new UnreadableMessage(`ce_outcome is neither success nor failure: ${outcome}`);
  }
  const id = required(headers, 'ce_id');
  if (!UUID.test(id)) throw new UnreadableMessage(`ce_id is no UUID: ${id.slice(0, 80)}`);
  const messageKey = key ?? headers['ce_subject'];
  if (messageKey === undefined) throw new UnreadableMessage('the message has no key');
  // No table could hold it, so such a key could not even be parked.
  if (messageKey.includes('\0')) throw new UnreadableMessage('the key has a NUL character');
  return {
    id,
    type: required(headers, 'ce_type'),
    source: required(headers, 'ce_source'),
    time,
    key: messageKey,
    correlationId: headers['ce_correlationid'] ?? messageKey,
    causationId: headers['ce_causationid'],
    traceparent: headers['ce_traceparent'],
    tracestate: headers['ce_tracestate'],
    schemaVersion: version,
    replyTo: headers['ce_replyto'],
    taskToken: headers['ce_tasktoken'],
    outcome,
  };
}

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

function required(headers: Headers, name: string): string {
  const value = headers[name];
  if (value === undefined || value === '') throw new UnreadableMessage(`header ${name} is missing`);
  return value;
}

/** The data of a message: its value as JSON. Throws UnreadableMessage when it is none or larger than MAX_MESSAGE_BYTES. */
export function decodeData(message: Pick<BusMessage, 'value'>): unknown {
  if (message.value === null) throw new UnreadableMessage('the message has no value');
  if (message.value.length > MAX_MESSAGE_BYTES)
    throw new UnreadableMessage(`the value is larger than ${MAX_MESSAGE_BYTES} bytes`);
  try {
    return JSON.parse(message.value.toString('utf8')) as unknown;
  } catch (error) {
    throw new UnreadableMessage(`the value is no JSON: ${(error as Error).message}`);
  }
}

/** A record for the producer. `json` is the data as JSON text. Throws MessageTooLarge. */
export function encodeRecord(topic: string, envelope: Envelope, json: string): BusRecord {
  const value = Buffer.from(json);
  if (value.length > MAX_MESSAGE_BYTES) {
    throw new MessageTooLarge(`${envelope.type} ${envelope.id}: ${value.length} bytes, at most ${MAX_MESSAGE_BYTES}`);
  }
  return { topic, key: envelope.key, value, headers: encodeHeaders(envelope) };
}
