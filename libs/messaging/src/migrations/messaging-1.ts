import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Tables of the messaging runtime, in every service's own database. */
export class Messaging1763800000000 implements MigrationInterface {
  readonly name = 'Messaging1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    // Which messages were handled: the guard against handling one twice. Purged by age, hence the (tiny) BRIN index.
    await runner.query(`create table inbox (
      message_id uuid primary key,
      handled_at timestamptz not null default now()
    )`);
    await runner.query('create index inbox_handled_at on inbox using brin (handled_at)');

    // Messages between their commit and the broker's acknowledgement; empty when all is quiet. json keeps the text as it came.
    await runner.query(`create table outbox (
      id uuid primary key,
      position bigint generated always as identity,
      owner integer not null,
      topic text not null,
      key text not null,
      headers json not null,
      data json not null,
      created_at timestamptz not null default now()
    )`);
    // Rows live for milliseconds: let autovacuum come by count, not by share of a table that has no size.
    await runner.query(`alter table outbox set (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)`);

    // Processes that own outbox and call rows. One without its advisory lock is dead, and its rows are taken over.
    await runner.query(`create table lease (
      owner integer primary key,
      process text not null,
      since timestamptz not null default now()
    )`);

    // Calls to the outside. Answered rows stay: a second call under the same key is ignored.
    await runner.query(`create table call (
      key text primary key,
      caller text not null,
      saga_key text not null,
      request jsonb not null,
      envelope jsonb not null,
      owner integer,
      not_before timestamptz not null,
      attempts integer not null default 0,
      last_error text,
      created_at timestamptz not null default now(),
      answered_at timestamptz
    )`);
    await runner.query('create index call_open on call (not_before) where answered_at is null');

    // Messages that nobody can read, each set aside alone.
    await runner.query(`create table set_aside (
      id bigint generated always as identity primary key,
      topic text not null,
      partition integer not null,
      "offset" bigint not null,
      key text,
      headers jsonb not null,
      value bytea,
      error text not null,
      set_aside_at timestamptz not null default now(),
      unique (topic, partition, "offset")
    )`);

    // Keys whose head message keeps failing, and the messages that wait behind it, in order.
    await runner.query(`create table parked_key (
      key text primary key,
      error text not null,
      parked_at timestamptz not null default now()
    )`);
    await runner.query(`create table parked_message (
      position bigint generated always as identity primary key,
      key text not null references parked_key (key),
      message_id uuid not null unique,
      type text not null,
      topic text not null,
      partition integer not null,
      "offset" bigint not null,
      headers jsonb not null,
      value bytea,
      parked_at timestamptz not null default now()
    )`);
    await runner.query('create index parked_message_key on parked_message (key, position)');

    // What operators did to parked messages: who, when, why.
    await runner.query(`create table parking_action (
      id bigint generated always as identity primary key,
      key text not null,
      action text not null,
      message_id uuid,
      reason text,
      actor text,
      at timestamptz not null default now()
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['parking_action', 'parked_message', 'parked_key', 'set_aside', 'call', 'lease', 'outbox', 'inbox']) {
      await runner.query(`drop table ${table}`);
    }
  }
}
