import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { substrate } from '@counterpoint/testing';
import pg from 'pg';
import { bigints, integers, smallints, texts, timestamps, uuids } from './binary.js';

describe('binary arrays', () => {
  let client: pg.Client;
  beforeAll(async () => {
    client = new pg.Client(substrate().databaseUrl);
    await client.connect();
  });
  afterAll(() => client.end());

  it.each([
    ['int2', smallints([1, -2]), [1, -2]],
    ['int4', integers([]), []],
    ['int4', integers([2_000_000_000]), [2_000_000_000]],
    ['int8', bigints(['9007199254740993']), ['9007199254740993']],
    ['text', texts(['"quoted"', null, 'ünï\\', '']), ['"quoted"', null, 'ünï\\', '']],
    ['uuid', uuids(['0190a000-1234-7abc-8def-0123456789ab', null]), ['0190a000-1234-7abc-8def-0123456789ab', null]],
    ['timestamptz', timestamps([1_763_800_000_123, null]), [new Date(1_763_800_000_123), null]],
  ])('of %s arrive as they were', async (type, parameter, expected) => {
    const { rows } = await client.query<{ values: unknown }>(`select $1::${type}[] as values`, [parameter]);
    expect(rows[0]?.values).toEqual(expected);
  });
});
