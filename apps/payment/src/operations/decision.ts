import {
  CancellationRefused,
  CaptureRefused,
  message,
  PaymentAuthorised,
  PaymentCaptured,
  PaymentDeclined,
  PaymentVoided,
  type Message,
  type OrderSnapshot,
  type ReturnAddress,
} from '@counterpoint/contracts';
import type { one, Decision, DecisionContext } from '@counterpoint/messaging';
import type { Transition, Verdict } from '../domain/payment.js';
import type { Payment } from '../persistence/entities.js';
import { outsideCall } from './calls.js';

type PaymentDecision = Decision<{ readonly payment: ReturnType<typeof one<Payment>> }, void>;

/** What is saved and said after a question: the asker is answered now, or remembered until the provider has answered. */
export function asked(
  order: OrderSnapshot,
  stored: Payment | undefined,
  transition: Transition,
  context: DecisionContext,
): PaymentDecision {
  const { verdict, waits } = transition;
  const asker = waits ? (context.returnAddress ?? null) : (stored?.asker ?? null);
  return {
    ...(verdict && { outcome: outcomeOf(order, verdict) }),
    ...changes(order, stored, transition, asker, context),
  };
}

/** What is saved and said after the provider's answer: the verdict goes to whoever asked last. */
export function answered(
  order: OrderSnapshot,
  stored: Payment | undefined,
  transition: Transition,
  context: DecisionContext,
): PaymentDecision {
  const { verdict, waits } = transition;
  const asker = stored?.asker ?? null;
  return {
    ...(verdict && said(outcomeOf(order, verdict), asker, context.returnAddress ?? null)),
    ...changes(order, stored, transition, waits ? asker : null, context),
  };
}

/**
 * Mostly whoever began the call still waits for its outcome. When the question was asked again meanwhile, with a new
 * message, only the newest asker still listens.
 */
function said(
  verdict: Message,
  asker: ReturnAddress | null,
  caller: ReturnAddress | null,
): Pick<PaymentDecision, 'outcome' | 'messages'> {
  const same = asker?.replyTo === caller?.replyTo && asker?.taskToken === caller?.taskToken;
  return same ? { outcome: verdict } : { messages: [{ message: verdict, to: asker ?? undefined }] };
}

function changes(
  order: OrderSnapshot,
  stored: Payment | undefined,
  { payment, call, waits }: Transition,
  asker: Payment['asker'],
  context: DecisionContext,
): PaymentDecision {
  const state = payment ?? (waits ? stored : undefined);
  if (state === undefined) return {};
  const row = { ...state, orderId: order.orderId, asker, updatedAt: new Date(context.now) };
  return { rows: { payment: row }, ...(call && { calls: [outsideCall(call, order, state)] }) };
}

function outcomeOf(order: OrderSnapshot, verdict: Verdict): Message {
  const amountMinor = order.totalMinor;
  switch (verdict.kind) {
    case 'authorised':
      return message(PaymentAuthorised, { order, authorisationId: verdict.authorisationId, amountMinor });
    case 'declined':
      return message(PaymentDeclined, { order, reason: verdict.reason });
    case 'voided':
      return message(PaymentVoided, { order, ...(verdict.reason && { reason: verdict.reason }) });
    case 'captured':
      return message(PaymentCaptured, { order, captureId: verdict.captureId, amountMinor });
    case 'captureRefused':
      return message(CaptureRefused, { order, reason: verdict.reason });
    case 'cancellationRefused':
      return message(CancellationRefused, { order, reason: verdict.reason });
  }
}
