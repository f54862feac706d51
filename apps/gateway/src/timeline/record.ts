import {
  messageType,
  ORCHESTRATOR_REPLIES,
  TERMINAL_ORDER_STATUSES,
  type Envelope,
  type OrderSnapshot,
  type OrderStatus,
} from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { TimelineEntryRow, TimelineRow } from './entities.js';

/** Data of any message of an order's saga. The orchestrator's carry the order in the execution's input, or its id alone. */
export interface SagaData {
  readonly order?: OrderSnapshot | undefined;
  readonly executionId?: string | undefined;
  readonly input?: unknown;
}

/** Adds a message to the timeline of its order; one that belongs to no order is left out. */
export const record = operation({
  name: 'recordTimeline',
  rows: { timeline: one(TimelineRow), entry: one(TimelineEntryRow) },
  keys: (data: SagaData) => ({ timeline: orderIdOf(data), entry: undefined }),
  decide: ({ timeline }, data, { envelope, now }) => {
    const orderId = orderIdOf(data);
    const customerId = timeline?.customerId ?? snapshotOf(data)?.customerId;
    if (orderId === undefined || customerId === undefined) return {};
    const seen = describe(envelope);
    const sequence = (timeline?.lastSequence ?? 0) + 1;
    return {
      rows: {
        timeline: {
          orderId,
          customerId,
          style: timeline?.style ?? seen.style,
          status: nextStatus(timeline?.status, envelope.type),
          lastSequence: sequence,
          endedAt: timeline?.endedAt ?? (LAST_MESSAGES.includes(envelope.type) ? new Date(now) : null),
        },
        entry: {
          orderId,
          sequence,
          messageId: envelope.id,
          type: envelope.type,
          kind: seen.kind,
          service: seen.service,
          topic: seen.topic,
          causationId: envelope.causationId ?? null,
          outcome: envelope.outcome ?? null,
          at: new Date(envelope.time),
          data: withoutSnapshot(data),
        },
      },
    };
  },
});

/** After one of these nothing but stragglers follows. */
const LAST_MESSAGES: readonly string[] = ['OrderRejected', 'OrderCancelled', 'ShipmentHandedOver'];

const STATUS_AFTER: Readonly<Record<string, OrderStatus>> = {
  ApprovalRequested: 'AWAITING_APPROVAL',
  RequestApproval: 'AWAITING_APPROVAL',
  ApprovalGranted: 'PENDING',
  OrderCompensating: 'COMPENSATING',
  OrderConfirmed: 'CONFIRMED',
  OrderRejected: 'REJECTED',
  OrderCancelled: 'CANCELLED',
};

function nextStatus(status: OrderStatus = 'PENDING', type: string): OrderStatus {
  return TERMINAL_ORDER_STATUSES.includes(status) ? status : (STATUS_AFTER[type] ?? status);
}

function snapshotOf(data: SagaData): OrderSnapshot | undefined {
  return data.order ?? (data.input as { readonly order?: OrderSnapshot } | undefined)?.order;
}
function orderIdOf(data: SagaData): string | undefined {
  return snapshotOf(data)?.orderId ?? data.executionId;
}

/**
 * Told in both styles, so it says nothing about the style; in choreography OrderPlaced is before it on the same topic.
 * All other events of the participants are on their own topics in choreography only.
 */
const IN_BOTH_STYLES = 'ApprovalRequested';

/**
 * What a message is to a reader. An outcome that carries a task token went to the orchestrator's replies, all other
 * events to their own topic.
 */
function describe({ type, taskToken }: Envelope) {
  const known = messageType(type);
  const service = known?.service ?? 'orchestrator';
  const isReply = known?.kind === 'event' && taskToken !== undefined;
  const choreographed = known?.kind === 'event' && !isReply && service !== 'orchestrator' && type !== IN_BOTH_STYLES;
  return {
    kind: isReply ? ('reply' as const) : (known?.kind ?? 'event'),
    service,
    topic: isReply ? ORCHESTRATOR_REPLIES : (known?.topic ?? ''),
    style: choreographed ? ('choreography' as const) : ('orchestration' as const),
  };
}

/** The data without every order snapshot in it, however deep. */
function withoutSnapshot(data: unknown): unknown {
  if (Array.isArray(data)) return data.map(withoutSnapshot);
  if (typeof data !== 'object' || data === null) return data;
  const rest = Object.entries(data).filter(([name, value]) => name !== 'order' || !isSnapshot(value));
  return Object.fromEntries(rest.map(([name, value]) => [name, withoutSnapshot(value)]));
}
const isSnapshot = (value: unknown) => typeof value === 'object' && value !== null && 'orderId' in value;
