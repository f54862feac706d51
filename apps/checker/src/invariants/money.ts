import type { Evidence, MoneyEntry, OrderRecord } from '../evidence/evidence.js';
import { isTerminal } from './accepted.js';
import type { Invariant, Violation } from './invariant.js';

const sum = (entries: readonly MoneyEntry[], kind: MoneyEntry['kind']): number =>
  entries.filter((entry) => entry.kind === kind).reduce((total, { amountMinor }) => total + amountMinor, 0);

/** What the payment service may say of an order that has ended, and what the provider then must have charged. */
function checkOrder(order: OrderRecord, evidence: Evidence): string[] {
  const entries = evidence.money.get(order.id) ?? [];
  const payment = evidence.payments.get(order.id);
  const charged = sum(entries, 'charge');
  const held = sum(entries, 'hold') - sum(entries, 'release') - charged;
  const problems: string[] = [];
  const owed = order.status === 'CONFIRMED' ? order.totalMinor : 0;
  if (charged !== owed) problems.push(`${order.status} with a total of ${order.totalMinor}, but ${charged} was charged`);
  if (held !== 0) problems.push(`${order.status}, but the provider still holds ${held}`);
  const believed = payment?.status === 'CAPTURED' ? payment.amountMinor : 0;
  if (believed !== charged)
    problems.push(`the payment service has captured ${believed} (${payment?.status ?? 'no payment'}), the provider ${charged}`);
  return problems;
}

export const moneyIsConserved: Invariant = {
  number: 2,
  title: "money conserved, provider's ledger agrees",
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const order of evidence.orders.values()) {
      if (isTerminal(order)) checkOrder(order, evidence).forEach((detail) => violations.push({ subject: order.id, detail }));
    }
    for (const [orderId, entries] of evidence.money) {
      if (!evidence.orders.has(orderId)) {
        violations.push({
          subject: orderId,
          detail: `the provider has ${entries.length} bookings for an order that does not exist`,
        });
      }
    }
    return violations;
  },
};

const count = <Entry extends { readonly kind: string }>(entries: readonly Entry[], kind: Entry['kind']): number =>
  entries.filter((entry) => entry.kind === kind).length;

export const nothingTwice: Invariant = {
  number: 3,
  title: 'no double charge, refund or shipment',
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const [orderId, entries] of evidence.money) {
      if (count(entries, 'charge') > 1)
        violations.push({ subject: orderId, detail: `charged ${count(entries, 'charge')} times` });
      const closed = count(entries, 'release') + count(entries, 'charge');
      if (count(entries, 'hold') < closed)
        violations.push({ subject: orderId, detail: `${count(entries, 'hold')} holds, but ${closed} releases and charges` });
      if (count(entries, 'hold') > closed + 1) violations.push({ subject: orderId, detail: 'held twice at the same time' });
    }
    for (const [orderId, entries] of evidence.parcels) {
      if (count(entries, 'handed_over') > 1) violations.push({ subject: orderId, detail: 'handed over more than once' });
      if (count(entries, 'booked') - count(entries, 'cancelled') > 1)
        violations.push({ subject: orderId, detail: 'booked twice at the same time' });
      if (count(entries, 'cancelled') > count(entries, 'booked'))
        violations.push({ subject: orderId, detail: 'cancelled more often than booked' });
    }
    return violations;
  },
};
