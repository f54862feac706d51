import { Body, Controller, Get, Param, Post, Query, Req, Res } from '@nestjs/common';
import { DecideApprovalRequest, ListApprovalsQuery } from '@counterpoint/contracts';
import { Roles, type Reply } from '@counterpoint/platform';
import { z } from 'zod';
import { Forward, type GatewayRequest } from '../proxy/forward.js';

@Controller('approvals')
export class ApprovalsController {
  constructor(private readonly forward: Forward) {}

  @Roles('approver', 'operator')
  @Get()
  list(
    @Query({ schema: ListApprovalsQuery }) query: ListApprovalsQuery,
    @Req() request: GatewayRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    return this.forward.through(reply, 'order', request, { method: 'GET', path: '/approvals', query });
  }

  /** Repeatable: the same decision again gets the same answer. */
  @Roles('approver')
  @Post(':id')
  decide(
    @Param('id', { schema: z.uuid() }) id: string,
    @Body({ schema: DecideApprovalRequest }) body: DecideApprovalRequest,
    @Req() request: GatewayRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    return this.forward.through(reply, 'order', request, { method: 'POST', path: `/approvals/${id}`, body, repeatable: true });
  }
}
