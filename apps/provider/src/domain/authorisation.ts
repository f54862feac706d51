import type { AuthorisationRequest, Authorisation, Capture, CaptureRequest, Reason } from '@counterpoint/contracts';

/** Tokens that decline, with the reason that a person reads. Any other token that the provider does not know is declined, too. */
const DECLINING: Readonly<Record<string, Reason>> = {
  tok_declined: { code: 'card_declined', detail: 'The card issuer declined the payment.' },
  tok_insufficient_funds: { code: 'insufficient_funds', detail: 'The account does not hold enough money.' },
};
const COUNTED: readonly string[] = ['tok_slow', 'tok_flaky', 'tok_answer_lost'];
const WORKING: readonly string[] = ['tok_ok', 'tok_slow', 'tok_flaky', 'tok_answer_lost'];

/** How many of the first calls of a kind for an order with `tok_flaky` meet a server error. */
export const FLAKY_ERRORS = 2;

export type Call = 'authorise' | 'void' | 'capture';

/** How the simulated provider behaves on a call, from the token and how often that call was made for the order, counted from 1. */
export interface Behaviour {
  /** Answer 503 and store nothing. */
  readonly serverError: boolean;
  /** Take `SLOW_ANSWER_MS` from the first arrival on. */
  readonly slow: boolean;
  /** Store the result, then break the connection before the answer. */
  readonly answerLost: boolean;
}

export function behaviourOf(token: string | null | undefined, call: Call, count: number): Behaviour {
  return {
    serverError: token === 'tok_flaky' && count <= FLAKY_ERRORS,
    slow: token === 'tok_slow' && call === 'authorise',
    answerLost: token === 'tok_answer_lost' && call === 'authorise' && count === 1,
  };
}

/** Whether anything about a call with this token depends on how often it was made. */
export const isCounted = (token: string | null | undefined): boolean => COUNTED.includes(token ?? '');

/** The authorisation that a call ends with: what is stored under its key, else a new decision. */
export function authorise(
  stored: Authorisation | undefined,
  key: string,
  request: AuthorisationRequest,
  newId: string,
): Authorisation {
  if (stored !== undefined) return stored;
  const { orderId, amountMinor, token } = request;
  const reason = WORKING.includes(token)
    ? null
    : (DECLINING[token] ?? { code: 'unknown_token', detail: 'The payment token is not known.' });
  if (reason !== null) return { key, orderId, amountMinor, status: 'declined', authorisationId: null, reason };
  return { key, orderId, amountMinor, status: 'authorised', authorisationId: newId, reason: null };
}

/** Lets go of a hold. Before the authorisation has arrived it leaves a tombstone, which refuses the authorisation. */
export function voidAuthorisation(stored: Authorisation | undefined, key: string, orderId: string): Authorisation {
  const tombstone = { code: 'voided', detail: 'The authorisation was voided before it arrived.' };
  if (stored === undefined) return { key, orderId, amountMinor: 0, status: 'voided', authorisationId: null, reason: tombstone };
  return stored.status === 'authorised'
    ? { ...stored, status: 'voided', reason: { code: 'voided', detail: 'The hold was let go.' } }
    : stored;
}

/** Takes what is held; refused when nothing is, and stored under the key either way. */
export function capture(
  stored: Capture | undefined,
  held: Authorisation | undefined,
  key: string,
  request: CaptureRequest,
  newId: string,
): Capture {
  if (stored !== undefined) return stored;
  const { orderId, amountMinor } = request;
  const refused = (code: string, detail: string): Capture => ({
    key,
    orderId,
    amountMinor,
    status: 'refused',
    captureId: null,
    reason: { code, detail },
  });
  if (held === undefined || held.orderId !== orderId) return refused('not_authorised', 'There is no such authorisation.');
  if (held.status === 'captured') return refused('already_captured', 'The authorisation was captured under another key.');
  if (held.status !== 'authorised') return refused('not_held', `The authorisation is ${held.status}.`);
  if (amountMinor !== held.amountMinor) return refused('amount_differs', `${held.amountMinor} is held, not ${amountMinor}.`);
  return { key, orderId, amountMinor, status: 'captured', captureId: newId, reason: null };
}
