import { Injectable } from '@nestjs/common';
import type { OrderStatus, SagaStyle } from '@counterpoint/contracts';
import { hasRole, problem, ProblemError, type Principal } from '@counterpoint/platform';
import { Forward, type GatewayRequest } from '../proxy/forward.js';
import { Timelines } from './read.js';

export interface VisibleOrder {
  readonly style: SagaStyle;
  readonly status: OrderStatus;
}

/** Whether a caller may see an order. The order service knows best; while it is away, the timeline's own knowledge will do. */
@Injectable()
export class OrderAccess {
  constructor(
    private readonly forward: Forward,
    private readonly timelines: Timelines,
  ) {}

  /** @throws a 404 problem for an order that does not exist or belongs to somebody else, which look the same. */
  async see(principal: Principal, orderId: string, request: GatewayRequest): Promise<VisibleOrder> {
    try {
      const answer = await this.forward.ask('order', request, { method: 'GET', path: `/orders/${orderId}` });
      if (answer.status === 200) return JSON.parse(answer.body) as VisibleOrder;
      if (answer.status < 500) throw notFound(orderId);
      return await this.seen(principal, orderId);
    } catch (error) {
      if (!(error instanceof ProblemError) || error.problem.status !== 503) throw error;
      return this.seen(principal, orderId, error);
    }
  }

  private async seen(principal: Principal, orderId: string, away?: ProblemError): Promise<VisibleOrder> {
    const head = await this.timelines.head(orderId);
    // An order that was placed just now may exist although nothing was seen of it yet.
    if (head === undefined) throw away ?? notFound(orderId);
    if (head.customerId !== principal.subject && !hasRole(principal, 'operator', 'approver')) throw notFound(orderId);
    return head;
  }
}

const notFound = (orderId: string) => problem(404, 'not-found', `There is no order ${orderId} that you may see.`);
