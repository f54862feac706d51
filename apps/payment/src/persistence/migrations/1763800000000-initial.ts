import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `create table "payment" ("order_id" uuid not null, "amount_minor" bigint not null, "attempt" integer not null, "status" text not null,
     "authorisation_id" text, "capture_id" text, "reason" jsonb, "asker" jsonb, "updated_at" timestamptz not null,
     constraint "payment_pkey" primary key ("order_id")) with (fillfactor = 80)`,
];

/** Payments. A row is changed about four times, so its page leaves room for the new versions. */
export class Initial1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table "payment"');
  }
}
