import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { substrate } from '@counterpoint/testing';
import pg from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createLogger } from '../logging/logger.js';
import { dataSourceOptions, openDatabase } from './connect.js';

const SERVER = substrate().databaseUrl;
const name = `platform_${randomUUID().slice(0, 8)}`;
const url = Object.assign(new URL(SERVER), { pathname: `/${name}` }).href;

class MakesThings1 implements MigrationInterface {
  name = 'MakesThings1763800000000';
  async up(runner: QueryRunner) {
    // Slow enough that a second replica would run it, too, if nothing held it back.
    await runner.query('select pg_sleep(0.3)');
    await runner.query('create table things (id int primary key)');
  }
  async down(runner: QueryRunner) {
    await runner.query('drop table things');
  }
}

describe('the database at the start of a service', () => {
  const admin = new pg.Client({ connectionString: SERVER });
  const lines: string[] = [];
  const logger = createLogger({ service: 'things', logLevel: 'info' }, { write: (line) => void lines.push(line) });
  const options = dataSourceOptions({ url, entities: [], migrations: [MakesThings1], applicationName: 'specs' });

  beforeAll(async () => admin.connect());
  afterAll(async () => {
    await admin.query(`drop database if exists ${name} with (force)`);
    await admin.end();
  });

  it('waits for a database that comes later, and replicas that start together migrate it once', async () => {
    const opening = [openDatabase(options, logger), openDatabase(options, logger), openDatabase(options, logger)];
    await new Promise((resolve) => setTimeout(resolve, 150));
    await admin.query(`create database ${name}`);
    const sources = await Promise.all(opening);
    expect(await sources[0]?.query('select count(*)::int as count from things')).toEqual([{ count: 0 }]);
    expect(lines.filter((line) => line.includes('ran 1 migration'))).toHaveLength(1);
    expect(lines.some((line) => line.includes('does not answer yet'))).toBe(true);
    await Promise.all(sources.map((source) => source.destroy()));
  });

  it('gives up after a while with a message that says where it looked', async () => {
    const away = dataSourceOptions({
      url: 'postgres://order@127.0.0.1:1/order',
      entities: [],
      migrations: [],
      applicationName: 'specs',
    });
    await expect(openDatabase(away, logger, 100)).rejects.toThrow(
      /^Can't reach the database order at 127\.0\.0\.1:1 as order: .*ECONNREFUSED.*\. Check DATABASE_URL and that PostgreSQL runs\.$/,
    );
  });
});
