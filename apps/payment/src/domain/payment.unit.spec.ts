import { describe, expect, it } from '@jest/globals';
import {
  authorisationAnswered,
  authorise,
  capture,
  captureAnswered,
  close,
  voidAnswered,
  type PaymentState,
  type PaymentStatus,
} from './payment.js';

const REASON = { code: 'why', detail: 'Because.' };
const state = (status: PaymentStatus, more: Partial<PaymentState> = {}): PaymentState => ({
  status,
  attempt: 1,
  amountMinor: 2_500,
  authorisationId: null,
  captureId: null,
  reason: null,
  ...more,
});
/** What a question does in each status: the next status and what is said or asked. A dash: nothing. */
const summary = ({ payment, verdict, call, waits }: ReturnType<typeof close>): string =>
  [payment?.status ?? '-', verdict?.kind ?? '-', call ?? '-', waits ? 'waits' : '-'].join(' ');

const AUTHORISED = state('AUTHORISED', { authorisationId: 'auth_1' });
const CAPTURED = state('CAPTURED', { authorisationId: 'auth_1', captureId: 'capt_1' });

describe('the payment as the arbiter', () => {
  it.each<[PaymentState | undefined, string, string, string]>([
    // given                        asked to authorise                 asked to close                     asked to capture
    [undefined, 'AUTHORISING - authorise waits', 'VOIDED voided - -', 'REFUSED captureRefused - -'],
    [state('AUTHORISING'), '- - - waits', 'VOIDING - void waits', 'REFUSING - void waits'],
    [AUTHORISED, '- authorised - -', 'VOIDING - void waits', 'CAPTURING - capture waits'],
    [state('DECLINED', { reason: REASON }), '- declined - -', 'VOIDED voided - -', 'REFUSED captureRefused - -'],
    [state('VOIDING'), '- - - -', '- - - waits', '- - - -'],
    [state('VOIDED'), '- declined - -', '- voided - -', '- captureRefused - -'],
    [state('CAPTURING', { authorisationId: 'auth_1' }), '- authorised - -', '- cancellationRefused - -', '- - - waits'],
    [CAPTURED, '- authorised - -', '- cancellationRefused - -', '- captured - -'],
    [state('REFUSING'), '- - - -', '- - - -', '- - - waits'],
    [state('REFUSED', { reason: REASON }), '- declined - -', '- voided - -', '- captureRefused - -'],
  ])('given %j', (given, authorised, closed, captured) => {
    expect(summary(authorise(given, 2_500, 1))).toBe(authorised);
    expect(summary(close(given, REASON))).toBe(closed);
    expect(summary(capture(given))).toBe(captured);
  });

  it('tries a known decline again under the next attempt number only', () => {
    const declined = state('DECLINED', { reason: REASON });
    expect(authorise(declined, 2_500, 1)).toEqual({ verdict: { kind: 'declined', reason: REASON } });
    expect(authorise(declined, 2_500, 2)).toMatchObject({
      payment: { status: 'AUTHORISING', attempt: 2, reason: null },
      call: 'authorise',
    });
  });

  it('keeps the first reason for closing', () => {
    const voided = close(undefined, REASON).payment;
    expect(close(voided, { code: 'later', detail: 'Later.' }).verdict).toEqual({ kind: 'voided', reason: REASON });
  });

  it('ignores an authorisation that comes after the payment was closed, and one of an earlier attempt', () => {
    expect(authorisationAnswered(state('VOIDING'), 1, { authorisationId: 'auth_1' })).toEqual({});
    expect(authorisationAnswered(state('VOIDED'), 1, { reason: REASON })).toEqual({});
    expect(authorisationAnswered(state('AUTHORISING', { attempt: 2 }), 1, { reason: REASON })).toEqual({});
  });

  it('lets go of the hold before anybody hears that the capture was refused', () => {
    const refusing = captureAnswered(state('CAPTURING'), { reason: REASON });
    expect(summary(refusing)).toBe('REFUSING - void waits');
    expect(voidAnswered(refusing.payment)).toMatchObject({
      payment: { status: 'REFUSED' },
      verdict: { kind: 'captureRefused', reason: REASON },
    });
  });
});
