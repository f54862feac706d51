import { BaseRpcContext } from '@nestjs/microservices';
import type { Envelope } from '@counterpoint/contracts';
import type { BusMessage } from '../bus/bus.js';

/** What a handler can have by `@Ctx()`: the envelope and the record as it was read. */
export class MessageContext extends BaseRpcContext<[Envelope, BusMessage]> {
  get envelope(): Envelope {
    return this.getArgByIndex(0) as Envelope;
  }
  get record(): BusMessage {
    return this.getArgByIndex(1) as BusMessage;
  }
}
