import type { MigrationInterface, QueryRunner } from 'typeorm';

export class Timeline1763800000000 implements MigrationInterface {
  readonly name = 'Timeline1763800000000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`create table timeline (
      order_id uuid primary key,
      customer_id text not null,
      style text not null,
      status text not null,
      last_sequence int not null,
      ended_at timestamptz
    ) with (fillfactor = 70)`);
    await runner.query(`create table timeline_entry (
      order_id uuid not null,
      sequence int not null,
      message_id uuid not null,
      type text not null,
      kind text not null,
      service text not null,
      topic text not null,
      causation_id uuid,
      outcome text,
      at timestamptz not null,
      data jsonb not null,
      primary key (order_id, sequence)
    )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table timeline_entry');
    await runner.query('drop table timeline');
  }
}
