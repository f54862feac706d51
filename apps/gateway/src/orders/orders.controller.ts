import { Body, Controller, Get, Headers, Param, Post, Query, Req, Res } from '@nestjs/common';
import { IdempotencyKey, ListOrdersQuery, PlaceOrderRequest } from '@counterpoint/contracts';
import { problem, Roles, type Reply } from '@counterpoint/platform';
import { z } from 'zod';
import { Forward, type GatewayRequest } from '../proxy/forward.js';

/** Orders as the public sees them; the order service decides. */
@Controller('orders')
@Roles('customer', 'approver', 'operator')
export class OrdersController {
  constructor(private readonly forward: Forward) {}

  @Roles('customer')
  @Post()
  place(
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: PlaceOrderRequest }) body: PlaceOrderRequest,
    @Req() request: GatewayRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    return this.forward.through(reply, 'order', request, {
      method: 'POST',
      path: '/orders',
      body,
      headers: { 'idempotency-key': validKey(key) },
      repeatable: true,
    });
  }

  @Get()
  list(
    @Query({ schema: ListOrdersQuery }) query: ListOrdersQuery,
    @Req() request: GatewayRequest,
    @Res() reply: Reply,
  ): Promise<void> {
    return this.forward.through(reply, 'order', request, { method: 'GET', path: '/orders', query });
  }

  @Get(':id')
  show(@Param('id', { schema: z.uuid() }) id: string, @Req() request: GatewayRequest, @Res() reply: Reply): Promise<void> {
    return this.forward.through(reply, 'order', request, { method: 'GET', path: `/orders/${id}` });
  }

  @Roles('customer', 'operator')
  @Post(':id/cancel')
  cancel(@Param('id', { schema: z.uuid() }) id: string, @Req() request: GatewayRequest, @Res() reply: Reply): Promise<void> {
    return this.forward.through(reply, 'order', request, { method: 'POST', path: `/orders/${id}/cancel` });
  }
}

/** @throws a 400 problem for a key that is missing or malformed. */
function validKey(key: string | undefined): string {
  if (key === undefined || key === '') {
    const detail = 'Send an Idempotency-Key header, such as a new UUID, so that a repeated request places no second order.';
    throw problem(400, 'idempotency-key-missing', detail);
  }
  const parsed = IdempotencyKey.safeParse(key);
  if (!parsed.success)
    throw problem(400, 'idempotency-key-malformed', `The Idempotency-Key is not valid: ${parsed.error.issues[0]?.message}.`);
  return parsed.data;
}
