import type { Reason, SHIPMENT_STATUSES } from '@counterpoint/contracts';

/**
 * What shipping has decided for an order. SCHEDULING, CANCELLING and HANDING_OVER wait for the carrier. CANCELLED refuses
 * whatever comes later; with attempt 0 it is a tombstone.
 */
export type ShipmentStatus = (typeof SHIPMENT_STATUSES)[number];
export interface ShipmentState {
  readonly status: ShipmentStatus;
  /** Number of the newest booking attempt; 0 when none was ever made. */
  readonly attempt: number;
  readonly shipmentId: string | null;
  readonly trackingCode: string | null;
  readonly reason: Reason | null;
}

/** What the asker is told. No verdict: the carrier's answer will bring it. */
export type Verdict =
  | { readonly kind: 'scheduled'; readonly shipmentId: string }
  | { readonly kind: 'refused'; readonly reason: Reason }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'handedOver'; readonly trackingCode: string };

/** `shipment` is the new state, if it changes; `waits`: whoever asked gets the answer of the call that is under way. */
export interface Transition {
  readonly shipment?: ShipmentState;
  readonly verdict?: Verdict;
  readonly call?: 'schedule' | 'cancel' | 'handOver';
  readonly waits?: true;
}

const NOTHING: ShipmentState = { status: 'CANCELLED', attempt: 0, shipmentId: null, trackingCode: null, reason: null };
const CLOSED: Reason = { code: 'shipment_cancelled', detail: 'The shipment was cancelled before it was booked.' };

/** Asks for the booking. A known refusal may be tried again under the next attempt number; everything else is repeated. */
export function schedule(stored: ShipmentState | undefined, attempt: number): Transition {
  const begin: Transition = { shipment: { ...NOTHING, status: 'SCHEDULING', attempt }, call: 'schedule', waits: true };
  switch (stored?.status) {
    case undefined:
      return begin;
    case 'REFUSED':
      return attempt > stored.attempt ? begin : { verdict: { kind: 'refused', reason: stored.reason ?? CLOSED } };
    case 'SCHEDULED':
    case 'HANDING_OVER':
    case 'HANDED_OVER':
      return { verdict: { kind: 'scheduled', shipmentId: stored.shipmentId ?? '' } };
    case 'CANCELLED':
      // The tombstone: cancelled before it was booked, so nothing is asked of the carrier.
      return { verdict: { kind: 'refused', reason: CLOSED } };
    case 'SCHEDULING':
      return { waits: true };
    case 'CANCELLING':
      return {};
  }
}

/** Cancels the booking, whether or not it has landed. Nobody asks for it once the order is confirmed; then nothing is done. */
export function cancel(stored: ShipmentState | undefined): Transition {
  switch (stored?.status) {
    case undefined:
      return { shipment: NOTHING, verdict: { kind: 'cancelled' } };
    case 'REFUSED':
      return { shipment: { ...stored, status: 'CANCELLED' }, verdict: { kind: 'cancelled' } };
    case 'SCHEDULING':
    case 'SCHEDULED':
      return { shipment: { ...stored, status: 'CANCELLING' }, call: 'cancel', waits: true };
    case 'CANCELLED':
      return { verdict: { kind: 'cancelled' } };
    case 'CANCELLING':
      return { waits: true };
    case 'HANDING_OVER':
    case 'HANDED_OVER':
      return {};
  }
}

/** Hands the parcel over. Only a booked shipment can be, and the saga asks for no other. */
export function handOver(stored: ShipmentState | undefined): Transition {
  switch (stored?.status) {
    case 'SCHEDULED':
      return { shipment: { ...stored, status: 'HANDING_OVER' }, call: 'handOver', waits: true };
    case 'HANDED_OVER':
      return { verdict: { kind: 'handedOver', trackingCode: stored.trackingCode ?? '' } };
    case 'HANDING_OVER':
      return { waits: true };
    case undefined:
    case 'SCHEDULING':
    case 'REFUSED':
    case 'CANCELLING':
    case 'CANCELLED':
      return {};
  }
}

/** The carrier's answer to a booking. One that comes after the cancellation changes nothing: the cancellation undoes it. */
export function bookingAnswered(
  stored: ShipmentState | undefined,
  attempt: number,
  answer: { readonly shipmentId: string } | { readonly reason: Reason },
): Transition {
  if (stored?.status !== 'SCHEDULING' || stored.attempt !== attempt) return {};
  if ('reason' in answer) {
    return {
      shipment: { ...stored, status: 'REFUSED', reason: answer.reason },
      verdict: { kind: 'refused', reason: answer.reason },
    };
  }
  const { shipmentId } = answer;
  return { shipment: { ...stored, status: 'SCHEDULED', shipmentId }, verdict: { kind: 'scheduled', shipmentId } };
}

/** The carrier has no booking any more. */
export function cancellationAnswered(stored: ShipmentState | undefined): Transition {
  if (stored?.status !== 'CANCELLING') return {};
  return { shipment: { ...stored, status: 'CANCELLED' }, verdict: { kind: 'cancelled' } };
}

/** The carrier has the parcel. */
export function handOverAnswered(stored: ShipmentState | undefined, trackingCode: string): Transition {
  if (stored?.status !== 'HANDING_OVER') return {};
  return { shipment: { ...stored, status: 'HANDED_OVER', trackingCode }, verdict: { kind: 'handedOver', trackingCode } };
}
