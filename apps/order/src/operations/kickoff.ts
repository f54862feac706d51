import {
  message,
  ORCHESTRATOR_COMMANDS,
  OrderPlaced,
  StartExecution,
  type OrderSnapshot,
  type SagaStyle,
} from '@counterpoint/contracts';
import { deriveId, type AddressedMessage } from '@counterpoint/messaging';

/** Name of the state machine that runs an order. */
export const ORDER_SAGA = 'order-saga';

/** How a saga begins: the address that later messages of the order go to, and its first message. */
export interface Kickoff {
  /** The execution's id, which is the order's; null where the services move the order among themselves. */
  readonly executionId: string | null;
  readonly firstMessage: AddressedMessage;
}

/** The one place that knows the saga style. */
export function kickoff(style: SagaStyle, order: OrderSnapshot): Kickoff {
  switch (style) {
    case 'choreography':
      return { executionId: null, firstMessage: { message: message(OrderPlaced, { order }), to: undefined } };
    case 'orchestration': {
      const executionId = order.orderId;
      const start = message(StartExecution, { executionId, stateMachine: ORDER_SAGA, name: order.orderId, input: { order } });
      return { executionId, firstMessage: { message: start, to: undefined, topic: ORCHESTRATOR_COMMANDS, key: executionId } };
    }
  }
}

/** The id that the runtime gives to the first message of a decision: whatever comes later for the order is caused by it. */
export function firstMessageId(stimulusId: string, { firstMessage }: Kickoff, orderId: string): string {
  return deriveId(stimulusId, `message/${firstMessage.message.type.name}/${orderId}/0`);
}
