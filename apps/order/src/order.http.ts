import { Body, Controller, Get, Headers, HttpCode, Param, Post, Query, Req } from '@nestjs/common';
import { z } from 'zod';
import {
  DecideApprovalRequest,
  IdempotencyKey,
  ListOrdersQuery,
  MAX_PAGE_SIZE,
  PlaceOrderRequest,
  type ApprovalPage,
  type ApprovalView,
  type CancelOrderResponse,
  type CatalogueView,
  type OrderPage,
  type OrderView,
} from '@counterpoint/contracts';
import { Runtime } from '@counterpoint/messaging';
import { Clock, CurrentPrincipal, hasRole, problem, Roles, type Principal, type TracedRequest } from '@counterpoint/platform';
import { Catalogue } from './http/catalogue.js';
import { OrderQueries } from './http/order-queries.js';
import { PlaceOrderService } from './http/place-order.service.js';
import { approvalView, orderView } from './http/views.js';
import { decideApproval } from './operations/decide-approval.js';
import { requestCancellation } from './operations/stop-order.js';
import { laterStimulus } from './timers/stimulus.js';

const Id = z.uuid();
const ListApprovalsQuery = z.strictObject({
  cursor: z.string().max(400).optional(),
  limit: z.coerce.number().int().min(1).max(MAX_PAGE_SIZE).optional(),
});
type ListApprovalsQuery = z.infer<typeof ListApprovalsQuery>;

/** Whose orders the caller sees: a customer its own, staff all (undefined). */
const scopeOf = (principal: Principal): string | undefined =>
  hasRole(principal, 'operator', 'approver') ? undefined : principal.subject;

/** The order's voice over HTTP. */
@Controller()
export class OrderHttp {
  constructor(
    private readonly runtime: Runtime,
    private readonly orders: OrderQueries,
    private readonly placing: PlaceOrderService,
    private readonly stock: Catalogue,
    private readonly clock: Clock,
  ) {}

  @Get('catalogue')
  catalogue(): CatalogueView {
    return this.stock.view();
  }

  @Roles('customer')
  @Post('orders')
  @HttpCode(202)
  async place(
    @CurrentPrincipal() { subject }: Principal,
    @Headers('idempotency-key') key: string | undefined,
    @Body({ schema: PlaceOrderRequest }) request: PlaceOrderRequest,
    @Req() { traceparent }: TracedRequest,
  ): Promise<OrderView> {
    const parsed = IdempotencyKey.safeParse(key);
    if (!parsed.success)
      throw problem(400, 'idempotency-key-missing', 'Send an Idempotency-Key header of 1 to 200 visible ASCII characters.');
    return this.placing.place(subject, parsed.data, request, traceparent);
  }

  @Get('orders')
  async list(
    @CurrentPrincipal() principal: Principal,
    @Query({ schema: ListOrdersQuery }) query: ListOrdersQuery,
  ): Promise<z.infer<typeof OrderPage>> {
    const { rows, nextCursor } = await this.orders.list(query, scopeOf(principal));
    return { items: rows.map(orderView), nextCursor };
  }

  @Get('orders/:id')
  async get(@CurrentPrincipal() principal: Principal, @Param('id', { schema: Id }) id: string): Promise<OrderView> {
    const order = await this.orders.find(id, scopeOf(principal));
    return order === null ? noOrder(id) : orderView(order);
  }

  @Roles('customer', 'operator')
  @Post('orders/:id/cancel')
  @HttpCode(202)
  async cancel(
    @CurrentPrincipal() principal: Principal,
    @Param('id', { schema: Id }) id: string,
  ): Promise<z.infer<typeof CancelOrderResponse>> {
    const customerId = hasRole(principal, 'operator') ? undefined : principal.subject;
    const order = (await this.orders.find(id, customerId)) ?? noOrder(id);
    const result = await this.runtime.execute(
      requestCancellation({ orderId: id, customerId }),
      laterStimulus('http.cancelOrder', order),
    );
    switch (result.kind) {
      case 'requested':
        return { id, status: result.order.status, cancellation: 'requested' };
      case 'tooLate':
        throw problem(409, 'too-late', `The order can not be cancelled any more: it is ${result.order.status}.`);
      case 'notFound':
        return noOrder(id);
    }
  }

  @Roles('approver', 'operator')
  @Get('approvals')
  async approvals(
    @Query({ schema: ListApprovalsQuery }) { cursor, limit }: ListApprovalsQuery,
  ): Promise<z.infer<typeof ApprovalPage>> {
    const { rows, nextCursor } = await this.orders.approvals(cursor, limit);
    const now = this.clock.now();
    return { items: rows.map((row) => approvalView(row, now)), nextCursor };
  }

  @Roles('approver')
  @Post('approvals/:id')
  @HttpCode(200)
  async decide(
    @CurrentPrincipal() { subject }: Principal,
    @Param('id', { schema: Id }) id: string,
    @Body({ schema: DecideApprovalRequest }) { decision, comment }: DecideApprovalRequest,
  ): Promise<z.infer<typeof ApprovalView>> {
    const order = (await this.orders.find(id, undefined)) ?? noApproval(id);
    const intent = decideApproval({ approvalId: id, decision, comment, by: subject });
    const result = await this.runtime.execute(intent, laterStimulus('http.decideApproval', order));
    switch (result.kind) {
      case 'decided':
        return approvalView(result.approval, this.clock.now());
      case 'closed':
        throw problem(409, 'approval-closed', `This approval is ${result.status} already.`);
      case 'ownOrder':
        throw problem(403, 'own-order', 'Nobody approves an order of their own: ask another approver.');
      case 'notFound':
        return noApproval(id);
    }
  }
}

function noOrder(id: string): never {
  throw problem(404, 'not-found', `There is no order ${id}.`);
}

function noApproval(id: string): never {
  throw problem(404, 'not-found', `There is no approval ${id}.`);
}
