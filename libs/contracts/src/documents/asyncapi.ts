import { MESSAGES } from '../catalogue.js';
import { HEADER_PREFIX } from '../envelope.js';
import { SERVICES, type CommandType, type EventType } from '../message.js';
import { ORCHESTRATOR_REPLIES, TOPICS } from '../topics.js';
import { Components, type JsonSchema } from './components.js';

type AnyMessage = CommandType | EventType;
const MESSAGE_TYPES: readonly AnyMessage[] = [...MESSAGES.values()];

/** CloudEvents attributes that every message has, then those that only some have, with what they hold. */
const HEADERS: Readonly<Record<string, string>> = {
  id: 'UUIDv7; a resend keeps it',
  type: 'Name of the message',
  source: '/counterpoint/<service>',
  specversion: '1.0',
  time: 'RFC 3339, UTC',
  subject: 'The Kafka key: order id or execution id',
  correlationid: 'The saga',
  schemaversion: 'Version of the data’s schema',
};
const OPTIONAL_HEADERS: Readonly<Record<string, string>> = {
  causationid: 'Id of the message that caused this one',
  traceparent: 'W3C trace context',
  tracestate: 'W3C trace context',
  replyto: 'Topic that wants the outcome',
  tasktoken: 'What the asker wants back with the reply',
  outcome: 'success or failure, on an outcome',
};

/** The AsyncAPI 3.0 document of all topics, made of the contracts alone. */
export function asyncApiDocument(version = '0.1.0') {
  const components = new Components();
  const messages = Object.fromEntries(MESSAGE_TYPES.map((type) => [type.name, messageOf(type, components)]));
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Counterpoint messages',
      version,
      description:
        'Commands, events and replies of the order saga in both styles. CloudEvents 1.0 in Kafka’s binary mode: attributes are headers ' +
        `with the prefix \`${HEADER_PREFIX}\`, the value is JSON, the key is the order id.`,
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { development: { host: '127.0.0.1:9092', protocol: 'kafka', description: 'The broker that `npm start` runs' } },
    channels: Object.fromEntries(TOPICS.map((topic) => [channelOf(topic), channel(topic)])),
    operations: Object.fromEntries(SERVICES.flatMap((service) => operationsOf(service))),
    components: { messages, schemas: { Headers: headers(), ...components.schemas } },
  };
}

const channelOf = (topic: string) => topic.replace('.', '_');
const messageReference = (topic: string, name: string) => ({ $ref: `#/channels/${channelOf(topic)}/messages/${name}` });

/** What may be on a topic: its own messages, or the outcomes that commands have where it takes replies. */
function messagesOn(topic: string): readonly AnyMessage[] {
  if (topic !== ORCHESTRATOR_REPLIES) return MESSAGE_TYPES.filter((type) => type.topic === topic);
  const outcomes = new Set(MESSAGE_TYPES.flatMap((type) => (type.kind === 'command' ? type.outcomes : [])));
  return [...outcomes];
}

function channel(topic: string) {
  const references = messagesOn(topic).map(({ name }) => [name, { $ref: `#/components/messages/${name}` }]);
  const description = topic === ORCHESTRATOR_REPLIES ? 'Outcomes of commands that the orchestrator sent' : undefined;
  return {
    address: topic,
    ...(description === undefined ? {} : { description }),
    messages: Object.fromEntries(references) as JsonSchema,
  };
}

function messageOf(type: AnyMessage, components: Components) {
  const meaning = type.kind === 'command' ? `step: ${type.step}, waits ${type.timeoutSeconds} s` : `outcome: ${type.outcome}`;
  return {
    name: type.name,
    title: type.name,
    summary: type.summary,
    description: `${type.kind} of ${type.service}; ${meaning}; schema version ${type.version}.`,
    contentType: 'application/json',
    headers: { $ref: '#/components/schemas/Headers' },
    payload: components.schemaOf(type.schema, 'output'),
    correlationId: { location: `$message.header#/${HEADER_PREFIX}correlationid` },
    ...(type.kind === 'command' && type.compensatedBy !== undefined ? { 'x-compensated-by': type.compensatedBy } : {}),
    'x-kind': type.kind,
  };
}

function headers(): JsonSchema {
  const all = Object.entries({ ...HEADERS, ...OPTIONAL_HEADERS });
  return {
    type: 'object',
    properties: Object.fromEntries(
      all.map(([name, description]) => [`${HEADER_PREFIX}${name}`, { type: 'string', description }]),
    ),
    required: Object.keys(HEADERS).map((name) => `${HEADER_PREFIX}${name}`),
  };
}

/** A service receives its commands and answers each at its return address, and it sends its events. */
function operationsOf(service: (typeof SERVICES)[number]) {
  const own = MESSAGE_TYPES.filter((type) => type.service === service);
  const receive = own
    .filter((type) => type.kind === 'command')
    .map((type) => [
      `${service}Handles${type.name}`,
      {
        action: 'receive',
        channel: { $ref: `#/channels/${channelOf(type.topic)}` },
        summary: type.summary,
        messages: [messageReference(type.topic, type.name)],
        ...(type.outcomes.length === 0 ? {} : { reply: replyTo(type.outcomes) }),
      },
    ]);
  const events = own.filter((type) => type.kind === 'event').map((type) => messageReference(type.topic, type.name));
  const topic = `${service}.events`;
  const send = [[`${service}Emits`, { action: 'send', channel: { $ref: `#/channels/${channelOf(topic)}` }, messages: events }]];
  return [...receive, ...send] as [string, unknown][];
}

const replyTo = (outcomes: readonly EventType[]) => ({
  address: { location: `$message.header#/${HEADER_PREFIX}replyto`, description: 'The return address of the command' },
  channel: { $ref: `#/channels/${channelOf(ORCHESTRATOR_REPLIES)}` },
  messages: outcomes.map(({ name }) => messageReference(ORCHESTRATOR_REPLIES, name)),
});
