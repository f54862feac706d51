import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ListExecutionsQuery } from '@counterpoint/contracts';
import { Roles, type Reply } from '@counterpoint/platform';
import { z } from 'zod';
import { Forward, type GatewayRequest } from '../proxy/forward.js';

/** The orchestrator's executions, for operators. */
@Controller('executions')
@Roles('operator')
export class ExecutionsController {
  constructor(private readonly forward: Forward) {}

  @Get()
  list(
    @Query({ schema: ListExecutionsQuery }) query: ListExecutionsQuery,
    @Req() request: GatewayRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    return this.forward.through(reply, 'orchestrator', request, { method: 'GET', path: '/executions', query });
  }

  @Get(':id')
  show(@Param('id', { schema: z.uuid() }) id: string, @Req() request: GatewayRequest, @Res() reply: Reply): Promise<void> {
    return this.forward.through(reply, 'orchestrator', request, { method: 'GET', path: `/executions/${id}` });
  }
}
