import type { QueryConfig } from 'pg';

const RECORD = `
with fresh as (insert into inbox (message_id) select unnest($1::uuid[]) on conflict do nothing returning message_id),
     parked as (select key from parked_key where key = any($2::text[]) for share)
select (select array_agg(message_id) from fresh) as fresh, (select array_agg(key) from parked) as parked`;

export interface InboxAnswer {
  /** Ids that were not there before: messages that are handled for the first time. */
  readonly fresh: readonly string[] | null;
  /** Keys that are parked; their messages go behind the parked ones. */
  readonly parked: readonly string[] | null;
}

/** Records messages as handled, and asks which keys are parked. A redrive that is under way on a key is waited for. */
export function recordInbox(ids: readonly string[], keys: readonly string[]): QueryConfig {
  return { name: 'record inbox', text: RECORD, values: [ids, keys] };
}

/** Takes back what `recordInbox` of the same transaction wrote, for messages that were not handled after all. */
export function forgetInbox(ids: readonly string[]): QueryConfig {
  return { name: 'forget inbox', text: 'delete from inbox where message_id = any($1::uuid[])', values: [ids] };
}

/**
 * How long a handled message is remembered, in days: longer than a topic or an archive keeps it, so that whatever is
 * replayed meets its row.
 */
export const INBOX_RETENTION_DAYS = 30;

/** Removes rows older than the retention, some at a time. */
export function purgeInbox(limit: number): QueryConfig {
  return {
    name: 'purge inbox',
    text: `delete from inbox where ctid = any(array(select ctid from inbox
             where handled_at < now() - make_interval(days => $1) limit $2))`,
    values: [INBOX_RETENTION_DAYS, limit],
  };
}
