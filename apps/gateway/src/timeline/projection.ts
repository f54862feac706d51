import { Controller } from '@nestjs/common';
import { MESSAGES, ORCHESTRATOR_REPLIES } from '@counterpoint/contracts';
import { Observe } from '@counterpoint/messaging';
import { record, type SagaData } from './record.js';

/** Writes down whatever is said about an order, in either style: commands, events and replies. */
@Controller()
export class TimelineProjection {
  @Observe([...MESSAGES.values()], [ORCHESTRATOR_REPLIES])
  seen(data: SagaData) {
    return record(data);
  }
}
