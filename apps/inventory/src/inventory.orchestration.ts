import { Controller } from '@nestjs/common';
import { ReleaseStock, ReserveStock, type SagaInput } from '@counterpoint/contracts';
import { Handle } from '@counterpoint/messaging';
import { releaseStock } from './operations/release-stock.js';
import { reserveStock } from './operations/reserve-stock.js';

/** Inventory's voice in orchestration: told to do this, do it. */
@Controller()
export class InventoryOrchestration {
  @Handle(ReserveStock)
  reserve(command: SagaInput) {
    return reserveStock(command);
  }

  @Handle(ReleaseStock)
  release(command: SagaInput) {
    return releaseStock(command);
  }
}
