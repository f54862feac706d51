import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Authorisation, OrderSnapshot } from '@counterpoint/contracts';
import { Runtime } from '@counterpoint/messaging';
import { createLogger, startService, type RunningService } from '@counterpoint/platform';
import { anOrderSnapshot, eventually, testDatabase, testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import { authorisePayment } from '../src/operations/authorise-payment.js';
import { capturePayment } from '../src/operations/capture-payment.js';
import { closePayment } from '../src/operations/close-payment.js';
import { PAYMENT_SERVICE, PaymentModule } from '../src/payment.module.js';

/** A provider that can be told to lose answers: it speaks HTTP, so the real client is under test. */
class ProviderStandIn {
  readonly seen: string[] = [];
  /** How many of the next answers are lost after the work is done. */
  loses = 0;
  private readonly captured = new Map<string, object>();
  private readonly server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const key = String(request.headers['idempotency-key'] ?? '');
      const body =
        chunks.length > 0
          ? (JSON.parse(Buffer.concat(chunks).toString()) as { orderId: string; amountMinor?: number })
          : undefined;
      this.seen.push(`${request.method} ${(request.url ?? '').split('/')[1]} ${key.split(':').slice(1).join(':')}`.trim());
      const answer = this.answer(request.method ?? '', request.url ?? '', key, body);
      if (this.loses > 0) {
        this.loses -= 1;
        response.destroy();
      } else
        response
          .writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' })
          .end(JSON.stringify(answer ?? {}));
    });
  });

  private answer(
    method: string,
    url: string,
    key: string,
    body: { orderId: string; amountMinor?: number } | undefined,
  ): object | undefined {
    if (method === 'GET') return this.captured.get(decodeURIComponent(url.split('/').at(-1) ?? ''));
    const { orderId = '', amountMinor = 0 } = body ?? {};
    if (url !== '/captures') {
      const status: Authorisation['status'] = url.endsWith('/void') ? 'voided' : 'authorised';
      return { key, orderId, status, authorisationId: 'auth_1', amountMinor, reason: null };
    }
    const capture = this.captured.get(key) ?? {
      key,
      orderId,
      status: 'captured',
      captureId: `capt_${this.captured.size}`,
      amountMinor,
      reason: null,
    };
    this.captured.set(key, capture);
    return capture;
  }

  async listen(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

describe('payment on real servers', () => {
  const provider = new ProviderStandIn();
  let database: TestDatabase;
  let topics: TestTopics;
  let service: RunningService;

  beforeAll(async () => {
    [database, topics] = await Promise.all([testDatabase(), testTopics()]);
    service = (await startService(PaymentModule, {
      ...PAYMENT_SERVICE,
      environment: {
        DATABASE_URL: database.url,
        KAFKA_BROKERS: process.env['TEST_KAFKA_BROKERS'],
        AUTH_SECRET: 'a secret of the specs that is long enough',
        TOPIC_PREFIX: topics.prefix,
        PROVIDER_URL: await provider.listen(),
      },
      logger: createLogger({ service: 'payment', logLevel: 'silent' }),
    })) as unknown as RunningService;
  });
  afterAll(async () => {
    await service.close();
    provider.close();
    await Promise.all([database.drop(), topics.drop()]);
  });

  const ask = (intent: ReturnType<typeof capturePayment>, { orderId }: OrderSnapshot) =>
    service.app.get(Runtime).execute(intent, { key: orderId });
  const status = async ({ orderId }: OrderSnapshot) =>
    (await database.query<{ status: string }>('select status from payment where order_id = $1', [orderId]))[0]?.status;
  const becomes = (order: OrderSnapshot, wanted: string) => eventually(async () => expect(await status(order)).toBe(wanted));
  const sent = async ({ orderId }: OrderSnapshot) => {
    const types: string[] = [];
    for await (const { key, headers } of topics.log.read([`${topics.prefix}payment.events`]))
      if (key === orderId) types.push(headers['ce_type'] ?? '');
    return types;
  };
  const authorised = async () => {
    const order = anOrderSnapshot();
    await ask(authorisePayment({ order }), order);
    await becomes(order, 'AUTHORISED');
    return order;
  };

  it('resolves a capture whose answers are lost by looking it up, and says once that it is captured', async () => {
    const order = await authorised();
    provider.seen.length = 0;
    provider.loses = 2;
    await ask(capturePayment({ order }), order);
    await becomes(order, 'CAPTURED');
    expect(provider.seen).toEqual(['POST captures capture:1', 'GET captures', 'GET captures']);
    await eventually(async () => expect(await sent(order)).toEqual(['PaymentAuthorised', 'PaymentCaptured']));
  });

  it('voids in the end, however often the void fails', async () => {
    const order = await authorised();
    provider.loses = 3;
    await ask(closePayment({ order }), order);
    await becomes(order, 'VOIDED');
    await eventually(async () => expect(await sent(order)).toEqual(['PaymentAuthorised', 'PaymentVoided']));
  });

  it('decides between cancel and capture on the row, whichever comes first, and both hear of it', async () => {
    const orders = await Promise.all(Array.from({ length: 20 }, () => authorised()));
    await Promise.all(
      orders.flatMap((order, index) => {
        const both = [() => ask(capturePayment({ order }), order), () => ask(closePayment({ order }), order)];
        return (index % 2 === 0 ? both : both.reverse()).map((each) => each());
      }),
    );
    for (const [index, order] of orders.entries()) {
      const captureFirst = index % 2 === 0;
      await becomes(order, captureFirst ? 'CAPTURED' : 'VOIDED');
      await eventually(async () =>
        expect((await sent(order)).slice(1).sort()).toEqual(
          captureFirst ? ['CancellationRefused', 'PaymentCaptured'] : ['PaymentVoided'],
        ),
      );
    }
  });
});
