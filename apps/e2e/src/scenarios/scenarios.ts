import type { OrderView } from '@counterpoint/contracts';
import { eventually, eventuallyTrue, type Held, type HttpFaultProxy, type Match, type OrderParts } from '@counterpoint/testing';
import type { TestSystem } from '../system/test-system.js';
import { fulfilled, undone, type DomainState } from './domain-state.js';

/** Longest wait for one turn of a story, in milliseconds: a step's time-out and what follows from it. */
const TURN_TIMEOUT_MS = 90_000;
const WIDGET_MINOR = 2_500;
/** Two GADGETs: above the limit from which a person has to approve. */
const TWO_GADGETS_MINOR = 120_000;

/** What a scenario can do while its saga runs. */
export interface Stage {
  readonly system: TestSystem;
  readonly order: OrderView;
}

export interface Scenario {
  readonly name: string;
  readonly order: OrderParts;
  /** Faults that must be there before the order is placed. */
  readonly before?: (faults: Faults) => void;
  /** What people and faults do while the saga runs. */
  readonly act?: (stage: Stage, faults: Faults) => Promise<void>;
  readonly final: DomainState;
}

/** Faults at provider and carrier for one order alone: its id is in the path or the body of every call. */
export class Faults {
  private readonly holds: Held[] = [];
  private readonly healers: (() => void)[] = [];

  constructor(
    readonly provider: HttpFaultProxy,
    readonly carrier: HttpFaultProxy,
    /** Resolves when the order is placed: calls that arrive earlier wait at the proxy until it is known whose they are. */
    private readonly orderId: Promise<string>,
  ) {}

  /** Matches a call of this order. */
  private call(path: RegExp): Match {
    return async (request) => {
      if (request.method !== 'POST' || !path.test(request.path)) return false;
      const orderId = await this.orderId;
      return request.path.includes(orderId) || request.body.includes(orderId);
    };
  }

  /** Keeps a call of this order back until `release`. */
  hold(proxy: HttpFaultProxy, path: RegExp): void {
    this.holds.push(proxy.hold(this.call(path)));
  }

  release(): void {
    for (const hold of this.holds) hold.release();
  }

  /** Has calls of this order executed, and loses their answers: the next `times`, or all until it is healed. */
  loseAnswers(proxy: HttpFaultProxy, path: RegExp, times = Number.POSITIVE_INFINITY): void {
    this.healers.push(proxy.loseAnswer(this.call(path), times));
  }

  refuse(proxy: HttpFaultProxy, path: RegExp, status: number, times: number): void {
    this.healers.push(proxy.refuse(this.call(path), status, times));
  }

  heal(): void {
    this.release();
    for (const heal of this.healers) heal();
  }

  async seen(proxy: HttpFaultProxy, path: RegExp): Promise<void> {
    const orderId = await this.orderId;
    await eventuallyTrue(
      () => proxy.requests.some(({ path: at, body }) => path.test(at) && (at.includes(orderId) || body.includes(orderId))),
      { timeoutMs: TURN_TIMEOUT_MS, what: `a call of ${path.source}` },
    );
  }
}

const status = (stage: Stage, ...wanted: string[]) =>
  eventually(
    async () => {
      const order = await stage.system.gateway.order(stage.order.id);
      if (!wanted.includes(order.status)) throw new Error(`the order is ${order.status}`);
    },
    { timeoutMs: TURN_TIMEOUT_MS, what: `order ${wanted.join(' or ')}` },
  );
async function decide(stage: Stage, decision: 'approve' | 'refuse'): Promise<void> {
  const approval = await eventuallyTrue(() => stage.system.gateway.approvalOf(stage.order.id), { what: 'an approval to decide' });
  const answer = await stage.system.gateway.decide(approval.id, decision, 'in a scenario');
  if (answer.status !== 200) throw new Error(`deciding answered ${answer.status} ${JSON.stringify(answer.body)}`);
}
async function cancel(stage: Stage, ...allowed: number[]): Promise<void> {
  const answer = await stage.system.gateway.cancel(stage.order.id);
  if (!allowed.includes(answer.status)) throw new Error(`cancelling answered ${answer.status} ${JSON.stringify(answer.body)}`);
}

const AUTHORISE = /^\/authorisations$/;
const VOID = /\/void$/;
const CAPTURE = /^\/captures$/;
const BOOK = /^\/bookings$/;
const CANCEL_BOOKING = /\/cancel$/;
const APPROVAL_NEEDED: OrderParts = { sku: 'GADGET', quantity: 2 };

/** Stories that disturb nobody else: all of them run at the same time, in both styles. */
export const SCENARIOS: readonly Scenario[] = [
  { name: 'happy path', order: { quantity: 2 }, final: fulfilled(2, 2 * WIDGET_MINOR) },
  { name: 'out of stock', order: { sku: 'SOLDOUT' }, final: undone('REJECTED') },
  { name: 'card declined', order: { token: 'tok_declined' }, final: undone('REJECTED') },
  { name: 'insufficient funds', order: { token: 'tok_insufficient_funds' }, final: undone('REJECTED') },
  { name: 'the carrier refuses', order: { postalCode: '00000' }, final: undone('REJECTED') },
  {
    name: 'approval granted',
    order: APPROVAL_NEEDED,
    act: (stage) => decide(stage, 'approve'),
    final: fulfilled(2, TWO_GADGETS_MINOR),
  },
  { name: 'approval refused', order: APPROVAL_NEEDED, act: (stage) => decide(stage, 'refuse'), final: undone('REJECTED') },
  { name: 'approval expired', order: APPROVAL_NEEDED, final: undone('REJECTED') },
  {
    name: 'the customer cancels while a person thinks',
    order: APPROVAL_NEEDED,
    act: async (stage) => {
      await status(stage, 'AWAITING_APPROVAL');
      await cancel(stage, 202);
    },
    final: undone('CANCELLED'),
  },
  {
    name: 'the customer cancels while the payment is authorised: the void overtakes the authorisation (tombstone at the provider)',
    order: {},
    before: (faults) => {
      faults.hold(faults.provider, AUTHORISE);
    },
    act: async (stage, faults) => {
      await faults.seen(faults.provider, AUTHORISE);
      await cancel(stage, 202);
      await faults.seen(faults.provider, VOID);
      await status(stage, 'CANCELLED');
      faults.release();
    },
    final: undone('CANCELLED'),
  },
  {
    name: 'the customer cancels while the shipment is booked: the cancellation overtakes the booking (tombstone at the carrier)',
    order: {},
    before: (faults) => {
      faults.hold(faults.carrier, BOOK);
    },
    act: async (stage, faults) => {
      await faults.seen(faults.carrier, BOOK);
      await cancel(stage, 202);
      await faults.seen(faults.carrier, CANCEL_BOOKING);
      await status(stage, 'CANCELLED');
      faults.release();
    },
    final: undone('CANCELLED'),
  },
  {
    name: 'the customer cancels after the pivot',
    order: {},
    act: async (stage) => {
      await status(stage, 'CONFIRMED');
      await cancel(stage, 409);
    },
    final: fulfilled(1, WIDGET_MINOR),
  },
  {
    name: 'a cancel that races the capture loses once the capture has begun',
    order: {},
    before: (faults) => {
      faults.hold(faults.provider, CAPTURE);
    },
    act: async (stage, faults) => {
      await faults.seen(faults.provider, CAPTURE);
      await cancel(stage, 202, 409);
      faults.release();
    },
    final: fulfilled(1, WIDGET_MINOR),
  },
  {
    name: 'an expiry that races the capture loses once the capture has begun',
    order: {},
    before: (faults) => {
      faults.hold(faults.provider, CAPTURE);
    },
    act: async (stage, faults) => {
      await faults.seen(faults.provider, CAPTURE);
      // Other orders expire in this time; this one may not.
      await new Promise((resolve) => setTimeout(resolve, stage.system.stepTimeoutMs('capturePayment') + 3_000));
      faults.release();
    },
    final: fulfilled(1, WIDGET_MINOR),
  },
  {
    name: 'a capture whose answer is lost',
    order: {},
    before: (faults) => {
      faults.loseAnswers(faults.provider, CAPTURE, 2);
    },
    final: fulfilled(1, WIDGET_MINOR),
  },
  { name: 'a flaky provider', order: { token: 'tok_flaky' }, final: fulfilled(1, WIDGET_MINOR) },
  { name: 'an authorisation whose answer is lost', order: { token: 'tok_answer_lost' }, final: fulfilled(1, WIDGET_MINOR) },
  { name: 'a slow provider', order: { token: 'tok_slow' }, final: fulfilled(1, WIDGET_MINOR) },
  { name: 'a slow carrier', order: { postalCode: '99999' }, final: fulfilled(1, WIDGET_MINOR) },
  {
    name: 'a step times out with an unknown outcome that landed',
    order: {},
    before: (faults) => {
      faults.loseAnswers(faults.carrier, BOOK);
    },
    final: undone('REJECTED'),
  },
  {
    name: 'a late reply, after the saga has ended',
    order: {},
    before: (faults) => {
      faults.hold(faults.provider, AUTHORISE);
    },
    act: async (stage, faults) => {
      await faults.seen(faults.provider, AUTHORISE);
      await status(stage, 'REJECTED');
      faults.release();
    },
    final: undone('REJECTED'),
  },
  {
    name: 'a compensation that fails several times',
    order: { postalCode: '00000' },
    before: (faults) => {
      faults.refuse(faults.provider, VOID, 503, 4);
    },
    final: undone('REJECTED'),
  },
];
