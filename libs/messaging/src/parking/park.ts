import type { QueryConfig } from 'pg';
import type { Item } from '../consume/item.js';

const PARK_KEYS = `
insert into parked_key (key, error) select x.key, x.error from json_to_recordset($1::json) as x(key text, error text)
on conflict (key) do nothing`;

const PARK_MESSAGES = `
insert into parked_message (key, message_id, type, topic, partition, "offset", headers, value)
select x.key, x.message_id, x.type, x.topic, x.partition, x."offset", x.headers, decode(x.value, 'base64')
from rows from (json_to_recordset($1::json) as (key text, message_id uuid, type text, topic text, partition integer,
    "offset" bigint, headers jsonb, value text)) with ordinality
  as x(key, message_id, type, topic, partition, "offset", headers, value, position)
order by x.position
on conflict (message_id) do nothing`;

const SET_ASIDE = `
insert into set_aside (topic, partition, "offset", key, headers, value, error)
select x.topic, x.partition, x."offset", x.key, x.headers, decode(x.value, 'base64'), x.error
from json_to_recordset($1::json) as x(topic text, partition integer, "offset" bigint, key text, headers jsonb, value text, error text)
on conflict (topic, partition, "offset") do nothing`;

/** Most characters of an error that a table keeps. */
const MAX_ERROR_LENGTH = 4_000;
export const errorText = (error: unknown): string =>
  (error instanceof Error ? `${error.name}: ${error.message}` : String(error)).slice(0, MAX_ERROR_LENGTH);

/** Parks the keys of messages that alone kept throwing, with the reason. */
export function parkKeys(heads: ReadonlyMap<Item, Error>): QueryConfig {
  const rows = [...heads].map(([item, error]) => ({ key: item.envelope.key, error: errorText(error) }));
  return { name: 'park keys', text: PARK_KEYS, values: [storable(rows)] };
}

/** Stores messages of parked keys, in order. */
export function parkMessages(items: readonly Item[]): QueryConfig {
  const rows = items.map((item) => ({
    key: item.envelope.key,
    message_id: item.envelope.id,
    type: item.envelope.type,
    ...recordColumns(item),
  }));
  return { name: 'park messages', text: PARK_MESSAGES, values: [storable(rows)] };
}

/** Sets unreadable messages aside, each alone; their keys flow on. */
export function setAside(items: readonly Item[]): QueryConfig {
  const rows = items.map((item) => ({ ...recordColumns(item), key: item.record?.key, error: errorText(item.fault) }));
  return { name: 'set aside', text: SET_ASIDE, values: [storable(rows)] };
}

/** Neither text nor jsonb holds a NUL character; where one is, the replacement character shows it. The value is kept as bytes. */
const storable = (rows: readonly object[]): string =>
  JSON.stringify(rows, (_name, value: unknown) => (typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value));

function recordColumns({ record }: Item) {
  return {
    topic: record?.topic,
    partition: record?.partition,
    offset: record?.offset,
    headers: record?.headers,
    value: record?.value?.toString('base64'),
  };
}
