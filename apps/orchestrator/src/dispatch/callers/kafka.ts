import { createHash } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { deriveId, MessageTooLarge, type Bus } from '@counterpoint/messaging';
import type { Json } from '@counterpoint/asl';
import type { Resident } from '../../engine/resident.js';
import type { CalledTask } from '../dispatcher.js';
import { InvalidParameters, taskRecord } from '../messages.js';
import type { TaskResource } from '../resource.js';
import { members, type CallResult, type TaskCaller } from './task-calls.js';

/** How long a topic may be unknown before the task fails; the broker's metadata lag behind a creation. Milliseconds. */
const TOPIC_PATIENCE_MS = 5_000;
const BRIDGED = new Set(['sqs:sendMessage', 'sns:publish', 'events:putEvents']);

/** Topics that are known to exist: a record for one that does not would hold up every other record. */
export class KnownTopics {
  private readonly known = new Set<string>();

  constructor(private readonly bus: Bus) {}

  has(topic: string): boolean {
    return this.known.has(topic);
  }

  /** False when the broker answers and does not know the topic. */
  async find(topic: string): Promise<boolean> {
    const deadline = Date.now() + TOPIC_PATIENCE_MS;
    for (;;) {
      const found = await this.bus.partitions(topic).then(
        (count) => count > 0,
        () => false,
      );
      if (found) {
        this.known.add(topic);
        return true;
      }
      if (Date.now() > deadline && this.bus.connected()) return false;
      await delay(250);
    }
  }
}

/** Kafka tasks whose topic is used for the first time, and those of SQS, SNS and EventBridge, which become topics here. */
export class KafkaCaller implements TaskCaller {
  constructor(
    private readonly bus: Bus,
    private readonly topics: KnownTopics,
    private readonly residentOf: (executionId: string) => Resident | undefined,
    private readonly now: () => number,
  ) {}

  takes(resource: TaskResource): boolean {
    return resource.service === 'integration' && (resource.api.startsWith('kafka:') || BRIDGED.has(resource.api));
  }

  async call({ executionId, task }: CalledTask, resource: TaskResource): Promise<CallResult> {
    const resident = this.residentOf(executionId);
    if (resident === undefined || resource.service !== 'integration')
      return { kind: 'failed', error: 'States.Runtime', cause: 'The execution has left this node' };
    const { messages, output } = bridged(resource.api, task.parameters, executionId, task.taskId);
    const answered = resource.api === 'kafka:request' && resource.pattern === 'request';
    try {
      const records = messages.map((parameters, ordinal) =>
        taskRecord(resident, task.taskId, parameters, answered, this.now(), undefined, ordinal),
      );
      for (const { topic } of records) {
        if (!(await this.topics.find(topic)))
          return { kind: 'failed', error: 'Kafka.UnknownTopic', cause: `There is no topic ${topic}` };
      }
      await this.bus.send(records);
      return answered ? { kind: 'sent' } : { kind: 'succeeded', output };
    } catch (error) {
      if (error instanceof InvalidParameters) return { kind: 'failed', error: 'Kafka.InvalidParameters', cause: error.message };
      if (error instanceof MessageTooLarge) return { kind: 'failed', error: 'States.DataLimitExceeded', cause: error.message };
      throw error;
    }
  }
}

/** The queue, topic or bus names the Kafka topic; the message becomes the payload. */
function bridged(
  api: string,
  parameters: Json,
  executionId: string,
  taskId: number,
): { readonly messages: Json[]; readonly output: Json } {
  const given = members(parameters);
  const MessageId = deriveId(executionId, `task ${taskId}`);
  const last = (name: Json | undefined): string => (typeof name === 'string' ? (name.split(/[/:]/).at(-1) ?? '') : '');
  switch (api) {
    case 'sqs:sendMessage': {
      const message = {
        Topic: last(given['QueueUrl']),
        Type: 'SqsMessage',
        Key: given['MessageGroupId'] ?? executionId,
        Payload: given['MessageBody'] ?? {},
      };
      const body = typeof message.Payload === 'string' ? message.Payload : JSON.stringify(message.Payload);
      return { messages: [message], output: { MessageId, MD5OfMessageBody: createHash('md5').update(body).digest('hex') } };
    }
    case 'sns:publish':
      return {
        messages: [
          {
            Topic: last(given['TopicArn']),
            Type: 'SnsNotification',
            Key: given['MessageGroupId'] ?? executionId,
            Payload: given['Message'] ?? {},
          },
        ],
        output: { MessageId },
      };
    case 'events:putEvents': {
      const entries = Array.isArray(given['Entries']) ? given['Entries'].map(members) : [];
      return {
        messages: entries.map((entry) => ({
          Topic: last(entry['EventBusName'] ?? 'events'),
          Type: entry['DetailType'] ?? '',
          Payload: entry['Detail'] ?? {},
        })),
        output: { Entries: entries.map(() => ({ EventId: MessageId })), FailedEntryCount: 0 },
      };
    }
    default:
      return { messages: [parameters], output: {} };
  }
}
