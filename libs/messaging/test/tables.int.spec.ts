import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Column, CreateDateColumn, Entity, PrimaryColumn } from 'typeorm';
import type { Bus } from '../src/bus/bus.js';
import { newId } from '../src/envelope/ids.js';
import { many, one, operation } from '../src/operation/operation.js';
import { createDatabase, unique, type TestDatabase } from './support/servers.js';
import { openTestBus, startService, type TestService } from './support/service.js';

// Servers are shared, and so is the machine.
jest.setTimeout(60_000);

/** Every column type that services use, under a key of two columns. */
@Entity('everything')
class Everything {
  @PrimaryColumn('uuid', { name: 'order_id' }) orderId!: string;
  @PrimaryColumn('text') sku!: string;
  @Column('jsonb') data!: unknown;
  @Column('jsonb', { nullable: true }) nothing!: unknown;
  @Column('timestamptz', { name: 'at_time' }) at!: Date;
  @Column('bigint') big!: string;
  @Column('bigint', { transformer: { to: (value: number) => value, from: (text: string) => Number(text) } }) amountMinor!: number;
  @Column('text', { array: true }) tags!: string[];
  @Column('integer', { array: true, nullable: true }) numbers!: number[] | null;
  @Column('boolean') flag!: boolean;
  @Column('double precision') ratio!: number;
  @Column('bytea') bytes!: Buffer;
  @Column('varchar', { length: 10, nullable: true }) short!: string | null;
  @Column('text', { default: 'given' }) status?: string;
  @CreateDateColumn({ type: 'timestamptz' }) createdAt?: Date;
}

@Entity('counter')
class Counter {
  @PrimaryColumn('text') name!: string;
  @Column('integer') value!: number;
}

const row = (orderId: string, sku: string): Everything => ({
  orderId,
  sku,
  data: { nested: [1, 'zwei "drei" \\ \n', null, { ü: true }] },
  nothing: null,
  at: new Date('2026-01-02T03:04:05.678Z'),
  big: '9007199254740993',
  amountMinor: 1_250,
  tags: ['a"b', 'c,d', '{e}', '', 'NULL'],
  numbers: [1, 2],
  flag: true,
  ratio: 0.1,
  bytes: Buffer.from([0, 255, 39]),
  short: null,
});

const save = operation({
  name: 'save',
  rows: { everything: many(Everything) },
  keys: (rows: Everything[]) => ({ everything: rows.map((one) => `${one.orderId}/${one.sku}`) }),
  decide: (_rows, rows) => ({ rows: { everything: rows } }),
});
const load = operation({
  name: 'load',
  rows: { everything: many(Everything), missing: one(Everything) },
  keys: (keys: string[]) => ({ everything: keys, missing: undefined }),
  decide: ({ everything, missing }): { result: readonly Everything[] } => {
    if (missing) throw new Error('a row that was not asked for');
    return { result: everything };
  },
});
const increment = operation({
  name: 'increment',
  rows: { counter: one(Counter) },
  keys: (name: string) => ({ counter: name }),
  decide: ({ counter }, name): { rows: { counter: Counter }; result: number } => {
    const value = (counter?.value ?? 0) + 1;
    return { rows: { counter: { name, value } }, result: value };
  },
});

describe('rows of operations', () => {
  let database: TestDatabase;
  let bus: Bus;
  let replicas: TestService[];
  beforeAll(async () => {
    database = await createDatabase([Everything, Counter]);
    bus = await openTestBus(unique());
    replicas = await Promise.all([0, 1].map(() => startService(database, unique(), [])));
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.stop();
    await bus.close();
    await database.drop();
  });
  beforeEach(() => database.query('truncate everything, counter'));
  const execute = <Result>(intent: Parameters<TestService['messaging']['runtime']['execute']>[0], replica = 0) =>
    replicas[replica]!.messaging.runtime.execute(intent) as Promise<Result>;

  it('come back as they went, whatever their columns, and as TypeORM reads them', async () => {
    const orderId = newId(Date.now());
    const rows = [row(orderId, 'A/1'), row(orderId, 'B')];
    await execute(save(rows));
    const keys = [`${orderId.toUpperCase()}/A/1`, `${orderId}/B`, `${orderId}/C`];
    const loaded = await execute<Everything[]>(load(keys));
    const complete = rows.map((one) => ({ ...one, status: 'given', createdAt: expect.any(Date) }));
    expect(loaded).toEqual(complete);
    const read = await database.source.getRepository(Everything).find({ order: { sku: 'ASC' } });
    expect(read.map((one) => ({ ...one }))).toEqual(complete);
    // Saved again, now as an update.
    const changed = { ...loaded[0]!, tags: [], numbers: null, data: 'text', short: 'x', flag: false };
    await execute(save([changed]));
    expect((await execute<Everything[]>(load(keys)))[0]).toEqual(changed);
  });

  it('given two replicas that make the same row at once, then neither overwrites the other', async () => {
    const results = await Promise.all(
      Array.from({ length: 40 }, (_, index) => execute<number>(increment(`c${index >> 2}`), index % 2)),
    );
    expect(results.reduce((sum, value) => sum + value)).toBe(10 * (1 + 2 + 3 + 4));
    expect(await database.query('select distinct value from counter')).toEqual([{ value: 4 }]);
  });

  it('given two replicas that change the same row at once, then no change is lost', async () => {
    await execute(increment('hot'));
    for (let round = 0; round < 100; round++) await Promise.all([0, 1].map((replica) => execute(increment('hot'), replica)));
    expect(await database.query('select value from counter')).toEqual([{ value: 201 }]);
  });

  it('refuse a change in place: a decision returns new rows', async () => {
    const spoil = operation({
      name: 'spoil',
      rows: { counter: one(Counter) },
      keys: () => ({ counter: 'x' }),
      decide: ({ counter }) => {
        if (counter) counter.value = 99;
        return {};
      },
    });
    await execute(increment('x'));
    await expect(execute(spoil(undefined))).rejects.toThrow('read only');
    expect(await database.query('select value from counter')).toEqual([{ value: 1 }]);
  });

  it('given a stimulus of this process that the database refuses, then only its caller hears of it', async () => {
    const tooLong = { ...row(newId(Date.now()), 'A'), short: 'longer than ten' };
    const good = row(newId(Date.now()), 'A');
    const [bad, ...others] = await Promise.allSettled([execute(save([tooLong])), execute(save([good])), execute(increment('y'))]);
    expect(bad.status).toBe('rejected');
    expect(others.map((one) => one.status)).toEqual(['fulfilled', 'fulfilled']);
  });
});
