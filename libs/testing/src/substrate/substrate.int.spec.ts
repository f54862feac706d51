import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Producer } from '@platformatic/kafka';
import pg from 'pg';
import { testTopics, type TestTopics } from '../topics/test-topics.js';
import { databaseUrl, testDatabase } from './database.js';
import { substrate } from './substrate.js';

describe('testDatabase', () => {
  it('prepares a template once and gives each file its own copy', async () => {
    let prepared = 0;
    const options = {
      template: 'substrate-spec',
      prepare: async (url: string) => {
        prepared += 1;
        const client = new pg.Client({ connectionString: url });
        await client.connect();
        await client.query('create table note (id int primary key)');
        await client.query('insert into note values (1)');
        await client.end();
      },
    };
    const [first, second] = await Promise.all([testDatabase(options), testDatabase(options)]);
    await first.query('insert into note values (2)');
    expect(await first.query('select id from note order by id')).toEqual([{ id: 1 }, { id: 2 }]);
    expect(await second.query('select id from note order by id')).toEqual([{ id: 1 }]);
    expect(prepared).toBe(1);
    await Promise.all([first.drop(), second.drop()]);
    await expect(new pg.Client({ connectionString: databaseUrl(first.name) }).connect()).rejects.toThrow(/does not exist/);
  });

  it('is a PostgreSQL that forces its log to disk', async () => {
    const database = await testDatabase();
    expect(await database.query('select current_setting($1) as fsync', ['fsync'])).toEqual([{ fsync: 'on' }]);
    await database.drop();
  });
});

describe('TopicLog', () => {
  let topics: TestTopics;
  beforeAll(async () => {
    topics = await testTopics(['demo.events'], 3);
  });
  afterAll(() => topics.drop());

  it('reads every message from the first to the end, with key, headers and value', async () => {
    const topic = `${topics.prefix}demo.events`;
    const producer = new Producer({
      clientId: 'substrate-spec',
      bootstrapBrokers: substrate().brokers.split(','),
      // A request that a slow machine answers late is sent again.
      idempotent: true,
    });
    const messages = Array.from({ length: 500 }, (_, index) => ({
      topic,
      key: Buffer.from(`key-${index % 7}`),
      value: Buffer.from(JSON.stringify({ index })),
      headers: new Map([[Buffer.from('ce_id'), Buffer.from(`id-${index}`)]]),
    }));
    for (let at = 0; at < messages.length; at += 50) await producer.send({ messages: messages.slice(at, at + 50) });
    await producer.close();

    const read = [];
    for await (const message of topics.log.read([topic])) read.push(message);
    expect(read.map((message) => message.headers['ce_id']).sort()).toEqual(messages.map((_, index) => `id-${index}`).sort());
    expect(await topics.log.endOffset([topic])).toBe(500n);
    const ofOneKey = read
      .filter((message) => message.key === 'key-3')
      .map((message) => JSON.parse(String(message.value)) as { index: number });
    expect(ofOneKey.map(({ index }) => index)).toEqual([...ofOneKey.map(({ index }) => index)].sort((a, b) => a - b));
    expect(new Set(read.filter((message) => message.key === 'key-3').map(({ partition }) => partition)).size).toBe(1);
  });
});
