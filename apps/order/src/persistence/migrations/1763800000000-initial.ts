import type { MigrationInterface, QueryRunner } from 'typeorm';

const STATEMENTS = [
  `create table "orders" ("id" uuid not null, "customer_id" text not null, "style" text not null, "snapshot" jsonb not null,
     "execution_id" uuid, "first_message_id" uuid not null, "traceparent" text, "step_timeout_scale" double precision not null,
     "placed_at" timestamptz not null, "status" text not null, "reason" jsonb, "cancellation" text not null, "undo" jsonb not null,
     "undone" jsonb not null, "step" text, "deadline_at" timestamptz, "hand_over" text not null, "tracking_code" text,
     "updated_at" timestamptz not null, constraint "orders_pkey" primary key ("id")) with (fillfactor = 70)`,
  `create index "orders_customer" on "orders" ("customer_id", "id")`,
  `create index "orders_deadline" on "orders" ("deadline_at") where deadline_at is not null`,
  `create table "idempotency_key" ("customer" text not null, "key" text not null, "request_hash" text not null, "order_id" uuid not null,
     constraint "idempotency_key_pkey" primary key ("customer", "key"))`,
  `create table "approval" ("order_id" uuid not null, "customer_id" text not null, "total_minor" bigint not null, "attempt" integer not null,
     "status" text not null, "requested_at" timestamptz not null, "deadline" timestamptz not null, "decided_by" text,
     "decided_at" timestamptz, "comment" text, "asker" jsonb, constraint "approval_pkey" primary key ("order_id"))`,
  `create index "approval_pending" on "approval" ("order_id") where status = 'pending'`,
  `create table "price" ("sku" text not null, "unit_price_minor" integer not null, constraint "price_pkey" primary key ("sku"))`,
];

/** Orders, their idempotency keys and approvals, and the prices. An order's row is changed several times, so its page leaves room. */
export class Initial1763800000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of STATEMENTS) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['price', 'approval', 'idempotency_key', 'orders']) await runner.query(`drop table "${table}"`);
  }
}
