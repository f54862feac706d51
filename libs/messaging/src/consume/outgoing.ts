import type { Envelope, EventType, Message } from '@counterpoint/contracts';
import type { BusRecord } from '../bus/bus.js';
import { encodeRecord } from '../envelope/codec.js';
import { deriveId } from '../envelope/ids.js';
import { childTraceparent } from '../envelope/trace.js';
import type { AddressedMessage, Decision, RowSpec } from '../operation/operation.js';
import type { Item } from './item.js';

/** A message that a decision sends: the row of the outbox and the record for the producer. */
export interface Outgoing {
  readonly id: string;
  readonly record: BusRecord;
  /** The data as JSON text, as it goes into the outbox. */
  readonly json: string;
}

/** What a message needs besides its data. */
interface Address {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly replyTo?: string | undefined;
  readonly taskToken?: string | undefined;
}

/** An operation returned a message that its own contract refuses. */
export class InvalidOutcome extends Error {
  override readonly name = 'InvalidOutcome';
}

/**
 * Messages of a decision. Ids derive from the id of the causing message and from what is sent, so that a repetition of the
 * decision, and the answer to a duplicate, carry the same ids, and receivers drop them. Throws InvalidOutcome, MessageTooLarge.
 */
export function outgoingOf(item: Item, decision: Decision<RowSpec>, service: string, now: number): Outgoing[] {
  const messages: Outgoing[] = [];
  if (decision.outcome) messages.push(outcomeOf(item, decision.outcome, service, now));
  decision.messages?.forEach((addressed, index) => messages.push(addressedOf(item, addressed, index, service, now)));
  return messages;
}

/** The outcome goes to the return address if there is one, else to the events topic; to exactly one place. */
export function outcomeOf(item: Item, message: Message, service: string, now: number): Outgoing {
  const { envelope } = item;
  return outgoing(item, message, service, now, {
    id: deriveId(envelope.id, `outcome/${message.type.name}`),
    topic: envelope.replyTo ?? message.type.topic,
    key: envelope.key,
    taskToken: envelope.replyTo === undefined ? undefined : envelope.taskToken,
  });
}

function addressedOf(item: Item, addressed: AddressedMessage, index: number, service: string, now: number): Outgoing {
  const { message, to, topic, key = item.envelope.key, replyTo } = addressed;
  const stage = item.callKey === undefined ? '' : `${item.callKey}/`;
  return outgoing(item, message, service, now, {
    id: deriveId(item.envelope.id, `message/${stage}${message.type.name}/${key}/${index}`),
    topic: topic ?? to?.replyTo ?? message.type.topic,
    key,
    replyTo: replyTo?.replyTo,
    taskToken: replyTo?.taskToken ?? to?.taskToken,
  });
}

function outgoing(item: Item, message: Message, service: string, now: number, address: Address): Outgoing {
  const { type, data } = message;
  const checked = type.schema.safeParse(data);
  if (!checked.success) throw new InvalidOutcome(`${type.name}: ${checked.error.message}`, { cause: checked.error });
  const envelope: Envelope = {
    id: address.id,
    type: type.name,
    source: `/counterpoint/${service}`,
    time: now,
    key: address.key,
    correlationId: item.envelope.correlationId,
    causationId: item.causationId,
    traceparent: childTraceparent(item.envelope.traceparent, address.id),
    tracestate: item.envelope.tracestate,
    schemaVersion: type.version,
    replyTo: address.replyTo,
    taskToken: address.taskToken,
    outcome: type.kind === 'event' ? (type as EventType).outcome : undefined,
  };
  const json = JSON.stringify(data);
  return { id: address.id, record: encodeRecord(address.topic, envelope, json), json };
}
