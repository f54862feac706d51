import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { MESSAGING_MIGRATIONS } from '@counterpoint/messaging';
import { createLogger, dataSourceOptions, openDatabase, schemaDrift } from '@counterpoint/platform';
import { testDatabase, type TestDatabase } from '@counterpoint/testing';
import type { DataSource } from 'typeorm';
import { ENTITIES } from '../src/persistence/entities.js';
import { Initial1763800000000 } from '../src/persistence/migrations/1763800000000-initial.js';

const TABLES = `select table_name from information_schema.tables where table_schema = 'public' order by 1`;

describe('the migrations of order', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await testDatabase();
    const migrations = [...MESSAGING_MIGRATIONS, Initial1763800000000];
    const options = dataSourceOptions({ url: database.url, entities: ENTITIES, migrations, applicationName: 'specs' });
    source = await openDatabase(options, createLogger({ service: 'order', logLevel: 'silent' }));
  });
  afterAll(async () => {
    await source.destroy();
    await database.drop();
  });

  it('make exactly what the entities say', async () => {
    expect(await schemaDrift(source)).toEqual([]);
  });

  it('can be taken back', async () => {
    for (let left = source.migrations.length; left > 0; left -= 1) await source.undoLastMigration();
    expect(await source.query(TABLES)).toEqual([{ table_name: 'migrations' }]);
    await source.runMigrations();
    expect(await schemaDrift(source)).toEqual([]);
  });
});
