import { Controller } from '@nestjs/common';
import { CaptureRefused, OrderCleared, OrderConfirmed, PaymentVoided, type SagaInput } from '@counterpoint/contracts';
import { On } from '@counterpoint/messaging';
import { cancelShipment } from './operations/cancel-shipment.js';
import { handOverShipment } from './operations/hand-over-shipment.js';
import { scheduleShipment } from './operations/schedule-shipment.js';

/** Shipping's voice in choreography: when this happened, do that. */
@Controller()
export class ShippingChoreography {
  @On(OrderCleared)
  schedule(event: SagaInput) {
    return scheduleShipment(event);
  }

  @On(PaymentVoided, CaptureRefused)
  cancel(event: SagaInput) {
    return cancelShipment(event);
  }

  @On(OrderConfirmed)
  handOver(event: SagaInput) {
    return handOverShipment(event);
  }
}
