import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `create table "stock" ("sku" text not null, "available" integer not null, "reserved" integer not null, "unit_price_minor" integer not null,
     constraint "stock_pkey" primary key ("sku"), constraint "stock_never_negative" check (available >= 0 and reserved >= 0))
     with (fillfactor = 50)`,
  `create table "reservation" ("order_id" uuid not null, "reservation_id" uuid not null, "attempt" integer not null, "status" text not null,
     "lines" jsonb not null, "reason" jsonb, "updated_at" timestamptz not null, constraint "reservation_pkey" primary key ("order_id"))`,
];

/** Stock and reservations. Hot stock rows are updated all the time, so their pages leave room for the new versions. */
export class Initial1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['reservation', 'stock']) await runner.query(`drop table "${table}"`);
  }
}
