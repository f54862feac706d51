import { Controller, Get, Req, Res } from '@nestjs/common';
import { Roles, type Reply } from '@counterpoint/platform';
import { Forward, type GatewayRequest } from '../proxy/forward.js';

/** What can be ordered. Prices are inventory's, which the order service takes when an order is placed. */
@Controller('catalogue')
@Roles('customer', 'approver', 'operator')
export class CatalogueController {
  constructor(private readonly forward: Forward) {}

  @Get()
  show(@Req() request: GatewayRequest, @Res() reply: Reply): Promise<void> {
    return this.forward.through(reply, 'inventory', request, { method: 'GET', path: '/catalogue' });
  }
}
