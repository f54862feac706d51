import { Controller } from '@nestjs/common';
import {
  ApprovalRefused,
  OrderCancelRequested,
  OrderExpired,
  ShipmentRefused,
  ShipmentScheduled,
  StockReserved,
  type SagaInput,
} from '@counterpoint/contracts';
import { On } from '@counterpoint/messaging';
import { authorisePayment } from './operations/authorise-payment.js';
import { capturePayment } from './operations/capture-payment.js';
import { closePayment, type CloseInput } from './operations/close-payment.js';

/** Payment's voice in choreography: when this happened, do that. */
@Controller()
export class PaymentChoreography {
  @On(StockReserved)
  authorise(event: SagaInput) {
    return authorisePayment(event);
  }

  @On(ShipmentRefused, ApprovalRefused, OrderExpired, OrderCancelRequested)
  close(event: CloseInput) {
    return closePayment(event);
  }

  @On(ShipmentScheduled)
  capture(event: SagaInput) {
    return capturePayment(event);
  }
}
