import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { INVARIANTS } from '../src/invariants/all.js';
import { judge } from '../src/invariants/invariant.js';
import { anOrder, chain, goodEvidence, NOW, type TestEvidence } from './evidence.js';

const ID = randomUUID();
const broken = (evidence: TestEvidence): number[] =>
  judge(INVARIANTS, evidence).flatMap(({ number, held }) => (held ? [] : [number]));
const iso = (time: number): string => new Date(time).toISOString();

describe('the invariants', () => {
  it('are the fifteen of the design, in order', () => {
    expect(INVARIANTS.map(({ number }) => number)).toEqual(Array.from({ length: 15 }, (_, index) => index + 1));
  });

  it('all hold when everything is as it should be', () => {
    expect(judge(INVARIANTS, goodEvidence(ID)).filter(({ held }) => !held)).toEqual([]);
  });

  it('count as not held when they can not be evaluated, and say why', () => {
    const [first] = judge([{ number: 1, title: 'needs more', evaluate: () => { throw new Error('no ledger'); } }], goodEvidence(ID)); // prettier-ignore
    expect(first).toMatchObject({ held: false, notEvaluable: 'no ledger' });
  });

  it.each<[string, number, (evidence: TestEvidence) => void]>([
    ['an accepted order is missing', 1, (e) => {
      e.clientLog = [{ kind: 'accepted', at: iso(NOW), orderId: randomUUID(), style: 'choreography', idempotencyKey: 'k' }];
    }],
    ['one key placed two orders', 1, (e) => {
      e.idempotency = [...e.idempotency, { customerId: 'customer', key: 'key-1', orderId: randomUUID() }];
    }],
    ['an order has two sagas', 1, (e) => e.sagas.set(ID, [...chain(ID, ['OrderPlaced']), ...(e.sagas.get(ID) ?? [])])],
    ['a cent is missing', 2, (e) => e.money.set(ID, (e.money.get(ID) ?? []).map((entry) => ({ ...entry, amountMinor: 4_999 })))],
    ['the payment service believes what the provider does not', 2, (e) => e.payments.set(ID, { orderId: ID, status: 'VOIDED', amountMinor: 5_000 })],
    ['an order was charged twice', 3, (e) => {
      const entries = e.money.get(ID) ?? [];
      e.money.set(ID, [...entries, { sequence: 3, orderId: ID, kind: 'charge', key: 'capture-2', amountMinor: 5_000 }]);
    }],
    ['a parcel was handed over twice', 3, (e) => {
      e.parcels.set(ID, [...(e.parcels.get(ID) ?? []), { sequence: 3, orderId: ID, kind: 'handed_over', key: 'schedule' }]);
    }],
    ['a piece has vanished', 4, (e) => (e.stock = [{ sku: 'WIDGET', available: 97, reserved: 2 }])],
    ['stock is negative', 4, (e) => (e.stock = [{ sku: 'WIDGET', available: -1, reserved: 2 }])],
    ['more was sold than there was', 4, (e) => e.seeded.set('WIDGET', 1)],
    ['an order hangs', 5, (e) => e.orders.set(ID, anOrder(ID, 'COMPENSATING'))],
    ['an approval is overdue', 5, (e) => e.orders.set(ID, { ...anOrder(ID, 'AWAITING_APPROVAL'), approvalDeadline: NOW - 1 })],
    ['a rejected order keeps its stock', 6, (e) => e.orders.set(ID, anOrder(ID, 'REJECTED'))],
    ['a confirmed order was never shipped', 6, (e) => e.parcels.delete(ID)],
    ['an order ended twice', 7, (e) => e.sagas.set(ID, [...(e.sagas.get(ID) ?? []), ...chain(ID, ['OrderRejected'])])],
    ['the end was never announced', 7, (e) => e.sagas.set(ID, chain(ID, ['OrderPlaced']))],
    ['captured before it was shipped', 9, (e) => e.sagas.set(ID, chain(ID, ['OrderPlaced', 'PaymentCaptured', 'OrderConfirmed']))],
    ['charged without a hold', 9, (e) => e.money.set(ID, (e.money.get(ID) ?? []).filter(({ kind }) => kind === 'charge'))],
    ['something is left over', 10, (e) => (e.leftovers = [{ database: 'payment_service', table: 'outbox', id: '1', detail: 'never sent' }])],
    ['the same outcomes ended otherwise', 11, (e) => {
      const other = randomUUID();
      e.orders.set(other, anOrder(other, 'REJECTED', 'orchestration'));
      e.sagas.set(other, chain(other, ['StartExecution', 'PaymentCaptured']));
    }],
    ['an order took too long after the last fault', 13, (e) => {
      e.clientLog = [{ kind: 'fault', at: iso(NOW - 900_000), until: iso(NOW - 800_000), fault: 'kill', target: 'order' }];
      e.orders.set(ID, { ...anOrder(ID, 'PENDING'), placedAt: NOW - 850_000 });
    }],
    ['somebody did something that no audit has', 14, (e) => {
      e.operatorActions = [{ database: 'orchestrator', action: 'redrive', subject: ID, actor: 'olga' }];
    }],
    ['a cause is unknown', 15, (e) => {
      const [first, ...rest] = e.sagas.get(ID) ?? [];
      e.sagas.set(ID, [...(first ? [{ ...first, id: randomUUID() }] : []), ...rest]);
    }],
    ['the trace is torn', 15, (e) => e.sagas.set(ID, (e.sagas.get(ID) ?? []).map((message, index) => ({ ...message, traceId: String(index) })))],
  ])('see that %s (%i)', (_what, number, damage) => {
    const evidence = goodEvidence(ID);
    damage(evidence);
    expect(broken(evidence)).toContain(number);
  }); // prettier-ignore
});
