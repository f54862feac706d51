import {
  message,
  ShipmentCancelled,
  ShipmentHandedOver,
  ShipmentRefused,
  ShipmentScheduled,
  type Message,
  type OrderSnapshot,
  type ReturnAddress,
} from '@counterpoint/contracts';
import type { one, Decision, DecisionContext } from '@counterpoint/messaging';
import type { Transition, Verdict } from '../domain/shipment.js';
import type { Shipment } from '../persistence/entities.js';
import { outsideCall } from './calls.js';

type ShipmentDecision = Decision<{ readonly shipment: ReturnType<typeof one<Shipment>> }, void>;

/** What is saved and said after a question: the asker is answered now, or remembered until the carrier has answered. */
export function asked(
  order: OrderSnapshot,
  stored: Shipment | undefined,
  transition: Transition,
  context: DecisionContext,
): ShipmentDecision {
  const { verdict, waits } = transition;
  const asker = waits ? (context.returnAddress ?? null) : (stored?.asker ?? null);
  return {
    ...(verdict && { outcome: outcomeOf(order, verdict) }),
    ...changes(order, stored, transition, asker, context),
  };
}

/** What is saved and said after the carrier's answer: the verdict goes to whoever asked last. */
export function answered(
  order: OrderSnapshot,
  stored: Shipment | undefined,
  transition: Transition,
  context: DecisionContext,
): ShipmentDecision {
  const { verdict } = transition;
  const asker = stored?.asker ?? null;
  return {
    ...(verdict && said(outcomeOf(order, verdict), asker, context.returnAddress ?? null)),
    ...changes(order, stored, transition, null, context),
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
): Pick<ShipmentDecision, 'outcome' | 'messages'> {
  const same = asker?.replyTo === caller?.replyTo && asker?.taskToken === caller?.taskToken;
  return same ? { outcome: verdict } : { messages: [{ message: verdict, to: asker ?? undefined }] };
}

function changes(
  order: OrderSnapshot,
  stored: Shipment | undefined,
  { shipment, call, waits }: Transition,
  asker: Shipment['asker'],
  context: DecisionContext,
): ShipmentDecision {
  const state = shipment ?? (waits ? stored : undefined);
  if (state === undefined) return {};
  const row = { ...state, orderId: order.orderId, asker, updatedAt: new Date(context.now) };
  return { rows: { shipment: row }, ...(call && { calls: [outsideCall(call, order, state)] }) };
}

function outcomeOf(order: OrderSnapshot, verdict: Verdict): Message {
  switch (verdict.kind) {
    case 'scheduled':
      return message(ShipmentScheduled, { order, shipmentId: verdict.shipmentId });
    case 'refused':
      return message(ShipmentRefused, { order, reason: verdict.reason });
    case 'cancelled':
      return message(ShipmentCancelled, { order });
    case 'handedOver':
      return message(ShipmentHandedOver, { order, trackingCode: verdict.trackingCode });
  }
}
