import type { z } from 'zod';
import type { ApprovalStatus as Status, Reason } from '@counterpoint/contracts';

export type ApprovalStatus = z.infer<typeof Status>;
/** A request for approval. Its row is the arbiter between grant, refusal, expiry and withdrawal. */
export interface ApprovalState {
  readonly status: ApprovalStatus;
  /** Number of the newest request; 0 for a tombstone. */
  readonly attempt: number;
  readonly requestedAt: Date;
  readonly deadline: Date;
  readonly decidedBy: string | null;
  readonly decidedAt: Date | null;
  readonly comment: string | null;
}
export type DecisionWord = 'approve' | 'refuse';

const OUTCOME: Readonly<Record<DecisionWord, ApprovalStatus>> = { approve: 'approved', refuse: 'refused' };

export function requested(attempt: number, deadlineSeconds: number, now: number): ApprovalState {
  const deadline = new Date(now + deadlineSeconds * 1_000);
  return { status: 'pending', attempt, requestedAt: new Date(now), deadline, decidedBy: null, decidedAt: null, comment: null };
}

/** Closes a request; one that was never made leaves a tombstone, which refuses a request that comes later. */
export function withdrawn(stored: ApprovalState | undefined, now: number): ApprovalState | undefined {
  if (stored === undefined) return { ...requested(0, 0, now), status: 'withdrawn' };
  return stored.status === 'pending'
    ? { ...stored, status: shownStatus(stored, now) === 'expired' ? 'expired' : 'withdrawn' }
    : undefined;
}

/** What a person sees: nobody can decide after the deadline, whether or not somebody has recorded that already. */
export function shownStatus({ status, deadline }: Pick<ApprovalState, 'status' | 'deadline'>, now: number): ApprovalStatus {
  return status === 'pending' && now >= deadline.getTime() ? 'expired' : status;
}

/** A person's decision: taken, or the same as before, or too late. */
export type Ruling =
  | { readonly kind: 'taken'; readonly approval: ApprovalState }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'closed'; readonly status: ApprovalStatus };

export function rule(stored: ApprovalState, word: DecisionWord, by: string, comment: string, now: number): Ruling {
  const status = shownStatus(stored, now);
  if (status === OUTCOME[word]) return { kind: 'repeated' };
  if (status !== 'pending') return { kind: 'closed', status };
  return { kind: 'taken', approval: { ...stored, status: OUTCOME[word], decidedBy: by, decidedAt: new Date(now), comment } };
}

export function refusalReason({ decidedBy, comment }: Pick<ApprovalState, 'decidedBy' | 'comment'>): Reason {
  const said = comment === null || comment === '' ? '' : `: ${comment}`;
  return { code: 'approval_refused', detail: `Refused by ${decidedBy ?? 'nobody'}${said}`.slice(0, 1_000) };
}

/** Why a request is refused that comes after it was closed. */
export const CLOSED_REASON: Reason = { code: 'approval_closed', detail: 'The approval was withdrawn or has expired.' };
