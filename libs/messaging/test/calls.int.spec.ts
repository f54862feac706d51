import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Bus } from '../src/bus/bus.js';
import { newId } from '../src/envelope/ids.js';
import { losingAnswerTo } from './support/lost-answer.js';
import { Pay, payCaller, Payment, startPayment } from './support/payment.js';
import { Provider } from './support/provider.js';
import { createDatabase, unique, type TestDatabase } from './support/servers.js';
import { eventually, listen, openTestBus, recordOf, route, startService, type TestService } from './support/service.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

describe('calls to the outside', () => {
  let database: TestDatabase;
  let bus: Bus;
  let prefix: string;
  let replies: Awaited<ReturnType<typeof listen>>;
  let service: TestService;
  let provider: Provider;
  let url: string;
  const pay = () => ({ orderId: newId(Date.now()) });
  const start = () =>
    startService(database, prefix, [route(Pay, startPayment)], { callers: [payCaller(url)], service: 'payment' });

  beforeAll(async () => {
    database = await createDatabase([Payment]);
  });
  afterAll(() => database.drop());
  beforeEach(async () => {
    prefix = `${unique()}.`;
    bus = await openTestBus(prefix);
    await bus.createTopics(['payment.commands', 'payment.events', 'replies'].map((topic) => ({ topic, partitions: 2 })));
    replies = await listen(bus, ['replies', 'payment.events']);
    await database.query('truncate payment, inbox, outbox, call');
    provider = new Provider();
    url = await provider.start();
    service = await start();
  });
  afterEach(async () => {
    await service.stop();
    await replies.close();
    await bus.close();
    provider.stop();
  });

  it('makes the call after the commit, and sends the outcome to whoever asked', async () => {
    provider.answer = (_key, response) => {
      void database.query('select status from payment').then((rows) => {
        expect(rows).toEqual([{ status: 'CALLING' }]);
        response.writeHead(402).end();
      });
    };
    const data = pay();
    const asked = recordOf(Pay, data, { replyTo: 'replies', taskToken: 'tok' });
    const begun = Date.now();
    await bus.send([asked]);
    await eventually(() => expect(replies.messages.length).toBe(1));
    expect(Date.now() - begun).toBeLessThan(900);
    expect(replies.envelopes()[0]).toMatchObject({
      type: 'TestDeclined',
      outcome: 'failure',
      taskToken: 'tok',
      key: data.orderId,
      causationId: asked.headers['ce_id'],
    });
    expect(replies.messages[0]!.topic).toBe('replies');
    expect(provider.calls).toEqual([`pay/${data.orderId}`]);
    expect(await database.query('select answered_at is not null as answered, owner from call')).toEqual([
      { answered: true, owner: null },
    ]);
    // A duplicate of the command is answered from the row, with the very same message id, and calls nobody.
    await bus.send([asked]);
    await eventually(() => expect(replies.messages.length).toBe(2));
    expect(replies.envelopes()[1]!.id).toBe(replies.envelopes()[0]!.id);
    expect(provider.calls.length).toBe(1);
  });

  it('repeats a call whose outcome is unknown under the same key until the answer is definite', async () => {
    provider.answer = (_key, response, nth) => {
      if (nth === 1) response.writeHead(503).end();
      else if (nth === 2) response.destroy();
      else if (nth === 3)
        return; // never answers: the caller's time-out ends it
      else response.writeHead(200).end();
    };
    const data = pay();
    await bus.send([recordOf(Pay, data, { replyTo: 'replies' })]);
    await eventually(() => expect(replies.envelopes().map((one) => one.type)).toEqual(['TestPaid']));
    expect(provider.calls).toEqual(Array.from({ length: 4 }, () => `pay/${data.orderId}`));
    expect(await database.query('select attempts from call')).toEqual([{ attempts: 3 }]);
  });

  it('bounds the calls under way', async () => {
    provider.answer = (_key, response) => setTimeout(() => response.writeHead(200).end(), 50);
    await bus.send(Array.from({ length: 200 }, () => recordOf(Pay, pay(), { replyTo: 'replies' })));
    await eventually(() => expect(replies.messages.length).toBe(200));
    expect(provider.calls.length).toBe(200);
    expect(provider.most).toBeGreaterThan(10);
    expect(provider.most).toBeLessThanOrEqual(64);
  });

  it('given a process that stops with calls under way, then the next one makes them again', async () => {
    provider.answer = () => undefined;
    const data = pay();
    await bus.send([recordOf(Pay, data, { replyTo: 'replies' })]);
    await eventually(() => expect(provider.calls.length).toBe(1));
    await service.stop();
    provider.answer = (_key, response) => response.writeHead(200).end();
    service = await start();
    await eventually(() => expect(replies.envelopes().map((one) => one.type)).toEqual(['TestPaid']));
    expect(provider.calls.length).toBe(2);
  });

  it('given the answer to the COMMIT that wrote a call is lost, then the call is made all the same', async () => {
    await service.stop();
    const proxy = await losingAnswerTo('insert calls', database.url);
    service = await startService(database, prefix, [route(Pay, startPayment)], {
      callers: [payCaller(url)],
      service: 'payment',
      databaseUrl: proxy.url,
    });
    await bus.send([recordOf(Pay, pay(), { replyTo: 'replies' })]);
    await eventually(() => expect(proxy.isLost()).toBe(true));
    await eventually(() => expect(replies.envelopes().map(({ type }) => type)).toEqual(['TestPaid']));
    await service.stop();
    proxy.close();
  });

  it('given a process whose COMMIT lands after it is dead and forgotten, then its messages are taken over', async () => {
    const message = recordOf(Pay, pay(), { replyTo: 'replies' });
    await database.query(`insert into outbox (id, owner, topic, key, headers, data) values ($1, 7, $2, $3, $4, $5)`, [
      message.headers['ce_id'],
      message.topic,
      message.key,
      JSON.stringify(message.headers),
      message.value.toString(),
    ]);
    await eventually(() => expect(replies.messages.length).toBe(1), 20_000);
    expect(await database.query('select owner from outbox where owner = 7')).toEqual([]);
  });
});
