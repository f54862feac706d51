import { Inject, Injectable, Module } from '@nestjs/common';
import { Booking } from '@counterpoint/contracts';
import type { Caller, CallContext } from '@counterpoint/messaging';
import { CONFIG, JsonClient, type Config } from '@counterpoint/platform';
import { CANCEL_CALLER, HAND_OVER_CALLER, SCHEDULE_CALLER, type CarrierCall } from '../operations/calls.js';
import { finishCancellation } from '../operations/cancel-shipment.js';
import { finishHandOver } from '../operations/hand-over-shipment.js';
import { finishScheduling } from '../operations/schedule-shipment.js';

/** The carrier's API as far as shipping needs it. What it throws means that the outcome of the call is unknown. */
@Injectable()
export class CarrierClient extends JsonClient {
  constructor(@Inject(CONFIG) config: Config<'carrierUrl'>) {
    super(config.carrierUrl);
  }
}

@Injectable()
export class ScheduleCaller implements Caller<CarrierCall, Booking> {
  readonly name = SCHEDULE_CALLER;
  constructor(private readonly carrier: CarrierClient) {}

  async call({ order }: CarrierCall, context: CallContext): Promise<Booking> {
    return Booking.parse(await this.carrier.post('/bookings', { orderId: order.orderId, address: order.shipping }, context));
  }

  answered(answer: Booking, call: CarrierCall) {
    return finishScheduling({ call, answer });
  }
}

@Injectable()
export class CancelCaller implements Caller<CarrierCall, Booking> {
  readonly name = CANCEL_CALLER;
  constructor(private readonly carrier: CarrierClient) {}

  async call({ order, bookingKey }: CarrierCall, context: CallContext): Promise<Booking> {
    const path = `/bookings/${encodeURIComponent(bookingKey)}/cancel`;
    return Booking.parse(await this.carrier.post(path, { orderId: order.orderId }, context));
  }

  answered(_answer: Booking, call: CarrierCall) {
    return finishCancellation({ call });
  }
}

@Injectable()
export class HandOverCaller implements Caller<CarrierCall, Booking> {
  readonly name = HAND_OVER_CALLER;
  constructor(private readonly carrier: CarrierClient) {}

  async call({ order, bookingKey }: CarrierCall, context: CallContext): Promise<Booking> {
    const path = `/bookings/${encodeURIComponent(bookingKey)}/hand-over`;
    return Booking.parse(await this.carrier.post(path, { orderId: order.orderId }, context));
  }

  answered(answer: Booking, call: CarrierCall) {
    return finishHandOver({ call, answer });
  }
}

/** What the callers need, for whoever makes them. */
@Module({ providers: [CarrierClient], exports: [CarrierClient] })
export class CarrierModule {}
