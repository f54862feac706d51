import { Controller } from '@nestjs/common';
import { CancelShipment, HandOverShipment, ScheduleShipment, type SagaInput } from '@counterpoint/contracts';
import { Handle } from '@counterpoint/messaging';
import { cancelShipment } from './operations/cancel-shipment.js';
import { handOverShipment } from './operations/hand-over-shipment.js';
import { scheduleShipment } from './operations/schedule-shipment.js';

/** Shipping's voice in orchestration: told to do this, do it. */
@Controller()
export class ShippingOrchestration {
  @Handle(ScheduleShipment)
  schedule(command: SagaInput) {
    return scheduleShipment(command);
  }

  @Handle(CancelShipment)
  cancel(command: SagaInput) {
    return cancelShipment(command);
  }

  @Handle(HandOverShipment)
  handOver(command: SagaInput) {
    return handOverShipment(command);
  }
}
