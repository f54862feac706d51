import type pg from 'pg';
import type { QueryConfig } from 'pg';
import { HEADER_PREFIX } from '@counterpoint/contracts';
import type { BusMessage } from '../bus/bus.js';

/** Most keys, messages of a key, and unreadable messages that a list shows. */
const LISTED_KEYS = 200;
const LISTED_MESSAGES = 20;
const LISTED_SET_ASIDE = 200;

export interface ParkedKey {
  readonly key: string;
  readonly error: string;
  readonly parkedAt: Date;
  /** Number of messages that wait, the failed one included. */
  readonly waiting: number;
  /** The first of them, in order. */
  readonly messages: readonly { readonly messageId: string; readonly type: string; readonly parkedAt: string }[];
}
export interface SetAsideMessage {
  readonly id: string;
  readonly topic: string;
  readonly partition: number;
  readonly offset: string;
  readonly key: string | null;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: string | null;
  readonly error: string;
  readonly setAsideAt: Date;
}
export interface ParkedMessageRow {
  readonly position: number;
  readonly messageId: string;
  readonly type: string;
  readonly record: BusMessage;
}

export async function listParked(pool: pg.Pool): Promise<ParkedKey[]> {
  const { rows } = await pool.query<ParkedKey>(
    `select k.key, k.error, k.parked_at as "parkedAt",
       (select count(*)::integer from parked_message m where m.key = k.key) as waiting,
       coalesce((select json_agg(json_build_object('messageId', m.message_id, 'type', m.type, 'parkedAt', m.parked_at) order by m.position)
         from (select * from parked_message m where m.key = k.key order by position limit $2) m), '[]') as messages
     from parked_key k order by k.parked_at limit $1`,
    [LISTED_KEYS, LISTED_MESSAGES],
  );
  return rows;
}

export async function listSetAside(pool: pg.Pool): Promise<SetAsideMessage[]> {
  const { rows } = await pool.query<SetAsideMessage>(
    `select id, topic, partition, "offset", key, headers, encode(value, 'escape') as value, error, set_aside_at as "setAsideAt"
     from set_aside order by id desc limit $1`,
    [LISTED_SET_ASIDE],
  );
  return rows;
}

/** The messages of a key in the order in which they came. */
export async function selectMessages(pool: pg.Pool | pg.PoolClient, key: string, limit: number): Promise<ParkedMessageRow[]> {
  interface Stored {
    readonly position: string;
    readonly message_id: string;
    readonly type: string;
    readonly topic: string;
    readonly partition: number;
    readonly offset: string;
    readonly headers: Record<string, string>;
    readonly value: Buffer | null;
    readonly parked_at: Date;
  }
  const { rows } = await pool.query<Stored>(
    `select position, message_id, type, topic, partition, "offset", headers, value, parked_at
     from parked_message where key = $1 order by position limit $2`,
    [key, limit],
  );
  return rows.map((row) => ({
    position: Number(row.position),
    messageId: row.message_id,
    type: row.type,
    record: {
      topic: row.topic,
      partition: row.partition,
      offset: Number(row.offset),
      key,
      value: row.value,
      headers: row.headers,
      timestamp: row.parked_at.getTime(),
    },
  }));
}

/** A message that was set aside, as far as it can be read. */
export async function selectSetAside(
  pool: pg.Pool,
  id: string,
): Promise<{ readonly messageId: string | undefined; readonly type: string; readonly record: BusMessage }[]> {
  const { rows } = await pool.query<Omit<BusMessage, 'offset' | 'timestamp' | 'key'> & { offset: string; key: string | null }>(
    `select topic, partition, "offset", key, headers, value from set_aside where id = $1`,
    [id],
  );
  return rows.map((row) => {
    const messageId = row.headers[`${HEADER_PREFIX}id`];
    return {
      messageId: messageId !== undefined && UUID.test(messageId) ? messageId : undefined,
      type: row.headers[`${HEADER_PREFIX}type`] ?? '',
      record: { ...row, key: row.key ?? '', offset: Number(row.offset), timestamp: 0 },
    };
  });
}
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
export function removeSetAside(id: string): QueryConfig {
  return { text: 'delete from set_aside where id = $1', values: [id] };
}

/** The consumer's transactions take the same row `for share`: they wait until the redrive has committed. */
export function lockKey(key: string): QueryConfig {
  return { text: 'select key from parked_key where key = $1 for update', values: [key] };
}
export function countMessages(key: string): QueryConfig {
  return { text: 'select count(*)::integer as remaining from parked_message where key = $1', values: [key] };
}
export function removeMessages(positions: readonly number[]): QueryConfig {
  return { text: 'delete from parked_message where position = any($1::bigint[])', values: [positions] };
}
export function unparkWhenEmpty(key: string): QueryConfig {
  return {
    text: 'delete from parked_key where key = $1 and not exists (select from parked_message where key = $1)',
    values: [key],
  };
}
export function updateError(key: string, error: string): QueryConfig {
  return { text: 'update parked_key set error = $2 where key = $1', values: [key, error] };
}

interface ParkingAction {
  readonly key: string;
  readonly action: 'redrive' | 'discard';
  readonly messageId?: string | undefined;
  readonly reason?: string | undefined;
  readonly actor: string | undefined;
}
/** Writes down what an operator did. */
export function recordAction({ key, action, messageId, reason, actor }: ParkingAction): QueryConfig {
  return {
    text: 'insert into parking_action (key, action, message_id, reason, actor) values ($1, $2, $3, $4, $5)',
    values: [key, action, messageId, reason, actor],
  };
}
