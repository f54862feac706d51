import {
  STEP_TIMEOUT_SECONDS,
  TERMINAL_ORDER_STATUSES,
  type OrderStatus,
  type OrderView,
  type Reason,
} from '@counterpoint/contracts';

/** Steps that the order service watches in choreography, in the order of the saga. The capture has no deadline: it is the pivot. */
export const STEPS = ['reserveStock', 'authorisePayment', 'approval', 'scheduleShipment', 'capturePayment'] as const;
export type Step = (typeof STEPS)[number];
/** What has to be undone before an order may end that did not go through. */
export type Undo = 'stock' | 'shipment';

/** The changing part of an order; the snapshot that the messages carry is fixed when the order is placed. */
export interface OrderState {
  readonly status: OrderStatus;
  /** The first recorded reason why the order will not go through. */
  readonly reason: Reason | null;
  readonly cancellation: OrderView['cancellation'];
  /** The saga's address: the execution that runs it; null where the services move it among themselves. */
  readonly executionId: string | null;
  /** What has to be confirmed before the order ends, once it is COMPENSATING without an execution. */
  readonly undo: readonly Undo[];
  /** What was confirmed; a confirmation may arrive before the message that asks for it. */
  readonly undone: readonly Undo[];
  readonly step: Step | null;
  /** When the step is overdue; null where nothing is watched. */
  readonly deadlineAt: Date | null;
  /** Multiplies the step timeouts; fixed when the order is placed. */
  readonly stepTimeoutScale: number;
  readonly handOver: OrderView['handOver'];
  readonly trackingCode: string | null;
}

/** Code of the reason that a customer's cancel leaves; it alone ends an order as CANCELLED. */
export const CANCELLED_BY_CUSTOMER: Reason = { code: 'cancelled_by_customer', detail: 'The customer cancelled the order.' };

export const isTerminal = ({ status }: Pick<OrderState, 'status'>): boolean => TERMINAL_ORDER_STATUSES.includes(status);
/** On its way forward, as far as the order service knows; nothing has failed and nothing was asked to stop. */
export const isOpen = ({ status }: Pick<OrderState, 'status'>): boolean => status === 'PENDING' || status === 'AWAITING_APPROVAL';
const isUndisturbed = (order: OrderState): boolean => isOpen(order) && order.reason === null;

export function placed(executionId: string | null, stepTimeoutScale: number, now: number): OrderState {
  const order: OrderState = {
    status: 'PENDING',
    reason: null,
    cancellation: 'none',
    executionId,
    undo: [],
    undone: [],
    step: null,
    deadlineAt: null,
    stepTimeoutScale,
    handOver: 'none',
    trackingCode: null,
  };
  return watch(order, 'reserveStock', now);
}

/** Arms the deadline of the step that begins now. An execution has timeouts of its own, so there nothing is armed. */
export function watch(order: OrderState, step: Step, now: number, approvalDeadline?: Date): OrderState {
  if (order.executionId !== null) return order;
  const seconds =
    step === 'approval' || step === 'capturePayment' ? undefined : STEP_TIMEOUT_SECONDS[step] * order.stepTimeoutScale;
  const deadlineAt = seconds === undefined ? (approvalDeadline ?? null) : new Date(now + seconds * 1_000);
  return { ...order, step, deadlineAt };
}

/** A later step has begun. Messages of different services may pass each other, so an earlier step changes nothing. */
export function follow(order: OrderState, step: Step, now: number): OrderState | undefined {
  const isLater = order.step !== null && STEPS.indexOf(step) > STEPS.indexOf(order.step);
  return isLater && isUndisturbed(order) ? watch(order, step, now) : undefined;
}

/** Whether the payment's success lets the order go on: only once, and only while nothing speaks against it. */
export function mayClear(order: OrderState): boolean {
  return isUndisturbed(order) && order.step !== null && STEPS.indexOf(order.step) < STEPS.indexOf('approval');
}

/** Records why the order should not go on. Payment decides whether it is too late for that, so nothing is watched any more. */
export function object(order: OrderState, reason: Reason): OrderState {
  return { ...order, reason: order.reason ?? reason, deadlineAt: null };
}

/** The deadline's reason; undefined while nothing is overdue. */
export function overdue({ step, deadlineAt, status }: OrderState, now: number): Reason | undefined {
  if (step === null || deadlineAt === null || now < deadlineAt.getTime() || !isOpen({ status })) return undefined;
  if (step === 'approval') return { code: 'approval_expired', detail: 'Nobody decided before the deadline.' };
  return { code: 'step_timed_out', detail: `${step[0]?.toUpperCase()}${step.slice(1)} did not answer in time.` };
}

/** The payment is captured. Whoever wanted to cancel has lost. */
export function confirmed(order: OrderState): OrderState | undefined {
  if (!isOpen(order)) return undefined;
  const cancellation = order.cancellation === 'requested' ? 'refused' : order.cancellation;
  return { ...order, status: 'CONFIRMED', reason: null, cancellation, deadlineAt: null };
}

/** The order will not go through. With nothing left to undo it ends at once. */
export function compensating(order: OrderState, reason: Reason, undo: readonly Undo[]): OrderState | undefined {
  if (!isOpen(order)) return undefined;
  return settled({ ...order, status: 'COMPENSATING', reason: order.reason ?? reason, undo, deadlineAt: null });
}

/** The execution compensates, for the reason that it gives: it knows what came first. It will say when all is undone. */
export function compensatedByExecution(order: OrderState, reason: Reason): OrderState | undefined {
  return isOpen(order) ? { ...order, status: 'COMPENSATING', reason, deadlineAt: null } : undefined;
}

/** One thing is undone; the order ends with the last one. */
export function undone(order: OrderState, what: Undo): OrderState | undefined {
  if (isTerminal(order) || order.undone.includes(what)) return undefined;
  return settled({ ...order, undone: [...order.undone, what] });
}

function settled(order: OrderState): OrderState {
  if (order.status !== 'COMPENSATING' || !order.undo.every((what) => order.undone.includes(what))) return order;
  return closed(order, order.reason?.code === CANCELLED_BY_CUSTOMER.code);
}

/** The end of an order that did not go through. */
export function closed(order: OrderState, cancelled: boolean): OrderState {
  const lost = order.cancellation === 'requested' ? 'refused' : order.cancellation;
  return { ...order, status: cancelled ? 'CANCELLED' : 'REJECTED', cancellation: cancelled ? 'done' : lost, deadlineAt: null };
}

/** Nothing is in stock and nothing else was done, so there is nothing to undo; but payment decides where it was asked first. */
export function rejectedForStock(order: OrderState, reason: Reason): OrderState | undefined {
  return isUndisturbed(order) ? closed({ ...order, reason }, false) : undefined;
}

/** It is too late to stop the order: the capture has begun, and what was recorded against it counts no more. */
export function objectionRefused(order: OrderState): OrderState | undefined {
  if (isTerminal(order)) return undefined;
  const cancellation = order.cancellation === 'requested' ? 'refused' : order.cancellation;
  return { ...order, cancellation, reason: isOpen(order) ? null : order.reason };
}
