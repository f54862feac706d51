import { Controller, Get, Req, Res } from '@nestjs/common';
import { Roles, type Reply } from '@counterpoint/platform';
import { Forward, type GatewayRequest } from '../proxy/forward.js';

/** The orchestrator's state machines, for operators. They are made and changed through the Step Functions API. */
@Controller('state-machines')
@Roles('operator')
export class StateMachinesController {
  constructor(private readonly forward: Forward) {}

  @Get()
  list(@Req() request: GatewayRequest, @Res() reply: Reply): Promise<void> {
    return this.forward.through(reply, 'orchestrator', request, { method: 'GET', path: '/state-machines' });
  }
}
