import { BatchConsumer } from '../../src/consume/batch-consumer.js';
import { openBus, type KafkaClient } from '../../src/bus/open-bus.js';
import { BROKERS } from './servers.js';

/** A group member that tells what it got; it completes messages after `WORK_MS`, or never. */
const {
  TEST_PREFIX = '',
  TEST_CLIENT = 'platformatic',
  TEST_GROUP = 'g',
  TEST_TOPICS = '',
  WORK_MS = '0',
  TEST_INSTANCE,
} = process.env;
const say = (message: Record<string, unknown>) => process.send?.(message);
const bus = await openBus(TEST_CLIENT as KafkaClient, { brokers: BROKERS, topicPrefix: TEST_PREFIX, clientId: 'member' });
const consumer = new BatchConsumer(bus, {
  groupId: TEST_GROUP,
  topics: TEST_TOPICS.split(','),
  ...(TEST_INSTANCE ? { groupInstanceId: TEST_INSTANCE } : {}),
  onAssigned: (partitions) => void say({ assigned: partitions, at: Date.now() }),
  onRevoked: (partitions) => void say({ revoked: partitions, at: Date.now() }),
  handle(deliveries) {
    for (const { message, complete } of deliveries) {
      say({
        got: message.value!.toString(),
        topic: message.topic,
        partition: message.partition,
        offset: message.offset,
        at: Date.now(),
      });
      if (WORK_MS !== 'never') setTimeout(complete, Number(WORK_MS));
    }
  },
});
await consumer.start();
process.on('message', (message) => {
  if (message === 'stop')
    void consumer
      .stop()
      .then(() => bus.close())
      .then(() => process.exit(0));
});
