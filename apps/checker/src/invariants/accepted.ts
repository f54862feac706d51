import { TERMINAL_ORDER_STATUSES } from '@counterpoint/contracts';
import type { AcceptedLine, FaultLine } from '../evidence/client-log.js';
import { groupBy, type Evidence, type OrderRecord } from '../evidence/evidence.js';
import type { Invariant, Violation } from './invariant.js';

/** How long after acceptance, or after the end of the last fault that overlaps it, an order may take; plus its approval. */
export const LIVENESS_LIMIT_MS = 120_000;
/** The same where no client wrote the faults down: every step and compensation once to its time-out. */
export const UNLOGGED_LIVENESS_LIMIT_MS = 600_000;

export const isTerminal = (order: OrderRecord): boolean => TERMINAL_ORDER_STATUSES.includes(order.status);
/** A person may still decide, inside the deadline: listed, no violation. */
export const awaitsApproval = (order: OrderRecord, now: number): boolean =>
  order.status === 'AWAITING_APPROVAL' && order.approvalDeadline !== undefined && now < order.approvalDeadline;

function acceptedOf(evidence: Evidence): AcceptedLine[] {
  return (evidence.clientLog ?? []).filter((line) => line.kind === 'accepted');
}
function faultsOf(evidence: Evidence): FaultLine[] {
  return (evidence.clientLog ?? []).filter((line) => line.kind === 'fault');
}

/** How many sagas were begun for an order: first messages of choreography, executions of orchestration. */
function sagasOf(order: OrderRecord, evidence: Evidence): { placed: number; executions: number } {
  const messages = evidence.sagas.get(order.id) ?? [];
  return {
    placed: messages.filter(({ type }) => type === 'OrderPlaced').length,
    executions: [...evidence.executions.values()].some(({ id }) => id === order.id) ? 1 : 0,
  };
}

export const acceptedIsDurable: Invariant = {
  number: 1,
  title: 'accepted = durable, one saga each',
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const { orderId, style, idempotencyKey } of acceptedOf(evidence)) {
      const order = evidence.orders.get(orderId);
      if (!order)
        violations.push({ subject: orderId, detail: `accepted under the key ${idempotencyKey}, but the order does not exist` });
      else if (order.style !== style)
        violations.push({ subject: orderId, detail: `accepted as ${style}, stored as ${order.style}` });
    }
    for (const [key, orders] of groupBy(evidence.idempotency, ({ customerId, key }) => `${customerId}/${key}`)) {
      const ids = new Set(orders.map(({ orderId }) => orderId));
      if (ids.size > 1)
        violations.push({ subject: key, detail: `one idempotency key, ${ids.size} orders: ${[...ids].join(', ')}` });
    }
    for (const order of evidence.orders.values()) {
      const { placed, executions } = sagasOf(order, evidence);
      const choreographed = order.style === 'choreography';
      if (placed !== (choreographed ? 1 : 0) || executions !== (choreographed ? 0 : 1)) {
        violations.push({
          subject: order.id,
          detail: `${order.style}, but OrderPlaced ${placed} times and ${executions} executions`,
        });
      }
    }
    return violations;
  },
};

export const everyOrderEnds: Invariant = {
  number: 5,
  title: 'every order terminal (or waiting for an approval inside its deadline)',
  evaluate(evidence) {
    return [...evidence.orders.values()]
      .filter((order) => !isTerminal(order) && !awaitsApproval(order, evidence.now))
      .map((order) => ({ subject: order.id, detail: `${order.style}, still ${order.status}` }));
  },
};

export const livenessAfterFaults: Invariant = {
  number: 13,
  title: 'liveness after the last fault',
  evaluate(evidence) {
    const faults = faultsOf(evidence);
    const limit = faults.length > 0 ? LIVENESS_LIMIT_MS : UNLOGGED_LIVENESS_LIMIT_MS;
    const violations: Violation[] = [];
    for (const order of evidence.orders.values()) {
      if (awaitsApproval(order, evidence.now)) continue;
      const end = isTerminal(order) ? terminalTime(order, evidence) : evidence.now;
      const overlapping = faults.filter(({ at, until }) => Date.parse(at) <= end && Date.parse(until) >= order.placedAt);
      const from = Math.max(order.placedAt, decisionTime(order, evidence), ...overlapping.map(({ until }) => Date.parse(until)));
      if (end - from <= limit) continue;
      const seconds = Math.round((end - from) / 1000);
      violations.push({
        subject: order.id,
        detail: `${order.status} ${seconds} s after acceptance and the last fault; the limit is ${limit / 1000} s`,
      });
    }
    return violations;
  },
};

const TERMINAL_EVENTS = ['OrderConfirmed', 'OrderRejected', 'OrderCancelled'];
const DECISION_EVENTS = ['ApprovalGranted', 'ApprovalRefused', 'OrderCancelRequested', 'OrderExpired', 'ApprovalWithdrawn'];

const timesOf = (order: OrderRecord, evidence: Evidence, types: readonly string[]): number[] =>
  (evidence.sagas.get(order.id) ?? []).filter(({ type }) => types.includes(type)).map(({ time }) => time);

function terminalTime(order: OrderRecord, evidence: Evidence): number {
  return Math.min(order.updatedAt, ...timesOf(order, evidence, TERMINAL_EVENTS));
}

/** When the last person decided: the wait before is theirs. */
function decisionTime(order: OrderRecord, evidence: Evidence): number {
  return Math.max(
    order.approvalDeadline === undefined ? 0 : Math.min(order.approvalDeadline, evidence.now),
    ...timesOf(order, evidence, DECISION_EVENTS),
  );
}
