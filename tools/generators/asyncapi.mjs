// AsyncAPI 3.0 of every message that travels over Kafka, from the contracts alone.
import * as contracts from '@counterpoint/contracts';
import { COMMANDS, EVENTS, MESSAGES, ORCHESTRATOR_REPLIES, SERVICES, TOPICS } from '@counterpoint/contracts';
import { z } from 'zod';

const channelId = (topic) => topic.replace('.', '-');
const reference = (...parts) => ({
  $ref: `#/${parts.map((part) => part.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`,
});

/** Headers of CloudEvents 1.0 in Kafka binary mode, with our extension attributes (contracts, envelope.ts). */
const text = (description, extra = {}) => ({ type: 'string', description, ...extra });
const HEADERS = {
  type: 'object',
  required: [
    'ce_id',
    'ce_type',
    'ce_source',
    'ce_specversion',
    'ce_time',
    'ce_subject',
    'ce_correlationid',
    'ce_schemaversion',
    'content-type',
  ],
  properties: {
    ce_id: text('Message id, a UUIDv7; a resend keeps it.', { format: 'uuid' }),
    ce_type: text('Name of the message.'),
    ce_source: text('Who produced it, /counterpoint/<service>.'),
    ce_specversion: { const: '1.0' },
    ce_time: text('When it was produced.', { format: 'date-time' }),
    ce_subject: text('The Kafka key: order id, or execution id of another workflow.'),
    ce_correlationid: text('The saga that the message belongs to.'),
    ce_causationid: text('The message that caused this one; absent on the first of a saga.'),
    ce_traceparent: text('W3C trace context.'),
    ce_tracestate: text('W3C trace state.'),
    ce_schemaversion: text('Version of the schema of the data.'),
    ce_replyto: text('Topic that wants the outcome in place of the own events topic of the service.'),
    ce_tasktoken: text('What the asker wants back with the reply.'),
    ce_outcome: { enum: ['success', 'failure'], description: 'On an outcome: what the contract declares.' },
    'content-type': { const: 'application/json' },
  },
};

/** Schema by its name: the shared parts by their export, each message by its own name; one that messages share is stored once. */
const schemaNames = new Map(
  ['OrderSnapshot', 'OrderItem', 'ShippingAddress', 'Reason', 'SagaEvent', 'SagaCommand', 'JsonValue'].map((name) => [
    contracts[name],
    name,
  ]),
);
for (const type of MESSAGES.values()) if (!schemaNames.has(type.schema)) schemaNames.set(type.schema, type.name);

function schemas() {
  const registry = z.registry();
  for (const [schema, id] of schemaNames) registry.add(schema, { id });
  const converted = z.toJSONSchema(registry, { target: 'draft-7', uri: (id) => `#/components/schemas/${id}` });
  const plain = ({ $schema, $id, ...schema }) => schema;
  return Object.fromEntries(Object.entries(converted.schemas).map(([name, schema]) => [name, plain(schema)]));
}

function component(type) {
  return {
    name: type.name,
    title: type.name,
    summary: type.summary,
    contentType: 'application/json',
    headers: reference('components', 'schemas', 'CloudEventHeaders'),
    payload: reference('components', 'schemas', schemaNames.get(type.schema)),
    tags: [{ name: type.kind }, ...(type.kind === 'command' ? [{ name: type.step }] : [{ name: type.outcome }])],
  };
}

/** Messages of a topic: its own, and on the reply topic every outcome of a command. */
function messagesOf(topic) {
  if (topic === ORCHESTRATOR_REPLIES)
    return [...new Set(COMMANDS.flatMap((command) => command.outcomes.map((outcome) => outcome.name)))];
  return [...MESSAGES.values()].filter((type) => type.topic === topic).map((type) => type.name);
}

function operations() {
  const all = {};
  for (const command of COMMANDS) {
    all[`handle${command.name}`] = {
      action: 'receive',
      summary: command.summary,
      channel: reference('channels', channelId(command.topic)),
      messages: [reference('channels', channelId(command.topic), 'messages', command.name)],
      ...(command.outcomes.length === 0
        ? {}
        : {
            reply: {
              address: { location: '$message.header#/ce_replyto' },
              channel: reference('channels', channelId(ORCHESTRATOR_REPLIES)),
              messages: command.outcomes.map((outcome) =>
                reference('channels', channelId(ORCHESTRATOR_REPLIES), 'messages', outcome.name),
              ),
            },
          }),
    };
  }
  for (const event of EVENTS) {
    all[`emit${event.name}`] = {
      action: 'send',
      summary: event.summary,
      channel: reference('channels', channelId(event.topic)),
      messages: [reference('channels', channelId(event.topic), 'messages', event.name)],
    };
  }
  return all;
}

export function generate() {
  const topics = TOPICS.filter((topic) => messagesOf(topic).length > 0);
  const document = {
    asyncapi: '3.0.0',
    info: {
      title: 'Counterpoint',
      version: '0.1.0',
      description: `Messages between ${SERVICES.join(', ')}.`,
      license: { name: 'Apache-2.0' },
    },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(
      topics.map((topic) => [
        channelId(topic),
        {
          address: topic,
          messages: Object.fromEntries(messagesOf(topic).map((name) => [name, reference('components', 'messages', name)])),
        },
      ]),
    ),
    operations: operations(),
    components: {
      messages: Object.fromEntries([...MESSAGES.values()].map((type) => [type.name, component(type)])),
      schemas: {
        CloudEventHeaders: HEADERS,
        ...schemas(),
      },
    },
  };
  return new Map([['docs/generated/asyncapi.json', `${JSON.stringify(document, null, 2)}\n`]]);
}
