import type { Arrow } from './model.js';

export type BeliefTone = 'held' | 'waiting' | 'done' | 'undone' | 'failed';
export interface Belief {
  readonly text: string;
  readonly tone: BeliefTone;
}
/** From `t` on, the service believes this. */
export interface BeliefChange extends Belief {
  readonly t: number;
  readonly sequence: number;
}

const belief = (text: string, tone: BeliefTone): Belief => ({ text, tone });
/** What a service believes of the order once it has sent (or, commands, was sent) this message. */
const AFTER: Readonly<Record<string, Readonly<Record<string, Belief>>>> = {
  order: {
    OrderPlaced: belief('pending', 'held'),
    StartExecution: belief('pending', 'held'),
    ApprovalRequested: belief('awaits approval', 'waiting'),
    ApprovalGranted: belief('pending', 'held'),
    OrderCompensating: belief('compensating', 'waiting'),
    OrderConfirmed: belief('confirmed', 'done'),
    OrderRejected: belief('rejected', 'failed'),
    OrderCancelled: belief('cancelled', 'undone'),
  },
  orchestrator: {
    StartExecution: belief('running', 'held'),
    BeginCompensation: belief('compensating', 'waiting'),
    OrderRejected: belief('failed', 'failed'),
    OrderCancelled: belief('failed', 'failed'),
    ShipmentHandedOver: belief('succeeded', 'done'),
  },
  inventory: {
    StockReserved: belief('reserved', 'held'),
    StockRejected: belief('sold out', 'failed'),
    StockReleased: belief('released', 'undone'),
  },
  payment: {
    PaymentAuthorised: belief('authorised', 'held'),
    PaymentDeclined: belief('declined', 'failed'),
    PaymentVoided: belief('voided', 'undone'),
    PaymentCaptured: belief('captured', 'done'),
    CaptureRefused: belief('refused', 'failed'),
  },
  shipping: {
    ShipmentScheduled: belief('scheduled', 'held'),
    ShipmentRefused: belief('refused', 'failed'),
    ShipmentCancelled: belief('cancelled', 'undone'),
    ShipmentHandedOver: belief('handed over', 'done'),
  },
};

/** How a lane's belief changes, in the order of time. */
export function beliefsOf(lane: string, arrows: readonly Arrow[]): BeliefChange[] {
  const changes = AFTER[lane] ?? {};
  return arrows.flatMap(({ entry, from, to, t }) => {
    const after = changes[entry.type];
    const concerns = lane === 'orchestrator' ? from === lane || to.includes(lane) : from === lane || entry.service === lane;
    return after === undefined || !concerns ? [] : [{ ...after, t, sequence: entry.sequence }];
  });
}
