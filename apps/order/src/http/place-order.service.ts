import { Inject, Injectable } from '@nestjs/common';
import type { OrderSnapshot, OrderView, PlaceOrderRequest } from '@counterpoint/contracts';
import { newId, Runtime } from '@counterpoint/messaging';
import { Clock, CONFIG, problem, type Config } from '@counterpoint/platform';
import { MAX_ORDER_TOTAL_MINOR, price } from '../domain/pricing.js';
import { placeOrder } from '../operations/place-order.js';
import { Catalogue } from './catalogue.js';
import { OrderQueries } from './order-queries.js';
import { requestHash } from './request-hash.js';
import { orderView, placedView } from './views.js';

/** Prices a request, gives it an id and has it decided, once for each of the customer's idempotency keys. */
@Injectable()
export class PlaceOrderService {
  /** Requests under way in this process, by customer and key: a second one is told to wait. */
  private readonly running = new Set<string>();

  constructor(
    private readonly runtime: Runtime,
    private readonly catalogue: Catalogue,
    private readonly queries: OrderQueries,
    private readonly clock: Clock,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** @throws problems 409 (still running) and 422 (another body under the key, unknown SKU, too large). */
  async place(
    customerId: string,
    idempotencyKey: string,
    request: PlaceOrderRequest,
    traceparent: string | undefined,
  ): Promise<OrderView> {
    const claim = JSON.stringify([customerId, idempotencyKey]);
    if (this.running.has(claim)) {
      throw problem(409, 'request-running', 'A request with this Idempotency-Key is still running. Repeat it in a moment.', {
        headers: { 'retry-after': '1' },
      });
    }
    this.running.add(claim);
    try {
      return await this.decide(customerId, idempotencyKey, request, traceparent);
    } finally {
      this.running.delete(claim);
    }
  }

  private async decide(
    customerId: string,
    idempotencyKey: string,
    request: PlaceOrderRequest,
    traceparent: string | undefined,
  ): Promise<OrderView> {
    const { stepTimeoutScale } = this.config;
    const order = this.snapshot(customerId, request);
    const { orderId } = order;
    const intent = placeOrder({
      style: request.style,
      order,
      idempotencyKey,
      requestHash: requestHash(request),
      stepTimeoutScale,
    });
    const result = await this.runtime.execute(intent, { id: orderId, name: 'http.placeOrder', key: orderId, traceparent });
    switch (result.kind) {
      case 'placed':
        return orderView(result.order);
      case 'repeated':
        return this.repeated(result.orderId, customerId);
      case 'differs':
        throw problem(
          422,
          'idempotency-key-reused',
          'This Idempotency-Key was used for another request. Use a new key for a new order.',
        );
    }
  }

  private async repeated(orderId: string, customerId: string): Promise<OrderView> {
    const order = await this.queries.find(orderId, customerId);
    if (order === null) throw new Error(`the order ${orderId} of an idempotency key is missing`);
    return placedView(order);
  }

  private snapshot(customerId: string, { items, payment, shipping }: PlaceOrderRequest): OrderSnapshot {
    const priced = price(items, this.catalogue.prices);
    if (priced.kind === 'unknown') {
      const errors = priced.positions.map((position) => ({
        pointer: `/items/${position}/sku`,
        detail: 'is not in the catalogue',
      }));
      throw problem(422, 'unknown-sku', 'At least one item is not in the catalogue: see GET /catalogue.', { more: { errors } });
    }
    if (priced.kind === 'tooLarge') {
      throw problem(
        422,
        'order-too-large',
        `An order may come to at most ${MAX_ORDER_TOTAL_MINOR} minor units; this one is ${priced.totalMinor}.`,
      );
    }
    const now = this.clock.now();
    const { approvalLimitMinor, approvalDeadlineSeconds } = this.config;
    return {
      orderId: newId(now),
      customerId,
      items: priced.items,
      totalMinor: priced.totalMinor,
      currency: 'EUR',
      payment,
      shipping,
      approval: { required: priced.totalMinor > approvalLimitMinor, deadlineSeconds: approvalDeadlineSeconds },
      placedAt: new Date(now).toISOString(),
    };
  }
}
