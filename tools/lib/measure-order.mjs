// One order, from its acceptance until the system is quiet again: what it cost and how long it took.
import { anOrderRequest, eventually } from '@counterpoint/testing';

/** Longest wait for one thing to happen, in milliseconds. */
const PATIENCE_MS = 120_000;
/** The system is quiet when no transaction has written for so long, in milliseconds: lazy cleaning takes a second. */
const QUIET_MS = 2_500;
const POLL_MS = 100;
const TERMINAL = ['CONFIRMED', 'REJECTED', 'CANCELLED'];
/** Messages that tell that an order failed without being the failure of a step: a deadline, and the engine's first undoing. */
const FAILURES = ['OrderExpired', 'BeginCompensation', 'OrderCompensating'];
const FINAL = ['OrderConfirmed', 'OrderRejected', 'OrderCancelled'];

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Transactions of the whole cluster that have written so far: only those get an id. */
async function writes(system) {
  const [row] = await system.rows('order_service', 'select pg_snapshot_xmax(pg_current_snapshot())::text as id');
  return Number(row.id);
}

async function quiet(system) {
  for (let last = await writes(system), since = Date.now(); Date.now() - since < QUIET_MS;) {
    await pause(POLL_MS);
    const now = await writes(system);
    if (now !== last) [last, since] = [now, Date.now()];
  }
  return writes(system);
}

async function terminal(system, id) {
  return eventually(
    async () => {
      const order = await system.gateway.order(id);
      if (!TERMINAL.includes(order.status)) throw new Error(`the order is ${order.status}`);
      return order;
    },
    { timeoutMs: PATIENCE_MS, what: 'the end of the order' },
  );
}

async function approve(system, id) {
  const approval = await eventually(
    async () => {
      const found = await system.gateway.approvalOf(id);
      if (found === undefined) throw new Error('nobody is asked yet');
      return found;
    },
    { timeoutMs: PATIENCE_MS, what: 'an approval to decide' },
  );
  await system.gateway.decide(approval.id, 'approve');
}

/** Messages on the longest chain of causes that ends with `message`, itself included. */
function chain(message, byId) {
  const cause = byId.get(message.causationId);
  return 1 + (cause === undefined ? 0 : chain(cause, byId));
}

function figures(order, messages, commits) {
  const placedAt = Date.parse(order.placedAt);
  const after = (message) => message && Date.parse(message.at) - placedAt;
  const first = (isWanted) => messages.filter(isWanted).sort((a, b) => Date.parse(a.at) - Date.parse(b.at))[0];
  const byId = new Map(messages.map((message) => [message.messageId, message]));
  const final = first(({ type }) => FINAL.includes(type));
  return {
    end: order.status,
    messages: messages.length,
    hops: chain(final, byId),
    commits,
    knownMs: after(first(({ type, outcome }) => outcome === 'failure' || FAILURES.includes(type))),
    stockBackMs: after(first(({ type }) => type === 'StockReleased')),
    finalMs: after(final),
    consistentMs: Math.max(...messages.map(after)),
  };
}

/** Places an order of the scenario and waits until nothing more happens. Times count from the order's acceptance. */
export async function measureOrder(system, style, { parts, approve: needsApproval, outage }) {
  const before = await quiet(system);
  if (outage) await system.pause(outage.service);
  const { id } = await system.place(anOrderRequest(style, parts));
  if (needsApproval) await approve(system, id);
  if (outage) {
    await pause(outage.deadlines * system.stepTimeoutMs(outage.step));
    await system.resume(outage.service);
  }
  const order = await terminal(system, id);
  const commits = (await quiet(system)) - before;
  const { body } = await system.gateway.call(`/orders/${id}/timeline`, { token: system.gateway.credentials.customerToken });
  return figures(order, body.items, commits);
}
