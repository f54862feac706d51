import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Controller, Module } from '@nestjs/common';
import { createLogger, issueToken, startService, type RunningService } from '@counterpoint/platform';
import { Ctx, Payload } from '@nestjs/microservices';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import type { Bus } from '../src/bus/bus.js';
import { newId } from '../src/envelope/ids.js';
import { Handle, KafkaTransport, MessageContext, MessagingModule, On, ParkingController, Runtime } from '../src/index.js';
import { createDatabase, BROKERS, unique, type TestDatabase } from './support/servers.js';
import { eventually, listen, openTestBus, recordOf } from './support/service.js';
import { Placed, poison, Reservation, Reserve, reserveStock, Stock, type Order } from './support/shop.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

const SECRET = 'a secret of the specs that is long enough';
const seen: string[] = [];

@Controller()
class ShopChoreography {
  constructor(private readonly runtime: Runtime) {}
  @On(Placed)
  reserve(order: Order) {
    expect(this.runtime).toBeInstanceOf(Runtime);
    return reserveStock(order);
  }
}
@Controller()
class ShopOrchestration {
  @Handle(Reserve)
  reserve(@Payload() order: Order, @Ctx() context: MessageContext) {
    seen.push(`${context.envelope.type} ${context.record.partition}`);
    return reserveStock(order);
  }
}

class ShopTables1700000000000 implements MigrationInterface {
  readonly name = 'ShopTables1700000000000';
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table stock (sku text primary key, available integer not null, log jsonb not null)`);
    await runner.query(`create table reservation (order_id uuid)`).then(() => runner.query('drop table reservation'));
    await runner.query(`create table reservation ("orderId" uuid primary key, status text not null, skus text[] not null,
      "decidedAt" timestamptz not null, "totalMinor" bigint not null)`);
  }
  async down(): Promise<void> {
    // Specs never go back.
  }
}

@Module({
  imports: [
    MessagingModule.forRoot({ service: 'inventory', entities: [Stock, Reservation], migrations: [ShopTables1700000000000] }),
  ],
  controllers: [ShopChoreography, ShopOrchestration, ParkingController],
})
class ShopModule {}

describe('a Nest service on the messaging module', () => {
  let empty: TestDatabase;
  let bus: Bus;
  let service: RunningService<'databaseUrl' | 'kafkaBrokers' | 'authSecret'>;
  let outcomes: Awaited<ReturnType<typeof listen>>;
  const order = (...skus: string[]) => ({ orderId: newId(Date.now()), skus });

  beforeAll(async () => {
    empty = await createDatabase([]);
    // The service migrates a database that has nothing in it.
    await empty.query('drop schema public cascade');
    await empty.query('create schema public');
    const prefix = `${unique()}.`;
    bus = await openTestBus(prefix);
    await bus.createTopics(
      ['inventory.commands', 'inventory.events', 'order.events', 'replies'].map((topic) => ({ topic, partitions: 3 })),
    );
    outcomes = await listen(bus, ['inventory.events', 'replies']);
    service = await startService(ShopModule, {
      service: 'inventory',
      needs: ['databaseUrl', 'kafkaBrokers', 'authSecret'],
      transport: (app) => app.get(KafkaTransport),
      environment: {
        DATABASE_URL: empty.url,
        KAFKA_BROKERS: BROKERS.join(','),
        TOPIC_PREFIX: prefix,
        AUTH_SECRET: SECRET,
        KAFKA_CLIENT: process.env['KAFKA_CLIENT'],
      },
      logger: createLogger({ service: 'inventory', logLevel: process.env['TEST_LOG'] ? 'debug' : 'silent' }),
    });
    await empty.query(`insert into stock values ('A', 1000, '[]')`);
  });
  afterAll(async () => {
    await service.close();
    await outcomes.close();
    await bus.close();
    await empty.drop();
  });

  it('is ready once its partitions are assigned', async () => {
    await eventually(async () => expect((await fetch(`${service.url}/health/ready`)).status).toBe(200));
  });

  it('moves the same operation by an event and by a command', async () => {
    const reacted = order('A');
    const told = order('A');
    await bus.send([recordOf(Placed, reacted), recordOf(Reserve, told, { replyTo: 'replies' })]);
    await eventually(() => expect(outcomes.messages.length).toBe(2));
    const places = Object.fromEntries(outcomes.messages.map((message) => [message.topic, message.key]));
    expect(places).toEqual({ 'inventory.events': reacted.orderId, replies: told.orderId });
    expect(seen).toEqual([expect.stringMatching(/^TestReserve [012]$/)]);
  });

  it('shows parked keys to operators, and lets them redrive', async () => {
    poison.add('bug');
    const bad = { ...order('A'), poison: 'bug' };
    await bus.send([recordOf(Placed, bad)]);
    const timer = setInterval(() => void bus.send([recordOf(Placed, order('A'))]), 50);
    const token = await issueToken(SECRET, { subject: 'op-1', roles: ['operator'] });
    const customer = await issueToken(SECRET, { subject: 'c-1', roles: ['customer'] });
    const call = (path: string, method = 'GET', bearer = token, body?: string) =>
      fetch(`${service.url}${path}`, {
        method,
        headers: { authorization: `Bearer ${bearer}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
        ...(body === undefined ? {} : { body }),
      });
    await eventually(async () => {
      const { items } = (await (await call('/parked')).json()) as { items: unknown[] };
      expect(items).toMatchObject([{ key: bad.orderId, waiting: 1 }]);
    }, 20_000);
    clearInterval(timer);
    expect((await call('/parked', 'GET', customer)).status).toBe(403);
    expect((await call(`/parked/${bad.orderId}/discard`, 'POST', token, '{}')).status).toBe(422);
    expect((await call(`/parked/${newId(Date.now())}/redrive`, 'POST')).status).toBe(404);
    poison.clear();
    const answer = await call(`/parked/${bad.orderId}/redrive`, 'POST');
    expect([answer.status, await answer.json()]).toEqual([200, { key: bad.orderId, redriven: 1, state: 'flowing' }]);
    await eventually(() => expect(outcomes.messages.some((message) => message.key === bad.orderId)).toBe(true));
    expect(await empty.query(`select actor from parking_action where action = 'redrive'`)).toEqual([{ actor: 'op-1' }]);
  }, 40_000);
});
