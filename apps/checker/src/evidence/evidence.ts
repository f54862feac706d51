import type { OrderItem, OrderStatus, PAYMENT_STATUSES, SagaStyle, SHIPMENT_STATUSES } from '@counterpoint/contracts';
import type { ClientLogLine } from './client-log.js';
import type { ExecutionRecord } from './executions.js';
import type { SagaMessage } from './messages.js';

/** An order as the order service stores it. Times in epoch milliseconds. */
export interface OrderRecord {
  readonly id: string;
  readonly style: SagaStyle;
  readonly status: OrderStatus;
  readonly customerId: string;
  readonly items: readonly OrderItem[];
  readonly totalMinor: number;
  readonly placedAt: number;
  readonly updatedAt: number;
  /** While a person may still decide: until when. */
  readonly approvalDeadline: number | undefined;
}

export interface IdempotencyRecord {
  readonly customerId: string;
  readonly key: string;
  readonly orderId: string;
}
/** The request for approval of an order. Times in epoch milliseconds. */
export interface ApprovalRecord {
  readonly orderId: string;
  readonly status: string;
  readonly deadline: number;
  readonly decidedBy: string | null;
  readonly decidedAt: number | null;
}
export interface ReservationRecord {
  readonly orderId: string;
  readonly status: 'RESERVED' | 'REJECTED' | 'RELEASED';
  readonly lines: readonly { readonly sku: string; readonly quantity: number }[];
}
export interface StockRecord {
  readonly sku: string;
  readonly available: number;
  readonly reserved: number;
}
export interface PaymentRecord {
  readonly orderId: string;
  readonly status: (typeof PAYMENT_STATUSES)[number];
  readonly amountMinor: number;
}
export interface ShipmentRecord {
  readonly orderId: string;
  readonly status: (typeof SHIPMENT_STATUSES)[number];
}
/** A booking in the ledger of the payment provider, which is no part of the system and so is believed. */
export interface MoneyEntry {
  readonly sequence: number;
  readonly orderId: string;
  readonly kind: 'hold' | 'release' | 'charge';
  readonly key: string;
  readonly amountMinor: number;
}
/** A booking in the ledger of the carrier, likewise. */
export interface ParcelEntry {
  readonly sequence: number;
  readonly orderId: string;
  readonly kind: 'booked' | 'cancelled' | 'handed_over';
  readonly key: string;
}
/** Rows of the machinery that should be gone once a system is quiet. */
export interface Leftover {
  readonly database: string;
  readonly table: string;
  readonly id: string;
  readonly detail: string;
}
/** Something that a person with a role did, as the data of the service shows it, and as its audit table should. */
export interface OperatorAction {
  readonly database: string;
  readonly action: string;
  readonly subject: string;
  readonly actor: string | undefined;
}
export interface AuditRecord {
  readonly database: string;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly reason: string | null;
}

/** All that is known of a system at one moment. Invariants are functions of it. */
export interface Evidence {
  /** When it was collected, epoch milliseconds. */
  readonly now: number;
  readonly orders: ReadonlyMap<string, OrderRecord>;
  readonly idempotency: readonly IdempotencyRecord[];
  readonly approvals: readonly ApprovalRecord[];
  readonly reservations: ReadonlyMap<string, ReservationRecord>;
  readonly stock: readonly StockRecord[];
  /** Pieces of each SKU that the installation was seeded with. */
  readonly seeded: ReadonlyMap<string, number>;
  readonly payments: ReadonlyMap<string, PaymentRecord>;
  readonly money: ReadonlyMap<string, readonly MoneyEntry[]>;
  readonly shipments: ReadonlyMap<string, ShipmentRecord>;
  readonly parcels: ReadonlyMap<string, readonly ParcelEntry[]>;
  readonly executions: ReadonlyMap<string, ExecutionRecord>;
  readonly leftovers: readonly Leftover[];
  readonly operatorActions: readonly OperatorAction[];
  readonly audit: readonly AuditRecord[];
  /** Messages of each saga, by correlation id, in no order across topics. */
  readonly sagas: ReadonlyMap<string, readonly SagaMessage[]>;
  readonly clientLog: readonly ClientLogLine[] | undefined;
}

/** Groups rows by a key; the order within a group is that of the rows. */
export function groupBy<Row>(rows: readonly Row[], key: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = groups.get(key(row));
    if (group) group.push(row);
    else groups.set(key(row), [row]);
  }
  return groups;
}
