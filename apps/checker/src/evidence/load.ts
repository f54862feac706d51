import { OrderSnapshot, ORCHESTRATOR_COMMANDS, SeedCatalogue } from '@counterpoint/contracts';
import {
  groupBy,
  type ApprovalRecord,
  type AuditRecord,
  type Evidence,
  type IdempotencyRecord,
  type MoneyEntry,
  type OrderRecord,
  type ParcelEntry,
  type PaymentRecord,
  type ReservationRecord,
  type ShipmentRecord,
  type StockRecord,
} from './evidence.js';
import type { ExecutionRecord } from './executions.js';
import { leftovers } from './leftovers.js';
import { sagaMessages, type SagaMessage } from './messages.js';
import { operatorActions } from './operator-actions.js';
import type { Sources } from './sources.js';

const epoch = (column: string): string => `(extract(epoch from ${column}) * 1000)::float8`;
const byOrder = <Row extends { readonly orderId: string }>(rows: readonly Row[]): Map<string, Row> =>
  new Map(rows.map((row) => [row.orderId, row]));

type OrderRow = Omit<OrderRecord, 'items' | 'totalMinor' | 'approvalDeadline'> & { readonly snapshot: unknown };

async function orders(sources: Sources, approvals: readonly ApprovalRecord[]): Promise<Map<string, OrderRecord>> {
  const deadlines = new Map(
    approvals.filter(({ status }) => status === 'pending').map(({ orderId, deadline }) => [orderId, deadline]),
  );
  const rows = await sources.rows<OrderRow>(
    'order_service',
    `select id, style, status, customer_id as "customerId", snapshot, ${epoch('placed_at')} as "placedAt",
            ${epoch('updated_at')} as "updatedAt" from orders`,
  );
  return new Map(
    rows.map(({ snapshot, ...row }) => {
      const { items, totalMinor } = OrderSnapshot.parse(snapshot);
      return [row.id, { ...row, items, totalMinor, approvalDeadline: deadlines.get(row.id) }];
    }),
  );
}

const approvals = (sources: Sources): Promise<ApprovalRecord[]> =>
  sources.rows<ApprovalRecord>(
    'order_service',
    `select order_id as "orderId", status, decided_by as "decidedBy", ${epoch('decided_at')} as "decidedAt",
            ${epoch('deadline')} as deadline from approval`,
  );

const idempotency = (sources: Sources): Promise<IdempotencyRecord[]> =>
  sources.rows<IdempotencyRecord>(
    'order_service',
    'select customer as "customerId", key, order_id as "orderId" from idempotency_key',
  );

const stock = (sources: Sources): Promise<StockRecord[]> =>
  sources.rows<StockRecord>('inventory_service', 'select sku, available, reserved from stock');

const reservations = async (sources: Sources): Promise<Map<string, ReservationRecord>> =>
  byOrder(
    await sources.rows<ReservationRecord>('inventory_service', 'select order_id as "orderId", status, lines from reservation'),
  );

const payments = async (sources: Sources): Promise<Map<string, PaymentRecord>> =>
  byOrder(
    await sources.rows<PaymentRecord>(
      'payment_service',
      'select order_id as "orderId", status, amount_minor::float8 as "amountMinor" from payment',
    ),
  );

const shipments = async (sources: Sources): Promise<Map<string, ShipmentRecord>> =>
  byOrder(await sources.rows<ShipmentRecord>('shipping_service', 'select order_id as "orderId", status from shipment'));

async function money(sources: Sources): Promise<Map<string, MoneyEntry[]>> {
  const rows = await sources.rows<MoneyEntry>(
    'provider',
    `select sequence::float8 as sequence, order_id as "orderId", kind, key, amount_minor::float8 as "amountMinor"
     from ledger_entry order by sequence`,
  );
  return groupBy(rows, ({ orderId }) => orderId);
}

async function parcels(sources: Sources): Promise<Map<string, ParcelEntry[]>> {
  const rows = await sources.rows<ParcelEntry>(
    'carrier',
    'select sequence::float8 as sequence, order_id as "orderId", kind, key from ledger_entry order by sequence',
  );
  return groupBy(rows, ({ orderId }) => orderId);
}

async function executions(sources: Sources): Promise<Map<string, ExecutionRecord>> {
  type Chunk = ExecutionRecord['chunks'][number] & { readonly executionId: string };
  const chunks = groupBy(
    await sources.rows<Chunk>(
      'orchestrator',
      `select execution_id as "executionId", first_id as "firstId", last_id as "lastId", events
       from history order by execution_id, first_id`,
    ),
    ({ executionId }) => executionId,
  );
  const rows = await sources.rows<Omit<ExecutionRecord, 'chunks'>>(
    'orchestrator',
    `select e.id, e.name, m.name as machine, e.status, e.machine_id as "machineId", e.revision_id as "revisionId",
            r.machine_id as "revisionMachineId", r.definition, ${epoch('e.started_at')} as "startedAt", ${epoch('e.stopped_at')} as "stoppedAt",
            e.input, e.output, e.error, e.snapshot, e.redrive_count as "redriveCount"
     from execution e left join machine_revision r on r.id = e.revision_id left join state_machine m on m.id = e.machine_id`,
  );
  return new Map(rows.map((row) => [row.id, { ...row, chunks: chunks.get(row.id) ?? [] }]));
}

/** Audit tables of every service that has operator actions; decisions on approvals carry who and when in their own row. */
async function audit(sources: Sources, decided: readonly ApprovalRecord[]): Promise<AuditRecord[]> {
  const engine = await sources.rows<Omit<AuditRecord, 'database'>>(
    'orchestrator',
    `select ${epoch('at')} as at, actor, action, resource as subject, reason from audit`,
  );
  const parking = await Promise.all(
    (['order_service', 'payment_service', 'inventory_service', 'shipping_service', 'gateway'] as const).map(async (database) => {
      const rows = await sources.rows<Omit<AuditRecord, 'database'>>(
        database,
        `select ${epoch('at')} as at, coalesce(actor, '') as actor, action, key as subject, reason from parking_action`,
      );
      return rows.map((row) => ({ ...row, database }));
    }),
  );
  return [
    ...engine.map((row) => ({ ...row, database: 'orchestrator' })),
    ...parking.flat(),
    ...decided.flatMap(({ orderId, decidedBy, decidedAt, status }) =>
      decidedBy === null || decidedAt === null
        ? []
        : [
            {
              database: 'order_service',
              at: decidedAt,
              actor: decidedBy,
              action: `approval ${status}`,
              subject: orderId,
              reason: null,
            },
          ],
    ),
  ];
}

function seeded(sources: Sources): Map<string, number> {
  const logged = sources.clientLog()?.findLast((line) => line.kind === 'seed');
  const items = logged?.items ?? SeedCatalogue.parse(process.env['SEED_CATALOGUE']);
  return new Map(items.map(({ sku, quantity }) => [sku, quantity]));
}

/** A start command travels before its execution's own messages, under the same key. */
const belongsTo = (message: SagaMessage): string =>
  message.topic === ORCHESTRATOR_COMMANDS ? message.key : message.correlationId;

/** Reads everything once. What one query sees may be later than what another saw, so a system has to be quiet. */
export async function collectEvidence(sources: Sources): Promise<Evidence> {
  const clientLog = sources.clientLog();
  const poisoned = new Set(clientLog?.flatMap((line) => (line.kind === 'poison' ? [line.key] : [])));
  const stored = (await sources.messages()).filter(({ key }) => key === null || !poisoned.has(key));
  const [asked, messages] = [await approvals(sources), sagaMessages(stored)];
  const found = {
    orders: await orders(sources, asked),
    idempotency: await idempotency(sources),
    approvals: asked,
    reservations: await reservations(sources),
    stock: await stock(sources),
    seeded: seeded(sources),
    payments: await payments(sources),
    money: await money(sources),
    shipments: await shipments(sources),
    parcels: await parcels(sources),
    executions: await executions(sources),
    audit: await audit(sources, asked),
    sagas: groupBy(messages, belongsTo),
    clientLog,
    now: Date.now(),
  };
  return { ...found, operatorActions: operatorActions(found), leftovers: await leftovers(sources, found) };
}
