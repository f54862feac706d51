import type { QueryConfig } from 'pg';
import type { BusRecord } from '../bus/bus.js';

/** What the outbox needs of a message; `json` is the data as JSON text. */
export interface OutboxMessage {
  readonly id: string;
  readonly record: BusRecord;
  readonly json: string;
}

const INSERT = `
with gone as (delete from outbox where id = any($2::uuid[]))
insert into outbox (id, owner, topic, key, headers, data)
select x.id, $3, x.topic, x.key, x.headers, x.data
from json_to_recordset($1::json) as x(id uuid, topic text, key text, headers json, data json)
on conflict (id) do nothing`;

/**
 * Writes messages in the transaction that decided them, and removes those that the broker has acknowledged since.
 * The data is spliced in as the JSON text that it already is; the column type `json` keeps that text as it came.
 * @param owner the lease of this process: the relay leaves its rows alone while it lives
 */
export function insertOutbox(messages: readonly OutboxMessage[], acknowledged: readonly string[], owner: number): QueryConfig {
  const rows = messages.map(
    ({ id, record, json }) =>
      `{"id":"${id}","topic":${JSON.stringify(record.topic)},"key":${JSON.stringify(record.key)},"headers":${JSON.stringify(record.headers)},"data":${json}}`,
  );
  return { name: 'insert outbox', text: INSERT, values: [`[${rows.join(',')}]`, acknowledged, owner] };
}

/** Removes acknowledged messages when no transaction of a batch comes by to do it. */
export function deleteOutbox(ids: readonly string[]): QueryConfig {
  return { name: 'delete outbox', text: 'delete from outbox where id = any($1::uuid[])', values: [ids] };
}

const SELECT_LEFT = `
select id, topic, key, headers, data::text as data from outbox
where owner = $1 and id <> all($2::uuid[]) order by position limit $3`;

export interface LeftRow {
  readonly id: string;
  readonly topic: string;
  readonly key: string;
  readonly headers: Record<string, string>;
  readonly data: string;
}

/** Messages of an owner in the order in which it wrote them, without those named. */
export function selectLeft(owner: number, without: readonly string[], limit: number): QueryConfig {
  return { name: 'select outbox', text: SELECT_LEFT, values: [owner, without, limit] };
}
