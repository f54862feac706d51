import { COMMANDS, TERMINAL_ORDER_STATUSES } from '@counterpoint/contracts';
import type { Evidence, Leftover } from './evidence.js';
import type { DatabaseName, Sources } from './sources.js';

/** Databases of the services that run on the messaging library, with its tables. */
export const MESSAGING_DATABASES = [
  'order_service',
  'payment_service',
  'inventory_service',
  'shipping_service',
  'gateway',
] as const;
/** How old a row of the machinery must be before it counts as left behind, in seconds. */
const GRACE_SECONDS = 10;

type Known = Pick<Evidence, 'orders' | 'sagas'>;
interface Row {
  readonly id: string;
  readonly detail: string;
}

const OF_MESSAGING: readonly { readonly table: string; readonly sql: string }[] = [
  {
    table: 'outbox',
    sql: `select id::text as id, 'never sent: ' || topic || ' ' || key as detail from outbox
          where created_at < now() - interval '${GRACE_SECONDS} s'`,
  },
  {
    table: 'call',
    sql: `select key as id, 'never answered: ' || caller || coalesce(', ' || last_error, '') as detail from call
          where answered_at is null and created_at < now() - interval '${GRACE_SECONDS} s'`,
  },
  {
    table: 'parked_key',
    sql: `select k.key as id, 'parked since ' || k.parked_at || ', ' || count(m.key) || ' messages: ' || k.error as detail
          from parked_key k left join parked_message m using (key) group by k.key, k.parked_at, k.error`,
  },
];
const OF_ENGINE: readonly { readonly table: string; readonly sql: string }[] = [
  { table: 'outbox', sql: `select id::text as id, 'never sent' as detail from outbox` },
  {
    table: 'execution',
    sql: `select id::text as id, 'a timer of an execution that has ended' as detail from execution
          where status <> 'RUNNING' and wake_at is not null`,
  },
  {
    table: 'history',
    sql: `select h.execution_id::text as id, 'history of no execution' as detail from history h
          where not exists (select from execution e where e.id = h.execution_id) group by 1`,
  },
  {
    table: 'activity_task',
    sql: `select t.execution_id::text as id, 'a task of an execution that has ended' as detail from activity_task t
          where not exists (select from execution e where e.id = t.execution_id and e.status = 'RUNNING')`,
  },
];
const TIMERS_OF_ENDED_ORDERS = `
select id::text as id, 'a deadline of an order that is ' || status as detail from orders
where deadline_at is not null and status = any($1)`;

/** Commands to a participant that it never took in, neither handled nor parked nor set aside. */
async function unhandled(sources: Sources, { sagas, orders }: Known): Promise<Leftover[]> {
  const services: Readonly<Record<string, DatabaseName>> = {
    order: 'order_service',
    payment: 'payment_service',
    inventory: 'inventory_service',
    shipping: 'shipping_service',
  };
  const messages = [...sagas].filter(([id]) => orders.has(id)).flatMap(([, ofSaga]) => ofSaga);
  const found = await Promise.all(
    Object.entries(services).map(async ([service, database]) => {
      const topics = new Set(COMMANDS.filter((command) => command.service === service).map(({ topic }) => topic));
      const handled = new Set(
        (
          await sources.rows<{ id: string }>(
            database,
            'select message_id::text as id from inbox union select message_id::text from parked_message',
          )
        ).map(({ id }) => id),
      );
      return messages
        .filter(({ topic, id }) => topics.has(topic) && !handled.has(id))
        .map(({ id, type }) => ({ database, table: 'inbox', id, detail: `${type} was never handled` }));
    }),
  );
  return found.flat();
}

/** Everything that should have gone away by itself. */
export async function leftovers(sources: Sources, known: Known): Promise<Leftover[]> {
  const found: Leftover[] = await unhandled(sources, known);
  const look = async (database: DatabaseName, table: string, sql: string, values: readonly unknown[] = []) => {
    for (const { id, detail } of await sources.rows<Row & Record<string, unknown>>(database, sql, values)) {
      found.push({ database, table, id, detail });
    }
  };
  for (const database of MESSAGING_DATABASES) {
    for (const { table, sql } of OF_MESSAGING) await look(database, table, sql);
  }
  for (const { table, sql } of OF_ENGINE) await look('orchestrator', table, sql);
  await look('order_service', 'orders', TIMERS_OF_ENDED_ORDERS, [TERMINAL_ORDER_STATUSES]);
  return found;
}
