import type { Envelope } from '@counterpoint/contracts';
import type pg from 'pg';
import type { CallRow } from './call-row.js';

interface StoredCall {
  readonly key: string;
  readonly caller: string;
  readonly saga_key: string;
  readonly request: unknown;
  readonly envelope: Envelope & { readonly causedBy?: string };
  readonly not_before: Date;
  readonly attempts: number;
}
const COLUMNS = 'key, caller, saga_key, request, envelope, not_before, attempts';

/** Takes calls that are due and belong to nobody. Rows that another process takes at this moment are left to it. */
export async function claimDue(database: pg.Pool, owner: number, until: number, limit: number): Promise<CallRow[]> {
  const { rows } = await database.query<StoredCall>({
    name: 'claim due calls',
    text: `update call set owner = $1 where key in (
             select key from call where answered_at is null and owner is null and not_before <= $2
             order by not_before limit $3 for update skip locked) returning ${COLUMNS}`,
    values: [owner, new Date(until), limit],
  });
  return rows.map(callOf);
}

/** Takes the open calls of processes that died. */
export async function adoptCalls(database: pg.Pool, owner: number, dead: readonly number[]): Promise<CallRow[]> {
  const { rows } = await database.query<StoredCall>({
    name: 'adopt calls',
    text: `update call set owner = $1 where answered_at is null and owner = any($2) returning ${COLUMNS}`,
    values: [owner, dead],
  });
  return rows.map(callOf);
}

/** Writes down that a try failed, and when the next is due. The call stays with its owner. */
export async function recordFailure(database: pg.Pool, key: string, error: string, notBefore: number): Promise<void> {
  await database.query({
    name: 'record call failure',
    text: 'update call set attempts = attempts + 1, last_error = $2, not_before = $3 where key = $1 and answered_at is null',
    values: [key, error, new Date(notBefore)],
  });
}

/** Lets go of the calls of a process that stops in order; others take them when they are due. */
export async function releaseCalls(database: pg.Pool, owner: number): Promise<void> {
  await database.query('update call set owner = null where answered_at is null and owner = $1', [owner]);
}

function callOf(row: StoredCall): CallRow {
  const { causedBy, ...envelope } = row.envelope;
  return {
    key: row.key,
    caller: row.caller,
    sagaKey: row.saga_key,
    request: row.request,
    envelope,
    causationId: causedBy,
    notBefore: row.not_before.getTime(),
    attempts: row.attempts,
  };
}
