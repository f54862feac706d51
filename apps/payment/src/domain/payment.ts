import type { PAYMENT_STATUSES, Reason } from '@counterpoint/contracts';

/**
 * What payment has decided for an order. It is the arbiter of choreography (design, section 3): whether the order goes on
 * or is undone is decided here, by the order in which the questions reach this row.
 *
 * AUTHORISING, VOIDING, CAPTURING and REFUSING wait for the provider. VOIDED is closed, with or without anything ever
 * held; REFUSED is closed because the capture was refused for good. CAPTURED is the only way forward.
 */
export type PaymentStatus = (typeof PAYMENT_STATUSES)[number];
export interface PaymentState {
  readonly status: PaymentStatus;
  /** Number of the newest authorisation attempt; 0 when none was ever made. */
  readonly attempt: number;
  readonly amountMinor: number;
  readonly authorisationId: string | null;
  readonly captureId: string | null;
  /** Why it was declined, closed or refused: the first reason stays. */
  readonly reason: Reason | null;
}

/** What the asker is told. No verdict: the provider's answer will bring it. */
export type Verdict =
  | { readonly kind: 'authorised'; readonly authorisationId: string }
  | { readonly kind: 'declined'; readonly reason: Reason }
  | { readonly kind: 'voided'; readonly reason: Reason | null }
  | { readonly kind: 'captured'; readonly captureId: string }
  | { readonly kind: 'captureRefused'; readonly reason: Reason }
  | { readonly kind: 'cancellationRefused'; readonly reason: Reason };

/** `payment` is the new state, if it changes; `waits`: whoever asked gets the answer of the call that is under way. */
export interface Transition {
  readonly payment?: PaymentState;
  readonly verdict?: Verdict;
  readonly call?: 'authorise' | 'void' | 'capture';
  readonly waits?: true;
}

const NOTHING: PaymentState = {
  status: 'VOIDED',
  attempt: 0,
  amountMinor: 0,
  authorisationId: null,
  captureId: null,
  reason: null,
};
const CLOSED: Reason = { code: 'payment_closed', detail: 'The payment was closed before this was asked.' };
const TOO_LATE: Reason = { code: 'capture_begun', detail: 'The capture of the payment has begun.' };
const NOT_AUTHORISED: Reason = { code: 'not_authorised', detail: 'The payment is not authorised.' };

/** Asks for the hold. A known decline may be tried again under the next attempt number; everything else is repeated. */
export function authorise(stored: PaymentState | undefined, amountMinor: number, attempt: number): Transition {
  const begin: Transition = {
    payment: { ...NOTHING, status: 'AUTHORISING', attempt, amountMinor },
    call: 'authorise',
    waits: true,
  };
  switch (stored?.status) {
    case undefined:
      return begin;
    case 'DECLINED':
      return attempt > stored.attempt ? begin : { verdict: { kind: 'declined', reason: stored.reason ?? CLOSED } };
    case 'AUTHORISED':
    case 'CAPTURING':
    case 'CAPTURED':
      return { verdict: { kind: 'authorised', authorisationId: stored.authorisationId ?? '' } };
    case 'VOIDED':
    case 'REFUSED':
      // The tombstone: closed before it was authorised, so nothing is asked of the provider.
      return { verdict: { kind: 'declined', reason: CLOSED } };
    case 'AUTHORISING':
      return { waits: true };
    case 'VOIDING':
    case 'REFUSING':
      return {};
  }
}

/** Closes the payment, or says that it is too late. Nobody else may undo anything before this has said "voided". */
export function close(stored: PaymentState | undefined, reason: Reason | null): Transition {
  switch (stored?.status) {
    case undefined:
      return { payment: { ...NOTHING, reason }, verdict: { kind: 'voided', reason } };
    case 'DECLINED':
      return { payment: { ...stored, status: 'VOIDED' }, verdict: { kind: 'voided', reason: stored.reason } };
    case 'AUTHORISING':
    case 'AUTHORISED':
      return { payment: { ...stored, status: 'VOIDING', reason }, call: 'void', waits: true };
    case 'VOIDED':
    case 'REFUSED':
      return { verdict: { kind: 'voided', reason: stored.reason } };
    case 'CAPTURING':
    case 'CAPTURED':
      return { verdict: { kind: 'cancellationRefused', reason: TOO_LATE } };
    case 'VOIDING':
      return { waits: true };
    case 'REFUSING':
      return {};
  }
}

/** The pivot: begun is what the row says. A capture that can't be begun closes the payment, because its refusal undoes the order. */
export function capture(stored: PaymentState | undefined): Transition {
  const refused = (reason: Reason): Verdict => ({ kind: 'captureRefused', reason });
  switch (stored?.status) {
    case undefined:
      return { payment: { ...NOTHING, status: 'REFUSED', reason: NOT_AUTHORISED }, verdict: refused(NOT_AUTHORISED) };
    case 'DECLINED':
      return { payment: { ...stored, status: 'REFUSED' }, verdict: refused(NOT_AUTHORISED) };
    case 'AUTHORISING':
      return { payment: { ...stored, status: 'REFUSING', reason: NOT_AUTHORISED }, call: 'void', waits: true };
    case 'AUTHORISED':
      return { payment: { ...stored, status: 'CAPTURING' }, call: 'capture', waits: true };
    case 'CAPTURED':
      return { verdict: { kind: 'captured', captureId: stored.captureId ?? '' } };
    case 'VOIDED':
    case 'REFUSED':
      return { verdict: refused(stored.reason ?? CLOSED) };
    case 'CAPTURING':
    case 'REFUSING':
      return { waits: true };
    case 'VOIDING':
      return {};
  }
}

/** The provider's answer to an authorisation. One that comes after the payment was closed changes nothing: the void undoes it. */
export function authorisationAnswered(
  stored: PaymentState | undefined,
  attempt: number,
  answer: { readonly authorisationId: string } | { readonly reason: Reason },
): Transition {
  if (stored?.status !== 'AUTHORISING' || stored.attempt !== attempt) return {};
  if ('reason' in answer) {
    return {
      payment: { ...stored, status: 'DECLINED', reason: answer.reason },
      verdict: { kind: 'declined', reason: answer.reason },
    };
  }
  const { authorisationId } = answer;
  return { payment: { ...stored, status: 'AUTHORISED', authorisationId }, verdict: { kind: 'authorised', authorisationId } };
}

/** The provider holds nothing any more. */
export function voidAnswered(stored: PaymentState | undefined): Transition {
  if (stored?.status === 'VOIDING') {
    return { payment: { ...stored, status: 'VOIDED' }, verdict: { kind: 'voided', reason: stored.reason } };
  }
  if (stored?.status === 'REFUSING') {
    return { payment: { ...stored, status: 'REFUSED' }, verdict: { kind: 'captureRefused', reason: stored.reason ?? CLOSED } };
  }
  return {};
}

/** The provider has captured, or has refused for good; then the hold is let go before anybody hears of it. */
export function captureAnswered(
  stored: PaymentState | undefined,
  answer: { readonly captureId: string } | { readonly reason: Reason },
): Transition {
  if (stored?.status !== 'CAPTURING') return {};
  if ('reason' in answer) return { payment: { ...stored, status: 'REFUSING', reason: answer.reason }, call: 'void', waits: true };
  const { captureId } = answer;
  return { payment: { ...stored, status: 'CAPTURED', captureId }, verdict: { kind: 'captured', captureId } };
}
