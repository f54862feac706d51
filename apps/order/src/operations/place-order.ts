import type { OrderSnapshot, SagaStyle } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { placed } from '../domain/order.js';
import { IdempotencyRecord, Order } from '../persistence/entities.js';
import { firstMessageId, kickoff } from './kickoff.js';

export interface PlaceOrderInput {
  readonly style: SagaStyle;
  /** Priced, with an id of its own. */
  readonly order: OrderSnapshot;
  readonly idempotencyKey: string;
  /** SHA-256 of the request's canonical JSON. */
  readonly requestHash: string;
  readonly stepTimeoutScale: number;
}
/** `repeated`: the same request has placed this order before. `differs`: the key was used for another request. */
export type PlaceOrderResult =
  | { readonly kind: 'placed'; readonly order: Order }
  | { readonly kind: 'repeated'; readonly orderId: string }
  | { readonly kind: 'differs' };

/** Accepts an order: the customer's idempotency key, the hash of the request and the order commit together. */
export const placeOrder = operation({
  name: 'placeOrder',
  rows: { idempotency: one(IdempotencyRecord), order: one(Order) },
  keys: ({ order, idempotencyKey }: PlaceOrderInput) => ({
    idempotency: `${encodeURIComponent(order.customerId)}/${idempotencyKey}`,
    order: order.orderId,
  }),
  decide({ idempotency }, { style, order, idempotencyKey, requestHash, stepTimeoutScale }, { now, envelope }) {
    const answer = (result: PlaceOrderResult) => ({ result });
    if (idempotency !== undefined) {
      const same = idempotency.requestHash === requestHash;
      return answer(same ? { kind: 'repeated', orderId: idempotency.orderId } : { kind: 'differs' });
    }
    const { orderId, customerId } = order;
    const saga = kickoff(style, order);
    const row: Order = {
      ...placed(saga.executionId, stepTimeoutScale, now),
      id: orderId,
      customerId,
      style,
      snapshot: order,
      firstMessageId: firstMessageId(envelope.id, saga, orderId),
      traceparent: envelope.traceparent ?? null,
      placedAt: new Date(order.placedAt),
      updatedAt: new Date(order.placedAt),
    };
    const record: IdempotencyRecord = { customer: encodeURIComponent(customerId), key: idempotencyKey, requestHash, orderId };
    return {
      messages: [saga.firstMessage],
      rows: { order: row, idempotency: record },
      ...answer({ kind: 'placed', order: row }),
    };
  },
});
