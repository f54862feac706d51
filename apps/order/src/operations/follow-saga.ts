import type { SagaInput } from '@counterpoint/contracts';
import { one, operation } from '@counterpoint/messaging';
import { follow, type Step } from '../domain/order.js';
import { Order } from '../persistence/entities.js';
import { changed } from './changed.js';

/** A step has succeeded somewhere: the next one is watched from now on. */
export const followSaga = operation({
  name: 'followSaga',
  rows: { order: one(Order) },
  keys: ({ order }: SagaInput & { readonly begins: Step }) => ({ order: order.orderId }),
  decide({ order: stored }, { begins }, context) {
    const next = stored && follow(stored, begins, context.now);
    return stored === undefined || next === undefined ? {} : { rows: { order: changed(stored, next, context) } };
  },
});
