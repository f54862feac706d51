import { describe, expect, it } from '@jest/globals';
import type { OrderSnapshot, SagaStyle } from '@counterpoint/contracts';
import { anOrderSnapshot, SeededRandom, seedFromEnvironment, Story, typesOf } from '@counterpoint/testing/story';
import { CANCELLED_BY_CUSTOMER, type Undo } from '../domain/order.js';
import { Approval, IdempotencyRecord, Order } from '../persistence/entities.js';
import { requestApproval, withdrawApproval } from './approval.js';
import { clearOrder } from './clear-order.js';
import { beginCompensation, closeOrder } from './close-order.js';
import { compensateOrder, confirmUndo, refuseCancellation, rejectOrder } from './compensate.js';
import { confirmOrder, recordHandOver } from './confirm-order.js';
import { decideApproval } from './decide-approval.js';
import { followSaga } from './follow-saga.js';
import { placeOrder, type PlaceOrderResult } from './place-order.js';
import { expireOrder, noteRefusal, requestCancellation } from './stop-order.js';

const DECLINED = { code: 'card_declined', detail: 'Declined.' };
const REPLY_TO = { replyTo: 'orchestrator.replies', taskToken: 'token' };
const SECOND = 1_000;
const BOTH: readonly Undo[] = ['stock', 'shipment'];

function placed(style: SagaStyle, order: OrderSnapshot = anOrderSnapshot()) {
  const story = new Story([Order, 'id'], [Approval, 'orderId'], [IdempotencyRecord, 'customer/key']);
  const place = (idempotencyKey = 'key', requestHash = 'hash', snapshot = order) =>
    story.when(placeOrder({ style, order: snapshot, idempotencyKey, requestHash, stepTimeoutScale: 1 }));
  const said = place();
  return { story, order, place, said, row: () => story.row(Order, order.orderId) as Order };
}
const awaitingApproval = () => {
  const given = placed('choreography', anOrderSnapshot({ sku: 'GADGET', quantity: 2 }));
  given.story.when(clearOrder({ order: given.order }));
  return given;
};
const decide = (orderId: string, decision: 'approve' | 'refuse', by = 'approver-1') =>
  decideApproval({ approvalId: orderId, decision, comment: '', by });
const cancel = (orderId: string, customerId?: string) => requestCancellation({ orderId, customerId });

describe('placing an order', () => {
  it.each([
    ['choreography', 'OrderPlaced', undefined],
    ['orchestration', 'StartExecution', 'orchestrator.commands'],
  ] as const)('begins a saga in %s with %s', (style, type, topic) => {
    const { said, row, order } = placed(style);
    expect(said.messages).toEqual([expect.objectContaining({ type, to: undefined, ...(topic && { topic }) })]);
    expect(row().executionId).toBe(style === 'orchestration' ? order.orderId : null);
    expect(row().deadlineAt === null).toBe(style === 'orchestration');
  });

  it('answers the same request under the same key with the same order, and refuses another', () => {
    const { place, order } = placed('choreography');
    const other = anOrderSnapshot();
    const again = place('key', 'hash', other);
    expect([again.messages, again.result]).toEqual([[], { kind: 'repeated', orderId: order.orderId } satisfies PlaceOrderResult]);
    expect(place('key', 'another hash', other).result).toEqual({ kind: 'differs' });
    expect(place('another key', 'hash', other).result).toMatchObject({ kind: 'placed' });
    expect(place('key', 'hash', anOrderSnapshot({ customerId: 'somebody else' })).result).toMatchObject({ kind: 'placed' });
  });
});

describe('an order in choreography', () => {
  it('is cleared when it is paid, confirmed when the payment is captured', () => {
    const { story, order, row } = placed('choreography');
    story.when(followSaga({ order, begins: 'authorisePayment' }));
    expect(typesOf(story.when(clearOrder({ order })))).toEqual(['OrderCleared']);
    expect(row().step).toBe('scheduleShipment');
    story.when(followSaga({ order, begins: 'capturePayment' }));
    expect(row().deadlineAt).toBeNull();
    expect(typesOf(story.when(confirmOrder({ order })))).toEqual(['OrderConfirmed']);
    story.when(recordHandOver({ order, trackingCode: 'track_1' }));
    expect(row()).toMatchObject({ status: 'CONFIRMED', handOver: 'handed_over', trackingCode: 'track_1' });
  });

  it('is rejected at once when nothing is in stock, unless something else was asked before', () => {
    const first = placed('choreography');
    expect(typesOf(first.story.when(rejectOrder({ order: first.order, reason: DECLINED })))).toEqual(['OrderRejected']);
    const second = placed('choreography');
    second.story.when(cancel(second.order.orderId));
    expect(second.story.when(rejectOrder({ order: second.order, reason: DECLINED })).messages).toEqual([]);
    expect(second.row().status).toBe('PENDING');
  });

  it('ends when everything is undone that the payment names, whatever comes first', () => {
    const seed = seedFromEnvironment();
    console.log(`TEST_SEED=${seed}`);
    const random = new SeededRandom(seed);
    for (let run = 0; run < 500; run += 1) {
      const { story, order, row } = placed('choreography');
      const facts = random.shuffle([
        compensateOrder({ order, reason: DECLINED, undo: BOTH }),
        confirmUndo({ order, what: 'stock' }),
        confirmUndo({ order, what: 'shipment' }),
        confirmUndo({ order, what: 'stock' }),
      ]);
      const said = facts.flatMap((fact) => typesOf(story.when(fact)));
      expect(said).toEqual(['OrderCompensating', 'OrderRejected']);
      expect(row()).toMatchObject({ status: 'REJECTED', reason: DECLINED });
    }
  });

  it('needs only the stock back when the card was declined', () => {
    const { story, order, row } = placed('choreography');
    expect(typesOf(story.when(compensateOrder({ order, reason: DECLINED, undo: ['stock'] })))).toEqual(['OrderCompensating']);
    expect(row().status).toBe('COMPENSATING');
    expect(typesOf(story.when(confirmUndo({ order, what: 'stock' })))).toEqual(['OrderRejected']);
  });

  it('ends cancelled when the customer was first, and keeps that reason', () => {
    const { story, order, row } = placed('choreography');
    expect(typesOf(story.when(cancel(order.orderId)))).toEqual(['OrderCancelRequested']);
    expect(story.when(cancel(order.orderId))).toMatchObject({ messages: [], result: { kind: 'requested' } });
    expect(story.when(clearOrder({ order })).messages).toEqual([]);
    story.when(compensateOrder({ order, reason: DECLINED, undo: BOTH }));
    story.when(confirmUndo({ order, what: 'shipment' }));
    expect(typesOf(story.when(confirmUndo({ order, what: 'stock' })))).toEqual(['OrderCancelled']);
    expect(row()).toMatchObject({ status: 'CANCELLED', cancellation: 'done', reason: CANCELLED_BY_CUSTOMER });
  });

  it('goes on when it was too late to cancel', () => {
    const { story, order, row } = placed('choreography');
    story.when(cancel(order.orderId));
    story.when(refuseCancellation({ orderId: order.orderId }));
    expect(row()).toMatchObject({ status: 'PENDING', cancellation: 'refused', reason: null });
    story.when(confirmOrder({ order }));
    expect(story.when(cancel(order.orderId)).result).toMatchObject({ kind: 'tooLate' });
    expect(row().status).toBe('CONFIRMED');
  });

  it('never leaves its end', () => {
    const { story, order, row } = placed('choreography');
    story.when(rejectOrder({ order, reason: DECLINED }));
    const end = row();
    for (const late of [
      confirmOrder({ order }),
      compensateOrder({ order, undo: BOTH }),
      confirmUndo({ order, what: 'stock' }),
      noteRefusal({ order, reason: DECLINED }),
      clearOrder({ order }),
      refuseCancellation({ orderId: order.orderId }),
    ]) {
      expect(story.when(late).messages).toEqual([]);
    }
    expect(row()).toEqual(end);
  });

  it('does not exist for somebody else who wants to cancel it', () => {
    const { story, order } = placed('choreography');
    expect(story.when(cancel(order.orderId, 'somebody else')).result).toEqual({ kind: 'notFound' });
  });
});

describe('deadlines', () => {
  const expire = (given: ReturnType<typeof placed>, seconds: number) =>
    given.story.when(expireOrder({ orderId: given.order.orderId }), { now: given.story.now + seconds * SECOND });

  it.each([
    ['reserveStock', [], 30, 'ReserveStock did not answer in time.'],
    ['authorisePayment', ['authorisePayment'], 45, 'AuthorisePayment did not answer in time.'],
  ] as const)('expires an order whose step %s is overdue, once', (_, begins, seconds, detail) => {
    const given = placed('choreography');
    for (const step of begins) given.story.when(followSaga({ order: given.order, begins: step }));
    expect(expire(given, seconds - 1).messages).toEqual([]);
    expect(expire(given, 1).messages).toMatchObject([
      { type: 'OrderExpired', data: { reason: { code: 'step_timed_out', detail } } },
    ]);
    expect(expire(given, 100).messages).toEqual([]);
    expect(given.row()).toMatchObject({ status: 'PENDING', reason: { code: 'step_timed_out' } });
  });

  it('are not set back by a message of an earlier step', () => {
    const given = placed('choreography');
    given.story.when(clearOrder({ order: given.order }));
    given.story.when(followSaga({ order: given.order, begins: 'authorisePayment' }));
    expect(given.row().step).toBe('scheduleShipment');
  });

  it('are not armed where an execution runs the order', () => {
    const given = placed('orchestration');
    expect(expire(given, 1_000_000).messages).toEqual([]);
  });

  it('do not move an order against which something was recorded', () => {
    const given = placed('choreography');
    given.story.when(noteRefusal({ order: given.order, reason: DECLINED }));
    expect(expire(given, 1_000_000).messages).toEqual([]);
    expect(given.row().reason).toEqual(DECLINED);
  });
});

describe('an approval', () => {
  it('is asked for above the limit, and clears the order when it is granted', () => {
    const { story, order, row } = awaitingApproval();
    expect(row().status).toBe('AWAITING_APPROVAL');
    expect(typesOf(story.when(decide(order.orderId, 'approve')))).toEqual(['ApprovalGranted', 'OrderCleared']);
    expect(row()).toMatchObject({ status: 'PENDING', step: 'scheduleShipment' });
  });

  it('repeats its answer to the same decision and refuses another', () => {
    const { story, order } = awaitingApproval();
    story.when(decide(order.orderId, 'refuse'));
    expect(story.when(decide(order.orderId, 'refuse'))).toMatchObject({
      messages: [],
      result: { kind: 'decided', approval: { status: 'refused' } },
    });
    expect(story.when(decide(order.orderId, 'approve'))).toMatchObject({
      messages: [],
      result: { kind: 'closed', status: 'refused' },
    });
  });

  it('is not given by the customer', () => {
    const { story, order } = awaitingApproval();
    expect(story.when(decide(order.orderId, 'approve', order.customerId)).result).toEqual({ kind: 'ownOrder' });
  });

  it('records the refusal, and waits for the payment to close', () => {
    const { story, order, row } = awaitingApproval();
    expect(typesOf(story.when(decide(order.orderId, 'refuse')))).toEqual(['ApprovalRefused']);
    expect(row()).toMatchObject({ status: 'PENDING', deadlineAt: null, reason: { code: 'approval_refused' } });
  });

  it('expires with its deadline: the decision that comes later is refused', () => {
    const { story, order } = awaitingApproval();
    const late = story.now + order.approval.deadlineSeconds * SECOND;
    expect(story.when(decide(order.orderId, 'approve'), { now: late }).result).toEqual({ kind: 'closed', status: 'expired' });
    expect(story.when(expireOrder({ orderId: order.orderId }), { now: late }).messages).toMatchObject([
      { type: 'OrderExpired', data: { reason: { code: 'approval_expired' } } },
    ]);
    expect(story.row(Approval, order.orderId)?.status).toBe('expired');
  });

  it('is withdrawn when the customer cancels', () => {
    const { story, order } = awaitingApproval();
    story.when(cancel(order.orderId));
    expect(story.when(decide(order.orderId, 'approve')).result).toEqual({ kind: 'closed', status: 'withdrawn' });
  });
});

describe('an order in orchestration', () => {
  const order = anOrderSnapshot({ sku: 'GADGET', quantity: 2 });

  it('answers the request for approval with the decision, at the address of the newest request', () => {
    const { story, row } = placed('orchestration', order);
    expect(typesOf(story.when(requestApproval({ order }), { from: { ...REPLY_TO, taskToken: 'first' } }))).toEqual([
      'ApprovalRequested',
    ]);
    expect(row().status).toBe('AWAITING_APPROVAL');
    expect(story.when(requestApproval({ order }), { from: REPLY_TO }).messages).toEqual([]);
    expect(story.when(decide(order.orderId, 'approve')).messages).toMatchObject([{ type: 'ApprovalGranted', to: REPLY_TO }]);
    expect(story.when(requestApproval({ order }), { from: REPLY_TO }).messages).toMatchObject([
      { type: 'ApprovalGranted', to: REPLY_TO },
    ]);
  });

  it('refuses a request for approval that its withdrawal has overtaken', () => {
    const { story } = placed('orchestration', order);
    expect(typesOf(story.when(withdrawApproval({ order }), { from: REPLY_TO }))).toEqual(['ApprovalWithdrawn']);
    expect(typesOf(story.when(requestApproval({ order }), { from: REPLY_TO }))).toEqual(['ApprovalRefused']);
  });

  it('asks the execution when the customer cancels', () => {
    const { story } = placed('orchestration', order);
    expect(story.when(cancel(order.orderId)).messages).toMatchObject([
      {
        type: 'CancelExecution',
        topic: 'orchestrator.commands',
        data: { executionId: order.orderId, reason: CANCELLED_BY_CUSTOMER },
      },
    ]);
  });

  it.each([
    [true, 'OrderCancelled', 'CANCELLED'],
    [false, 'OrderRejected', 'REJECTED'],
  ] as const)(
    'compensates and ends as it is told (cancelled: %s), and says so again when asked again',
    (cancelled, type, status) => {
      const { story, row } = placed('orchestration', order);
      const [begin, close] = [beginCompensation({ order, reason: DECLINED }), closeOrder({ order, reason: DECLINED, cancelled })];
      expect(typesOf(story.when(begin, { from: REPLY_TO }))).toEqual(['OrderCompensating']);
      expect(row()).toMatchObject({ status: 'COMPENSATING', reason: DECLINED });
      expect(typesOf(story.when(close, { from: REPLY_TO }))).toEqual([type]);
      expect(row().status).toBe(status);
      expect(typesOf(story.when(close, { from: REPLY_TO }))).toEqual([type]);
      expect(typesOf(story.when(begin, { from: REPLY_TO }))).toEqual(['OrderCompensating']);
      expect(row().status).toBe(status);
    },
  );
});
