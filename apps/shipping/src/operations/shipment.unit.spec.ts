import { describe, expect, it } from '@jest/globals';
import type { Booking } from '@counterpoint/contracts';
import { anOrderSnapshot, Story, typesOf, type Said } from '@counterpoint/testing/story';
import { cancel, handOver, schedule, type ShipmentState, type ShipmentStatus, type Transition } from '../domain/shipment.js';
import { Shipment } from '../persistence/entities.js';
import type { CarrierCall } from './calls.js';
import { cancelShipment, finishCancellation } from './cancel-shipment.js';
import { finishHandOver, handOverShipment } from './hand-over-shipment.js';
import { finishScheduling, scheduleShipment } from './schedule-shipment.js';

const order = anOrderSnapshot();
const story = () => new Story([Shipment, 'orderId']);
const callOf = (said: Said) => said.calls[0]?.request as CarrierCall;
const booking = (status: Booking['status'], more: Partial<Booking> = {}): Booking => ({
  key: `${order.orderId}:schedule:1`,
  orderId: order.orderId,
  status,
  shipmentId: null,
  trackingCode: null,
  reason: null,
  ...more,
});
const BOOKED = booking('booked', { shipmentId: 'ship_1' });
const REASON = { code: 'address_not_served', detail: 'Not there.' };

const state = (status: ShipmentStatus, more: Partial<ShipmentState> = {}): ShipmentState => ({
  status,
  attempt: 1,
  shipmentId: null,
  trackingCode: null,
  reason: null,
  ...more,
});
const summary = ({ shipment, verdict, call, waits }: Transition): string =>
  [shipment?.status ?? '-', verdict?.kind ?? '-', call ?? '-', waits ? 'waits' : '-'].join(' ');

describe('a shipment', () => {
  it.each<[ShipmentState | undefined, string, string, string]>([
    // given, asked to schedule, asked to cancel, asked to hand over
    [undefined, 'SCHEDULING - schedule waits', 'CANCELLED cancelled - -', '- - - -'],
    [state('SCHEDULING'), '- - - waits', 'CANCELLING - cancel waits', '- - - -'],
    [state('SCHEDULED'), '- scheduled - -', 'CANCELLING - cancel waits', 'HANDING_OVER - handOver waits'],
    [state('REFUSED'), '- refused - -', 'CANCELLED cancelled - -', '- - - -'],
    [state('CANCELLING'), '- - - -', '- - - waits', '- - - -'],
    [state('CANCELLED'), '- refused - -', '- cancelled - -', '- - - -'],
    [state('HANDING_OVER'), '- scheduled - -', '- - - -', '- - - waits'],
    [state('HANDED_OVER'), '- scheduled - -', '- - - -', '- handedOver - -'],
  ])('given %j', (given, scheduled, cancelled, handedOver) => {
    expect(summary(schedule(given, 1))).toBe(scheduled);
    expect(summary(cancel(given))).toBe(cancelled);
    expect(summary(handOver(given))).toBe(handedOver);
  });
});

describe('shipping', () => {
  it('books, then hands over', () => {
    const given = story();
    const scheduled = given.when(scheduleShipment({ order }));
    expect(typesOf(given.when(finishScheduling({ call: callOf(scheduled), answer: BOOKED })))).toEqual(['ShipmentScheduled']);
    const asked = given.when(handOverShipment({ order }));
    const answer = booking('handed_over', { shipmentId: 'ship_1', trackingCode: 'track_1' });
    const said = given.when(finishHandOver({ call: callOf(asked), answer }));
    expect(said.messages).toMatchObject([{ type: 'ShipmentHandedOver', data: { trackingCode: 'track_1' } }]);
  });

  it('cancels by the key of a booking that is still under way, and ignores its late answer', () => {
    const given = story();
    const scheduled = given.when(scheduleShipment({ order }));
    const cancelled = given.when(cancelShipment({ order }));
    expect(cancelled.calls).toMatchObject([{ caller: 'carrier.cancel', request: { bookingKey: scheduled.calls[0]?.key } }]);
    expect(given.when(finishScheduling({ call: callOf(scheduled), answer: BOOKED })).messages).toEqual([]);
    expect(typesOf(given.when(finishCancellation({ call: callOf(cancelled) })))).toEqual(['ShipmentCancelled']);
    expect(given.row(Shipment, order.orderId)?.status).toBe('CANCELLED');
  });

  it('refuses a booking that its cancellation has overtaken, without a call', () => {
    const given = story();
    expect(typesOf(given.when(cancelShipment({ order })))).toEqual(['ShipmentCancelled']);
    const late = given.when(scheduleShipment({ order }));
    expect([typesOf(late), late.calls]).toEqual([['ShipmentRefused'], []]);
  });

  it('tries a refusal again under the next attempt number only, with a key of its own', () => {
    const given = story();
    const call = callOf(given.when(scheduleShipment({ order })));
    expect(typesOf(given.when(finishScheduling({ call, answer: booking('refused', { reason: REASON }) })))).toEqual([
      'ShipmentRefused',
    ]);
    expect(given.when(scheduleShipment({ order }))).toMatchObject({ messages: [{ data: { reason: REASON } }], calls: [] });
    expect(given.when(scheduleShipment({ order, attempt: 2 })).calls).toMatchObject([{ key: `${order.orderId}:schedule:2` }]);
  });
});
