import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MESSAGES, messageType, SAGA_STYLES, TERMINAL_ORDER_STATUSES, TOPICS, type OrderView } from '@counterpoint/contracts';
import { anOrderRequest, eventually, TopicLog, type OrderParts } from '@counterpoint/testing';
import { TestSystem } from '../system/test-system.js';
import { checkAnswers } from './http-contract.js';
import { EXPECTATIONS, missing } from './expectations.js';
import { record, type RecordedMessage } from './recorded.js';

const START_TIMEOUT_MS = 240_000;
const STORY_MS = 180_000;
/** Orders whose sagas bring about nearly every message. */
const STORIES: readonly OrderParts[] = [
  {},
  { token: 'tok_declined' },
  { sku: 'SOLDOUT' },
  { postalCode: '00000' },
  { sku: 'GADGET', quantity: 2 },
  { sku: 'GADGET', quantity: 3 },
  { sku: 'GADGET', quantity: 4 },
];
/** Messages that no order can be made to bring about at will: they need a deadline, a race or a fault of the provider. */
const RARE = [
  ...['OrderExpired', 'CaptureRefused', 'CancelShipment', 'CancellationRefused', 'ApplyStimulus'],
  'ExecutionCancellationRefused',
];

describe('the contracts, on messages that services really sent', () => {
  let system: TestSystem;
  let messages: RecordedMessage[];

  beforeAll(async () => {
    system = await TestSystem.start();
    const orders: OrderView[] = [];
    for (const style of SAGA_STYLES) {
      for (const parts of STORIES) orders.push(await system.place(anOrderRequest(style, parts)));
    }
    // The three that need an approval: granted, refused, cancelled by the customer meanwhile.
    for (const [index, order] of orders.entries()) {
      const story = index % STORIES.length;
      if (story < STORIES.length - 3) continue;
      const approval = await eventually(
        async () => {
          const found = await system.gateway.approvalOf(order.id);
          if (!found) throw new Error('no approval is pending');
          return found;
        },
        { timeoutMs: STORY_MS, what: 'an approval' },
      );
      if (story === STORIES.length - 1) await system.gateway.cancel(order.id);
      else await system.gateway.decide(approval.id, story === STORIES.length - 3 ? 'approve' : 'refuse');
    }
    await eventually(
      async () => {
        for (const { id } of orders) {
          const { status, handOver } = await system.gateway.order(id);
          if (!TERMINAL_ORDER_STATUSES.includes(status) || (status === 'CONFIRMED' && handOver === 'none'))
            throw new Error(`an order is ${status}, hand-over ${handOver}`);
        }
      },
      { timeoutMs: STORY_MS, what: 'every order has ended' },
    );
    const log = new TopicLog(system.connections.kafkaBrokers);
    messages = [];
    for await (const { topic, key, headers, value } of log.read(TOPICS)) {
      messages.push({ topic, key: key ?? '', headers, data: JSON.parse(String(value)) as never });
    }
    await log.close();
    if (process.env['RECORD_RELEASE']) record(process.env['RECORD_RELEASE'], messages);
  }, START_TIMEOUT_MS + STORY_MS);
  afterAll(() => system?.stop(), START_TIMEOUT_MS);

  it('every message that can be brought about was', () => {
    const seen = new Set(messages.map(({ headers }) => headers['ce_type']));
    expect([...MESSAGES.keys()].filter((name) => !seen.has(name) && !RARE.includes(name))).toEqual([]);
  });

  it('every message is valid by its schema, in its topic, and says which version it has', () => {
    const wrong = messages.flatMap(({ topic, headers, data }) => {
      const type = messageType(headers['ce_type'] ?? '');
      if (!type) return [`${headers['ce_type']} is unknown`];
      const valid = type.schema.safeParse(data);
      const place = topic === type.topic || topic === headers['ce_replyto'] || topic === 'orchestrator.replies';
      return [
        ...(valid.success ? [] : [`${type.name}: ${valid.error.message}`]),
        ...(place ? [] : [`${type.name} lies in ${topic}`]),
        ...(headers['ce_schemaversion'] === String(type.version)
          ? []
          : [`${type.name} says version ${headers['ce_schemaversion']}`]),
      ];
    });
    expect(wrong).toEqual([]);
  });

  const pairs = EXPECTATIONS.flatMap(({ consumer, messages: names }) => names.map((name) => [consumer, name] as const));
  it.each(pairs.filter(([, name]) => !RARE.includes(name)))('%s finds what it relies on in %s', (consumer, name) => {
    const sent = messages.filter(({ headers }) => headers['ce_type'] === name);
    expect(sent.length).toBeGreaterThan(0);
    expect(sent.flatMap(({ data }) => missing(consumer, name, data))).toEqual([]);
  });

  it(
    'the gateway answers as its OpenAPI document says',
    async () => {
      const { called, wrong } = await checkAnswers(system.gateway);
      expect(wrong).toEqual([]);
      expect(called.length).toBeGreaterThan(20);
    },
    STORY_MS,
  );
});
