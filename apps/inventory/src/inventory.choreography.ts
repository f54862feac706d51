import { Controller } from '@nestjs/common';
import { CaptureRefused, OrderPlaced, PaymentDeclined, PaymentVoided, type SagaInput } from '@counterpoint/contracts';
import { On } from '@counterpoint/messaging';
import { releaseStock } from './operations/release-stock.js';
import { reserveStock } from './operations/reserve-stock.js';

/** Inventory's voice in choreography: when this happened, do that. */
@Controller()
export class InventoryChoreography {
  @On(OrderPlaced)
  reserve(event: SagaInput) {
    return reserveStock(event);
  }

  @On(PaymentDeclined, PaymentVoided, CaptureRefused)
  release(event: SagaInput) {
    return releaseStock(event);
  }
}
