import { describe, expect, it } from '@jest/globals';
import type { Authorisation, Capture, OrderSnapshot } from '@counterpoint/contracts';
import { anOrderSnapshot, SeededRandom, seedFromEnvironment, Story, typesOf, type Said } from '@counterpoint/testing/story';
import { Payment } from '../persistence/entities.js';
import { authorisePayment, finishAuthorisation } from './authorise-payment.js';
import { AUTHORISE_CALLER, VOID_CALLER, type AuthoriseCall, type CaptureCall, type VoidCall } from './calls.js';
import { capturePayment, finishCapture } from './capture-payment.js';
import { closePayment, finishVoid } from './close-payment.js';

const RUNS = 5_000;
const REPLY_TO = { replyTo: 'orchestrator.replies', taskToken: 'token-1' };

/** The provider's rules, as far as the arbiter can see them: the same key, the same answer; voided first, refused later. */
class Provider {
  private readonly authorisations = new Map<string, Authorisation['status']>();
  held = 0;
  charged = 0;

  constructor(
    private readonly order: OrderSnapshot,
    private readonly declines: boolean,
    private readonly refusesCapture: boolean,
  ) {}

  authorise(key: string): Authorisation {
    const status = this.authorisations.get(key) ?? (this.declines ? 'declined' : 'authorised');
    if (!this.authorisations.has(key) && status === 'authorised') this.held += 1;
    this.authorisations.set(key, status);
    return this.authorisation(key, status);
  }

  void(key: string): Authorisation {
    if (this.authorisations.get(key) === 'authorised') this.held -= 1;
    if (this.authorisations.get(key) !== 'captured') this.authorisations.set(key, 'voided');
    return this.authorisation(key, 'voided');
  }

  capture({ request }: CaptureCall): Capture {
    const { authorisationKey, amountMinor } = request;
    const held = this.authorisations.get(authorisationKey) === 'authorised' && !this.refusesCapture;
    if (held) [this.held, this.charged] = [this.held - 1, this.charged + 1];
    if (held) this.authorisations.set(authorisationKey, 'captured');
    const reason = held ? null : { code: 'not_held', detail: 'Nothing is held.' };
    return {
      key: 'capture',
      orderId: this.order.orderId,
      status: held ? 'captured' : 'refused',
      captureId: held ? 'capt_1' : null,
      amountMinor,
      reason,
    };
  }

  private authorisation(key: string, status: Authorisation['status']): Authorisation {
    const ok = status === 'authorised';
    const reason = ok ? null : { code: status, detail: `It is ${status}.` };
    return {
      key,
      orderId: this.order.orderId,
      status,
      authorisationId: ok ? 'auth_1' : null,
      amountMinor: this.order.totalMinor,
      reason,
    };
  }
}

/** One run: messages in some order, some of them twice, the provider's answers at any later moment. */
function play(random: SeededRandom) {
  const order = anOrderSnapshot();
  const story = new Story([Payment, 'orderId']);
  const provider = new Provider(order, random.next() < 0.2, random.next() < 0.2);
  const reason = { code: 'cancelled', detail: 'Cancelled.' };
  const all = [
    { id: 'authorise', intent: authorisePayment({ order }) },
    { id: 'capture', intent: capturePayment({ order }) },
    { id: 'cancel', intent: closePayment({ order, reason }) },
    { id: 'expire', intent: closePayment({ order, reason: { code: 'expired', detail: 'Expired.' } }) },
    { id: 'void', intent: closePayment({ order }) },
  ];
  // Sometimes few come, sometimes all.
  const share = random.next();
  // Some come twice: delivered again with the same id, or sent again with a new one.
  const again = all
    .filter(() => random.next() < 0.3)
    .map((one) => (random.next() < 0.5 ? one : { ...one, id: `${one.id} again` }));
  const messages = random.shuffle([...all.filter(() => random.next() < share), ...again]);
  const calls: Said['calls'][number][] = [];
  const said: string[] = [];
  const hear = (heard: Said) => {
    said.push(...typesOf(heard));
    calls.push(...heard.calls);
  };
  while (messages.length + calls.length > 0) {
    const takeCall = calls.length > 0 && (messages.length === 0 || random.next() < 0.5);
    if (takeCall) {
      const [call] = calls.splice(random.between(0, calls.length - 1), 1);
      if (call === undefined) break;
      // The call may reach the provider more than once: its answer was lost.
      for (let tries = random.between(1, 2); tries > 0; tries -= 1) hear(story.when(answerOf(provider, call)));
    } else {
      const next = messages.pop();
      if (next !== undefined) hear(story.when(next.intent, { id: next.id, from: REPLY_TO }));
    }
  }
  return { said, provider, payment: story.row(Payment, order.orderId) };
}

function answerOf(provider: Provider, { caller, key, request }: Said['calls'][number]) {
  if (caller === AUTHORISE_CALLER)
    return finishAuthorisation({ call: request as AuthoriseCall, answer: provider.authorise(key) });
  if (caller === VOID_CALLER) {
    provider.void((request as VoidCall).authorisationKey);
    return finishVoid({ call: request as VoidCall });
  }
  return finishCapture({ call: request as CaptureCall, answer: provider.capture(request as CaptureCall) });
}

describe('cancel, expiry, void and capture in every order', () => {
  it('money is taken or let go, never both, and everybody hears the same', () => {
    const seed = seedFromEnvironment();
    const statuses = new Set<string>();
    for (let run = 0; run < RUNS; run += 1) {
      const random = new SeededRandom(seed + run);
      const { said, provider, payment } = play(random);
      const context = `TEST_SEED=${seed + run}: ${said.join(', ')}; ${payment?.status}`;
      if (payment) statuses.add(payment.status);
      const heard = (type: string) => said.includes(type);
      const took = provider.charged === 1;
      expect([provider.charged <= 1, context]).toEqual([true, context]);
      expect([took, context]).toEqual([payment?.status === 'CAPTURED', context]);
      // Whoever was told that the payment is closed, or that the capture was refused, finds nothing held and nothing taken.
      if (heard('PaymentVoided') || heard('CaptureRefused')) expect([took, provider.held, context]).toEqual([false, 0, context]);
      if (heard('PaymentCaptured'))
        expect([heard('PaymentVoided'), heard('CaptureRefused'), context]).toEqual([false, false, context]);
      // Only an authorisation that nobody has captured or closed yet leaves money held.
      expect([provider.held, context]).toEqual([payment?.status === 'AUTHORISED' ? 1 : 0, context]);
      // Nothing is left waiting once every answer is in.
      expect([payment?.status ?? 'nothing', context]).toEqual([expect.not.stringMatching(/ING$/), context]);
    }
    console.log(`${RUNS} orders of messages from TEST_SEED=${seed}; ended as ${[...statuses].sort().join(', ')}`);
    expect([...statuses]).toEqual(expect.arrayContaining(['AUTHORISED', 'CAPTURED', 'DECLINED', 'REFUSED', 'VOIDED']));
  });
});

describe('payment, told', () => {
  const order = anOrderSnapshot();
  const story = () => new Story([Payment, 'orderId']);
  const key = `${order.orderId}:authorise:1`;
  const yes: Authorisation = {
    key,
    orderId: order.orderId,
    status: 'authorised',
    authorisationId: 'auth_1',
    amountMinor: order.totalMinor,
    reason: null,
  };

  it('leaves a tombstone when the void overtakes the authorisation, and asks the provider nothing', () => {
    const given = story();
    expect(typesOf(given.when(closePayment({ order })))).toEqual(['PaymentVoided']);
    const late = given.when(authorisePayment({ order }));
    expect([typesOf(late), late.calls]).toEqual([['PaymentDeclined'], []]);
  });

  it('voids by the key of the authorisation that is still under way', () => {
    const given = story();
    const asked = given.when(authorisePayment({ order }));
    const closed = given.when(closePayment({ order }));
    expect(asked.calls).toMatchObject([{ key }]);
    expect([typesOf(closed), closed.calls]).toMatchObject([[], [{ caller: VOID_CALLER, request: { authorisationKey: key } }]]);
  });

  it('answers whoever asked last, at the address that came with the question', () => {
    const given = story();
    const first = given.when(authorisePayment({ order }), { from: { replyTo: 'orchestrator.replies', taskToken: 'first' } });
    given.when(authorisePayment({ order }), { from: { replyTo: 'orchestrator.replies', taskToken: 'second' } });
    const call = first.calls[0]?.request as AuthoriseCall;
    const answer = given.when(finishAuthorisation({ call, answer: yes }), {
      from: { replyTo: 'orchestrator.replies', taskToken: 'first' },
    });
    expect(answer.messages).toMatchObject([{ type: 'PaymentAuthorised', to: { taskToken: 'second' } }]);
  });

  it('returns the stored outcome to a command that was sent again with a new id', () => {
    const given = story();
    const call = given.when(authorisePayment({ order })).calls[0]?.request as AuthoriseCall;
    given.when(finishAuthorisation({ call, answer: yes }));
    const again = given.when(authorisePayment({ order, attempt: 2 }), { from: REPLY_TO });
    expect([again.messages, again.calls]).toMatchObject([[{ type: 'PaymentAuthorised', to: REPLY_TO }], []]);
  });
});
