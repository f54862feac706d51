import type { Envelope } from '@counterpoint/contracts';
import type { QueryConfig } from 'pg';

/** A row of the `call` table. */
export interface CallRow {
  readonly key: string;
  readonly caller: string;
  readonly sagaKey: string;
  readonly request: unknown;
  /** The stimulus that began it all: the answer's outcome goes to its return address and names it as its cause. */
  readonly envelope: Envelope;
  readonly causationId: string | undefined;
  /** Epoch milliseconds. */
  readonly notBefore: number;
  readonly attempts: number;
}

const INSERT = `
insert into call (key, caller, saga_key, request, envelope, owner, not_before)
select x.key, x.caller, x.saga_key, x.request, x.envelope, x.owner, x.not_before
from json_to_recordset($1::json) as x(key text, caller text, saga_key text, request jsonb, envelope jsonb, owner integer, not_before timestamptz)
on conflict (key) do nothing returning key`;

/** Writes call rows; one whose key exists is ignored. `ownerOf` is null for a call that no process should keep in memory yet. */
export function insertCalls(calls: readonly CallRow[], ownerOf: (call: CallRow) => number | null): QueryConfig {
  const rows = calls.map((call) => ({
    key: call.key,
    caller: call.caller,
    saga_key: call.sagaKey,
    request: call.request,
    envelope: { ...call.envelope, causedBy: call.causationId },
    owner: ownerOf(call),
    not_before: new Date(call.notBefore),
  }));
  return { name: 'insert calls', text: INSERT, values: [JSON.stringify(rows)] };
}

/** Marks calls as answered in the transaction of the decision; returns those that were still open. */
export function answerCalls(keys: readonly string[]): QueryConfig {
  return {
    name: 'answer calls',
    text: 'update call set answered_at = now(), owner = null where key = any($1) and answered_at is null returning key',
    values: [keys],
  };
}

/** Opens again what `answerCalls` of the same transaction closed, for a decision that failed. */
export function reopenCalls(keys: readonly string[], owner: number): QueryConfig {
  return {
    name: 'reopen calls',
    text: 'update call set answered_at = null, owner = $2 where key = any($1)',
    values: [keys, owner],
  };
}
