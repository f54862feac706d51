// For authors of operations
export * from './operation/operation.js';
export { Handle, Observe, On } from './nest/decorators.js';
export { MessageContext } from './nest/message-context.js';
export { Runtime, type Stimulus } from './consume/runtime.js';
export { CALL_BACKOFF_MS, CALL_TIMEOUT_MS, CALLS_AT_ONCE, type CallContext, type Caller } from './calls/caller.js';
// For Nest modules
export { MessagingModule } from './nest/messaging.module.js';
export { POOL, type MessagingOptions } from './nest/options.js';
export { KafkaTransport } from './nest/kafka-transport.js';
export { ParkingController } from './nest/parking.controller.js';
export { MESSAGING_MIGRATIONS } from './migrations/index.js';
// The layers on their own
export { Messaging, type MessagingParts } from './messaging.js';
export type { TimeSource } from './clock.js';
export * from './bus/bus.js';
export { defaultKafkaClient, openBus, type BusOptions, type KafkaClient } from './bus/open-bus.js';
export { BusClosed, MicroBatcher } from './bus/micro-batcher.js';
export { ASSIGNOR_NAME, assignRanges } from './bus/range-assignor.js';
export {
  BatchConsumer,
  COMMIT_INTERVAL_MS,
  MAX_HANDED_OVER,
  type BatchConsumerOptions,
  type ConsumerHealth,
  type Delivery,
} from './consume/batch-consumer.js';
export { Offsets, type Ticket } from './consume/offsets.js';
export { kindOf, CommitUnknown, NotCommitted } from './consume/faults.js';
export * from './envelope/codec.js';
export { deriveId, newId } from './envelope/ids.js';
export { childTraceparent } from './envelope/trace.js';
export { Lease, LOCK_SPACE } from './outbox/lease.js';
export { deleteOutbox, insertOutbox, selectLeft, type OutboxMessage } from './outbox/outbox.js';
export { Sender } from './outbox/sender.js';
export { Relay } from './relay/relay.js';
export { openPool } from './persistence/pool.js';
export { BEGIN, COMMIT, pipeline } from './persistence/pipeline.js';
export { Table, Tables } from './persistence/table.js';
export { Parking, STEP_DISCARDED, type DiscardResult, type RedriveResult } from './parking/parking.js';
export type { ParkedKey, SetAsideMessage } from './parking/parking-store.js';
export { failpoint, FailpointError, FAILPOINTS, FAILPOINTS_ARMED } from './failpoint.js';
