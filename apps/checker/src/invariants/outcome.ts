import { groupBy, type Evidence, type OrderRecord } from '../evidence/evidence.js';
import { isTerminal } from './accepted.js';
import type { Invariant, Violation } from './invariant.js';

/** The last booking that an append-only ledger has for an order says where it stands. */
const parcelState = (orderId: string, { parcels }: Evidence): string => parcels.get(orderId)?.at(-1)?.kind ?? 'none';
const moneyState = (orderId: string, { money }: Evidence): string => money.get(orderId)?.at(-1)?.kind ?? 'none';
const isHandedOver = (messages: readonly { readonly type: string }[]): boolean =>
  messages.some(({ type }) => type === 'ShipmentHandedOver');

/** What must be true of every participant once an order has ended. */
function problemsOf(order: OrderRecord, evidence: Evidence): string[] {
  const reservation = evidence.reservations.get(order.id)?.status ?? 'none';
  const payment = evidence.payments.get(order.id)?.status ?? 'none';
  const shipment = evidence.shipments.get(order.id)?.status ?? 'none';
  const parcel = parcelState(order.id, evidence);
  const problems: string[] = [];
  const expect = (holds: boolean, detail: string) => {
    if (!holds) problems.push(`${order.status}, but ${detail}`);
  };
  if (order.status === 'CONFIRMED') {
    expect(reservation === 'RESERVED', `the reservation is ${reservation}`);
    expect(payment === 'CAPTURED', `the payment is ${payment}`);
    expect(['SCHEDULED', 'HANDING_OVER', 'HANDED_OVER'].includes(shipment), `the shipment is ${shipment}`);
    expect(parcel === 'booked' || parcel === 'handed_over', `the carrier says ${parcel}`);
    const handedOver = isHandedOver(evidence.sagas.get(order.id) ?? []);
    expect(!handedOver || parcel === 'handed_over', `the hand-over was announced and the carrier says ${parcel}`);
  } else {
    expect(reservation !== 'RESERVED', 'stock is still set aside');
    expect(['none', 'DECLINED', 'VOIDED', 'REFUSED'].includes(payment), `the payment is ${payment}`);
    expect(['none', 'REFUSED', 'CANCELLED'].includes(shipment), `the shipment is ${shipment}`);
    expect(parcel === 'none' || parcel === 'cancelled', `the carrier says ${parcel}`);
    expect(moneyState(order.id, evidence) !== 'hold', 'the provider still holds the amount');
  }
  return problems;
}

export const allOrCompensated: Invariant = {
  number: 6,
  title: 'all or compensated',
  evaluate(evidence) {
    return [...evidence.orders.values()]
      .filter(isTerminal)
      .flatMap((order) => problemsOf(order, evidence).map((detail) => ({ subject: order.id, detail })));
  },
};

const TERMINAL_EVENT_OF: Readonly<Record<string, string>> = {
  OrderConfirmed: 'CONFIRMED',
  OrderRejected: 'REJECTED',
  OrderCancelled: 'CANCELLED',
};

export const oneTerminalState: Invariant = {
  number: 7,
  title: 'single, monotone terminal state',
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const [id, messages] of evidence.sagas) {
      const announced = new Set(messages.flatMap(({ type }) => TERMINAL_EVENT_OF[type] ?? []));
      const order = evidence.orders.get(id);
      if (announced.size > 1) violations.push({ subject: id, detail: `ended as ${[...announced].join(' and ')}` });
      else if (order && announced.size === 1 && !announced.has(order.status)) {
        violations.push({ subject: id, detail: `announced ${[...announced].join()}, but is ${order.status}` });
      }
    }
    for (const order of evidence.orders.values()) {
      const messages = evidence.sagas.get(order.id) ?? [];
      const announced = messages.some(({ type }) => TERMINAL_EVENT_OF[type] === order.status);
      if (isTerminal(order) && !announced)
        violations.push({ subject: order.id, detail: `${order.status}, which no event announced` });
    }
    return violations;
  },
};

/** Outcomes that decide how an order ends; the same set must end it the same way under either style. */
const DECIDING = [
  'StockRejected',
  'PaymentDeclined',
  'ShipmentRefused',
  'ApprovalRefused',
  'CaptureRefused',
  'PaymentCaptured',
] as const;
/** After a cancel or an expiry the rest depends on what was under way, so only the end is compared. */
const END_STATE_OF: Readonly<Record<string, string>> = {
  StockRejected: 'REJECTED',
  PaymentDeclined: 'REJECTED',
  ShipmentRefused: 'REJECTED',
  ApprovalRefused: 'REJECTED',
  CaptureRefused: 'REJECTED',
  PaymentCaptured: 'CONFIRMED',
};

interface Ended {
  readonly order: OrderRecord;
  readonly signature: string;
}

function signature(order: OrderRecord, evidence: Evidence): string {
  const reservation = evidence.reservations.get(order.id)?.status === 'RESERVED' ? 'stock set aside' : 'no stock';
  const charged = (evidence.money.get(order.id) ?? []).some(({ kind }) => kind === 'charge') ? 'charged' : 'not charged';
  const parcel = ['booked', 'handed_over'].includes(parcelState(order.id, evidence)) ? 'shipped' : 'not shipped';
  return [order.status, reservation, charged, parcel].join(', ');
}

export const stylesAgree: Invariant = {
  number: 11,
  title: 'both styles agree',
  evaluate(evidence) {
    const ended: (Ended & { readonly outcomes: string })[] = [];
    for (const order of [...evidence.orders.values()].filter(isTerminal)) {
      const types = new Set((evidence.sagas.get(order.id) ?? []).map(({ type }) => type));
      // What a customer or a deadline began in the middle races the steps: whoever wins is right (invariant 6 still holds).
      if (types.has('OrderCancelRequested') || types.has('OrderExpired') || order.status === 'CANCELLED') continue;
      const deciding = DECIDING.filter((type) => types.has(type));
      if (deciding.length === 1) ended.push({ order, signature: signature(order, evidence), outcomes: deciding.join() });
    }
    return [...groupBy(ended, ({ outcomes }) => outcomes)].flatMap(([outcomes, group]) => {
      const signatures = [...groupBy(group, (end) => end.signature)].sort((a, b) => b[1].length - a[1].length);
      const right = signatures.map(([found]) => found).find((found) => found.startsWith(`${END_STATE_OF[outcomes]},`));
      return signatures
        .filter(([found]) => found !== right)
        .flatMap(([found, orders]) =>
          orders.map(({ order }) => ({
            subject: order.id,
            detail: `${order.style} with ${outcomes} ended: ${found}; others: ${right ?? 'none right'}`,
          })),
        );
    });
  },
};
