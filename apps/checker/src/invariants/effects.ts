import { groupBy, type Evidence } from '../evidence/evidence.js';
import type { SagaMessage } from '../evidence/messages.js';
import type { Invariant, Violation } from './invariant.js';

/** An effect, and the one that must have been caused before it in the same saga. */
const MUST_FOLLOW: Readonly<Record<string, string>> = {
  PaymentAuthorised: 'StockReserved',
  ShipmentScheduled: 'PaymentAuthorised',
  PaymentCaptured: 'ShipmentScheduled',
  OrderConfirmed: 'PaymentCaptured',
  ShipmentHandedOver: 'OrderConfirmed',
};
/** What an external ledger may book after what, for one idempotency key. */
const LEGAL_MONEY: Readonly<Record<string, readonly string[]>> = {
  start: ['hold', 'charge'],
  hold: ['release'],
  release: [],
  charge: [],
};
const LEGAL_PARCEL: Readonly<Record<string, readonly string[]>> = {
  start: ['booked'],
  booked: ['cancelled', 'handed_over'],
  cancelled: [],
  handed_over: [],
};

/** Whether one of the causes of `message`, over any number of hops, is of the given type. */
export function isCausedBy(message: SagaMessage, type: string, byId: ReadonlyMap<string, SagaMessage>): boolean {
  const seen = new Set<string>();
  for (let cause = message.causationId; cause !== undefined && !seen.has(cause);) {
    seen.add(cause);
    const found = byId.get(cause);
    if (found?.type === type) return true;
    cause = found?.causationId;
  }
  return false;
}

/** A person's decision is caused by the saga's first message, so there the times of the messages have to do. */
function follows(
  message: SagaMessage,
  type: string,
  saga: readonly SagaMessage[],
  byId: ReadonlyMap<string, SagaMessage>,
): boolean {
  return isCausedBy(message, type, byId) || saga.some((other) => other.type === type && other.time <= message.time);
}

function ledgerProblems<Entry extends { readonly kind: string; readonly key: string }>(
  entries: readonly Entry[],
  legal: Readonly<Record<string, readonly string[]>>,
): string[] {
  return [...groupBy(entries, ({ key }) => key)].flatMap(([key, ofKey]) => {
    let state = 'start';
    const problems: string[] = [];
    for (const { kind } of ofKey) {
      if (!legal[state]?.includes(kind)) problems.push(`${kind} after ${state} under the key ${key}`);
      state = kind;
    }
    return problems;
  });
}

/** A charge takes what is held, so within an order it comes after a hold and before no release of that hold. */
function chargeProblems(orderId: string, { money }: Evidence): string[] {
  const kinds = (money.get(orderId) ?? []).map(({ kind }) => kind);
  const charge = kinds.indexOf('charge');
  if (charge === -1) return [];
  const problems: string[] = [];
  if (!kinds.slice(0, charge).includes('hold')) problems.push('charged without a hold before');
  if (kinds.slice(charge).includes('release')) problems.push('released after the charge');
  return problems;
}

export const legalOrderOfEffects: Invariant = {
  number: 9,
  title: 'legal order of effects per key',
  evaluate(evidence) {
    const violations: Violation[] = [];
    const add = (subject: string, details: readonly string[]) => {
      for (const detail of details) violations.push({ subject, detail });
    };
    for (const [orderId, entries] of evidence.money) {
      add(orderId, [...ledgerProblems(entries, LEGAL_MONEY), ...chargeProblems(orderId, evidence)]);
    }
    for (const [orderId, entries] of evidence.parcels) add(orderId, ledgerProblems(entries, LEGAL_PARCEL));
    for (const [id, messages] of evidence.sagas) {
      const byId = new Map(messages.map((message) => [message.id, message]));
      for (const message of messages) {
        const before = MUST_FOLLOW[message.type];
        if (before !== undefined && evidence.orders.has(id) && !follows(message, before, messages, byId)) {
          add(id, [`${message.type} without ${before} before it`]);
        }
      }
    }
    return violations;
  },
};
