import type { SagaStyle, TimelineEntry } from '@counterpoint/contracts';
import { LISTENERS } from './listeners.js';

export type Tone = 'forward' | 'undo' | 'failure';
/** A message of the saga as the diagram draws it. */
export interface Arrow {
  readonly entry: TimelineEntry;
  readonly from: string;
  /** Lanes that it goes to; none: it only tells. */
  readonly to: readonly string[];
  /** Milliseconds since the saga's first message. */
  readonly t: number;
  readonly tone: Tone;
}

const ORCHESTRATOR = 'orchestrator';
const PARTICIPANTS = ['inventory', 'payment', 'shipping'] as const;
const LANES: Readonly<Record<SagaStyle, readonly string[]>> = {
  choreography: ['order', ...PARTICIPANTS],
  orchestration: ['order', ORCHESTRATOR, ...PARTICIPANTS],
};
export const lanesOf = (style: SagaStyle): readonly string[] => LANES[style];

/** Messages of the way back: those that ask for an undo, and those that report it. */
const UNDO: ReadonlySet<string> = new Set([
  'BeginCompensation',
  'ReleaseStock',
  'VoidPayment',
  'CancelShipment',
  'WithdrawApproval',
  'CloseOrder',
  'CancelExecution',
  'OrderCompensating',
  'StockReleased',
  'PaymentVoided',
  'ShipmentCancelled',
  'ApprovalWithdrawn',
  'OrderRejected',
  'OrderCancelled',
  'OrderExpired',
  'OrderCancelRequested',
]);

/** The timeline of a saga as arrows between lanes, in the order of time. */
export function arrowsOf(entries: readonly TimelineEntry[], style: SagaStyle): Arrow[] {
  const times = entries.map(({ at }) => Date.parse(at));
  const start = Math.min(...times);
  return entries
    .map((entry, index): Arrow => {
      const tone = entry.outcome === 'failure' ? 'failure' : UNDO.has(entry.type) ? 'undo' : 'forward';
      return { entry, ...ends(entry, style), t: (times[index] ?? start) - start, tone };
    })
    .sort((left, right) => left.t - right.t || left.entry.sequence - right.entry.sequence);
}

function ends({ kind, service, type }: TimelineEntry, style: SagaStyle): Pick<Arrow, 'from' | 'to'> {
  switch (kind) {
    case 'command':
      return { from: service === ORCHESTRATOR ? 'order' : ORCHESTRATOR, to: [service] };
    case 'reply':
      return { from: service, to: [ORCHESTRATOR] };
    case 'event':
      return { from: service, to: style === 'choreography' ? (LISTENERS[type] ?? []) : [] };
  }
}
