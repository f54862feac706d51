import type { SagaMessage } from '../evidence/messages.js';
import type { Invariant, Violation } from './invariant.js';

/** Messages with which a saga begins, by style. */
const ROOTS = ['OrderPlaced', 'StartExecution'];
/** What is wrong with the chain of one saga; empty when every message leads back to its first. */
function problemsOf(messages: readonly SagaMessage[]): string[] {
  const problems: string[] = [];
  const ids = new Set(messages.map(({ id }) => id));
  const roots = messages.filter(({ causationId }) => causationId === undefined);
  const first = roots.filter(({ type }) => ROOTS.includes(type));
  if (first.length !== 1) problems.push(`${first.length} first messages`);
  for (const { id, type } of roots) {
    if (!ROOTS.includes(type)) problems.push(`${type} ${id} names no cause`);
  }
  for (const { id, type, causationId } of messages) {
    if (causationId !== undefined && !ids.has(causationId))
      problems.push(`${type} ${id} was caused by ${causationId}, which no topic has`);
  }
  const traces = new Set(messages.map(({ traceId }) => traceId));
  if (traces.has(undefined)) problems.push('a message without trace context');
  else if (traces.size > 1) problems.push(`${traces.size} traces: ${[...traces].join(', ')}`);
  return problems;
}

export const oneChain: Invariant = {
  number: 15,
  title: 'one connected causation and trace chain per order',
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const order of evidence.orders.values()) {
      const messages = evidence.sagas.get(order.id) ?? [];
      if (messages.length === 0) violations.push({ subject: order.id, detail: 'no message at all' });
      else for (const detail of problemsOf(messages)) violations.push({ subject: order.id, detail });
    }
    for (const [id, messages] of evidence.sagas) {
      const ofOrders = messages.some(({ topic }) => topic.startsWith('order.') || topic.startsWith('payment.'));
      if (ofOrders && !evidence.orders.has(id)) {
        violations.push({ subject: id, detail: `${messages.length} messages of an order that does not exist` });
      }
    }
    return violations;
  },
};
