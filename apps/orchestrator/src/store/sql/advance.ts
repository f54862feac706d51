import type { Pool } from 'pg';
import type { ExecutionStatus } from '@counterpoint/contracts';
import { bigints, integers, smallints, texts, timestamps, uuids } from './binary.js';

/** A new execution with the state that it has at the end of its first batch; it may have ended already. */
export interface StartedRow {
  readonly id: string;
  readonly shard: number;
  readonly machineId: number;
  readonly revisionId: number;
  readonly name: string;
  /** Epoch milliseconds, like all times here. */
  readonly startedAt: number;
  readonly input: string;
  readonly origin: string | null;
  readonly mapRunId: string | null;
  readonly end: EndState;
}
export interface EndState {
  readonly status: ExecutionStatus;
  readonly stoppedAt: number | null;
  readonly output: string | null;
  readonly error: string | null;
  readonly cause: string | null;
  readonly redriveCount: number;
  readonly redrivenAt: number | null;
}
/** What changes in the row of an execution that exists: its end, its redrive, or that it left dormancy. */
export interface ChangedRow extends EndState {
  readonly id: string;
}
export interface ChunkRow {
  readonly executionId: string;
  readonly firstId: number;
  readonly lastId: number;
  readonly events: string;
}
export interface OutboxRow {
  readonly id: string;
  readonly shard: number;
  readonly executionId: string;
  readonly message: string;
}
export interface ActivityTaskRow {
  readonly executionId: string;
  readonly taskId: number;
  readonly shard: number;
  readonly activityName: string;
  readonly input: string;
  readonly scheduledAt: number;
}
export interface AdvanceWrite {
  /** Token of every shard that is written, as this node holds it. */
  readonly fence: ReadonlyMap<number, string>;
  readonly started: readonly StartedRow[];
  readonly changed: readonly ChangedRow[];
  readonly chunks: readonly ChunkRow[];
  readonly outbox: readonly OutboxRow[];
  readonly outboxSent: readonly string[];
  readonly activityTasks: readonly ActivityTaskRow[];
  readonly activityTasksDone: readonly { readonly executionId: string; readonly taskId: number }[];
}
export interface AdvanceWritten {
  /** False when another node holds a newer token of one of the shards; then nothing was written. */
  readonly fenced: boolean;
  /** The new executions that really began; the others' id or name was taken, and nothing of them was written. */
  readonly started: ReadonlySet<string>;
}

/**
 * Everything that one batch of stimuli changes, in one statement, which is one transaction and one round trip.
 * The fencing rows are locked in share mode first: an owner that took over waits for us, or we see its token and write nothing.
 * A second writer of the same history chunk fails on the primary key, and with it the whole statement.
 */
const ADVANCE = `
with fence as materialized (
  select s.id from shard s join unnest($1::int2[], $2::int8[]) as f(id, token) on s.id = f.id and s.token = f.token
  order by s.id for share of s),
held as materialized (select (select count(*) from fence) = cardinality($1::int2[]) as ok),
started as (
  insert into execution (id, shard, machine_id, revision_id, name, started_at, input, origin, map_run_id,
    status, stopped_at, output, error, cause, redrive_count, redriven_at)
  select e.id, e.shard, e.machine_id, e.revision_id, e.name, e.started_at, e.input, e.origin::jsonb, e.map_run_id,
    e.status, e.stopped_at, e.output, e.error, e.cause, 0, null
  from held, unnest($3::uuid[], $4::int2[], $5::int4[], $6::int4[], $7::text[], $8::timestamptz[], $9::text[], $10::text[], $11::uuid[],
    $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::text[])
    as e(id, shard, machine_id, revision_id, name, started_at, input, origin, map_run_id, status, stopped_at, output, error, cause)
  where held.ok
  on conflict do nothing returning id),
refused as materialized (select id from unnest($3::uuid[]) as r(id) except select id from started),
appended as (
  insert into history (execution_id, first_id, last_id, events)
  select h.execution_id, h.first_id, h.last_id, h.events
  from held, unnest($17::uuid[], $18::int4[], $19::int4[], $20::text[]) as h(execution_id, first_id, last_id, events)
  where held.ok and h.execution_id not in (select id from refused))`;
const CHANGED = `,
changed as (
  update execution e set status = c.status, stopped_at = c.stopped_at, output = c.output, error = c.error, cause = c.cause,
    redrive_count = c.redrive_count, redriven_at = c.redriven_at, snapshot = null, wake_at = null
  from held, unnest($21::uuid[], $22::text[], $23::timestamptz[], $24::text[], $25::text[], $26::text[], $27::int2[], $28::timestamptz[])
    as c(id, status, stopped_at, output, error, cause, redrive_count, redriven_at)
  where held.ok and e.id = c.id)`;
const SIDE = `,
outbox_in as (
  insert into outbox (id, shard, message)
  select o.id, o.shard, o.message from held, unnest($29::uuid[], $30::int2[], $31::uuid[], $32::text[]) as o(id, shard, execution_id, message)
  where held.ok and o.execution_id not in (select id from refused) on conflict do nothing),
outbox_out as (delete from outbox where id = any($33::uuid[]) and (select ok from held)),
tasks_in as (
  insert into activity_task (execution_id, task_id, shard, activity_name, input, scheduled_at)
  select t.* from (select a.execution_id, a.task_id, a.shard, a.activity_name, a.input, a.scheduled_at
    from held, unnest($34::uuid[], $35::int4[], $36::int2[], $37::text[], $38::text[], $39::timestamptz[])
      as a(execution_id, task_id, shard, activity_name, input, scheduled_at)
    where held.ok and a.execution_id not in (select id from refused)) t on conflict do nothing),
tasks_out as (
  delete from activity_task a using held, unnest($40::uuid[], $41::int4[]) as d(execution_id, task_id)
  where held.ok and a.execution_id = d.execution_id and a.task_id = d.task_id)`;
const RESULT = `
select held.ok, array(select id::text from started) as started from held`;

/** The plain form has no outbox rows and no activity tasks, which is what a saga's steps need. */
const PLAIN = { name: 'advance_plain', text: ADVANCE + CHANGED + RESULT };
const FULL = { name: 'advance_full', text: ADVANCE + CHANGED + SIDE + RESULT };

/** Writes a batch. Throws on a duplicate history chunk (23505) and on whatever the connection throws; then nothing is known to be written. */
export async function writeAdvance(pool: Pool, write: AdvanceWrite): Promise<AdvanceWritten> {
  const { started, changed, chunks, outbox, activityTasks, activityTasksDone } = write;
  const values: unknown[] = [
    smallints([...write.fence.keys()]),
    bigints([...write.fence.values()]),
    uuids(started.map((row) => row.id)),
    smallints(started.map((row) => row.shard)),
    integers(started.map((row) => row.machineId)),
    integers(started.map((row) => row.revisionId)),
    texts(started.map((row) => row.name)),
    timestamps(started.map((row) => row.startedAt)),
    texts(started.map((row) => row.input)),
    texts(started.map((row) => row.origin)),
    uuids(started.map((row) => row.mapRunId)),
    texts(started.map((row) => row.end.status)),
    timestamps(started.map((row) => row.end.stoppedAt)),
    texts(started.map((row) => row.end.output)),
    texts(started.map((row) => row.end.error)),
    texts(started.map((row) => row.end.cause)),
    uuids(chunks.map((row) => row.executionId)),
    integers(chunks.map((row) => row.firstId)),
    integers(chunks.map((row) => row.lastId)),
    texts(chunks.map((row) => row.events)),
    uuids(changed.map((row) => row.id)),
    texts(changed.map((row) => row.status)),
    timestamps(changed.map((row) => row.stoppedAt)),
    texts(changed.map((row) => row.output)),
    texts(changed.map((row) => row.error)),
    texts(changed.map((row) => row.cause)),
    smallints(changed.map((row) => row.redriveCount)),
    timestamps(changed.map((row) => row.redrivenAt)),
  ];
  const sides = outbox.length + write.outboxSent.length + activityTasks.length + activityTasksDone.length > 0;
  if (sides) {
    values.push(
      uuids(outbox.map((row) => row.id)),
      smallints(outbox.map((row) => row.shard)),
      uuids(outbox.map((row) => row.executionId)),
      texts(outbox.map((row) => row.message)),
      uuids(write.outboxSent),
      uuids(activityTasks.map((row) => row.executionId)),
      integers(activityTasks.map((row) => row.taskId)),
      smallints(activityTasks.map((row) => row.shard)),
      texts(activityTasks.map((row) => row.activityName)),
      texts(activityTasks.map((row) => row.input)),
      timestamps(activityTasks.map((row) => row.scheduledAt)),
      uuids(activityTasksDone.map((row) => row.executionId)),
      integers(activityTasksDone.map((row) => row.taskId)),
    );
  }
  const result = await pool.query<{ ok: boolean; started: string[] }>({ ...(sides ? FULL : PLAIN), values });
  const row = result.rows[0];
  return { fenced: row?.ok === true, started: new Set(row?.started ?? []) };
}
