import { CancelExecution, ORCHESTRATOR_COMMANDS, ORCHESTRATOR_REPLIES, StartExecution } from '@counterpoint/contracts';
import { decodeData, decodeEnvelope, encodeRecord, UnreadableMessage, type Bus, type BusMessage } from '@counterpoint/messaging';
import type { Stimulus } from '@counterpoint/asl';
import type { Logger } from '@counterpoint/platform';
import type { Machines } from '../store/machines.js';
import { ApplyStimulus } from '@counterpoint/contracts';
import { shardOf } from './shard-of.js';
import { readReplyToken } from './task-tokens.js';
import type { CausingMessage, StartRequest, Work } from './work.js';

/** Messages of the engine's two topics to stimuli. What can't be read is logged and left out; it moves nothing. */
export class Intake {
  constructor(
    private readonly machines: Machines,
    private readonly partitions: number,
    private readonly onChildEnded: (mapRunId: string, index: number, status: string) => void,
    private readonly logger: Logger,
  ) {}

  /** Undefined: nothing to do. Throws only when the database does not answer. */
  async workOf(message: BusMessage): Promise<Work | undefined> {
    try {
      const envelope = decodeEnvelope(message.headers, message.key);
      const cause: CausingMessage = { id: envelope.id, traceparent: envelope.traceparent };
      if (message.topic === ORCHESTRATOR_REPLIES)
        return this.reply(message, envelope.taskToken, envelope.type, envelope.outcome, cause);
      return await this.command(envelope.type, decodeData(message), cause);
    } catch (error) {
      if (!(error instanceof UnreadableMessage)) throw error;
      this.logger.error(
        { topic: message.topic, partition: message.partition, offset: message.offset, reason: error.message },
        'an unreadable message is left out',
      );
      return undefined;
    }
  }

  /** An outcome is the task's success with its data, or the failure that the contract declares: its name is the error. */
  private reply(
    message: BusMessage,
    token: string | undefined,
    type: string,
    outcome: string | undefined,
    cause: CausingMessage,
  ): Work | undefined {
    const address = token === undefined ? undefined : readReplyToken(token);
    if (address === undefined) throw new UnreadableMessage(`${type} has no task token of ours`);
    if (message.value === null) throw new UnreadableMessage('the message has no value');
    const data = message.value.toString('utf8');
    const { executionId, taskId } = address;
    const stimulus: Stimulus =
      outcome === 'failure'
        ? { kind: 'taskFailed', taskId, error: type, cause: data }
        : { kind: 'taskSucceeded', taskId, output: data };
    return { executionId, shard: this.shard(executionId), stimulus, message: cause };
  }

  private async command(type: string, data: unknown, cause: CausingMessage): Promise<Work | undefined> {
    switch (type) {
      case StartExecution.name:
        return this.start(parsed(StartExecution, data), cause);
      case CancelExecution.name: {
        const { executionId, reason } = parsed(CancelExecution, data);
        const stimulus: Stimulus = { kind: 'cancel', error: reason.code, cause: reason.detail };
        return { executionId, shard: this.shard(executionId), stimulus, message: { ...cause, cancel: true } };
      }
      case ApplyStimulus.name: {
        const { executionId, stimulus, start } = parsed(ApplyStimulus, data);
        if (stimulus.kind === 'mapChildEnded') return this.childEnded(stimulus);
        if (start !== undefined) return this.posted(executionId, start as unknown as StartRequest, cause);
        return { executionId, shard: this.shard(executionId), stimulus: stimulus as Stimulus, message: cause };
      }
      default:
        throw new UnreadableMessage(`${type} is no command of the orchestrator`);
    }
  }

  private async start(request: StartExecution, cause: CausingMessage): Promise<Work | undefined> {
    const revision = await this.machines.byName(request.stateMachine);
    if (revision === undefined) throw new UnreadableMessage(`there is no state machine ${request.stateMachine}`);
    const input = JSON.stringify(request.input);
    return {
      executionId: request.executionId,
      shard: this.shard(request.executionId),
      stimulus: { kind: 'start', input: request.input as never, inputText: input },
      start: {
        machineId: revision.machineId,
        revisionId: revision.revisionId,
        name: request.name,
        input,
        origin: { causationId: cause.id, ...(cause.traceparent === undefined ? {} : { traceparent: cause.traceparent }) },
        mapRunId: null,
      },
      message: cause,
    };
  }

  /** A start that an API call on another node, or of an Express machine, made durable as a message. */
  private posted(executionId: string, start: StartRequest, cause: CausingMessage): Work {
    const stimulus: Stimulus = { kind: 'start', input: JSON.parse(start.input) as never, inputText: start.input };
    const origin = { ...start.origin, causationId: cause.id };
    return { executionId, shard: this.shard(executionId), stimulus, start: { ...start, origin }, message: cause };
  }

  /** The end of a Map Run's child moves the Map Run, which moves its execution when it ends itself. */
  private childEnded({ mapRunId, index, status }: Readonly<Record<string, unknown>>): undefined {
    this.onChildEnded(String(mapRunId), Number(index), String(status));
  }

  private shard(executionId: string): number {
    return shardOf(executionId, this.partitions);
  }
}

function parsed<T>(
  type: {
    readonly name: string;
    readonly schema: { safeParse(data: unknown): { success: true; data: T } | { success: false; error: Error } };
  },
  data: unknown,
): T {
  const result = type.schema.safeParse(data);
  if (!result.success) throw new UnreadableMessage(`${type.name} is not as the contract says: ${result.error.message}`);
  return result.data;
}

/** A message under another key than its execution's came to the wrong shard; it goes on to the right one under the same id. */
export function forward(bus: Bus, message: BusMessage, executionId: string): Promise<void> {
  return bus.send([
    { topic: message.topic, key: executionId, value: message.value ?? Buffer.alloc(0), headers: message.headers },
  ]);
}

/** A stimulus for an execution whose shard is another node's: durable when the promise resolves. */
export function stimulate(
  bus: Bus,
  executionId: string,
  stimulus: Stimulus,
  id: string,
  now: number,
  start?: StartRequest,
): Promise<void> {
  const envelope = {
    id,
    type: ApplyStimulus.name,
    source: '/counterpoint/orchestrator',
    time: now,
    key: executionId,
    correlationId: executionId,
    schemaVersion: ApplyStimulus.version,
  };
  return bus.send([
    encodeRecord(
      ORCHESTRATOR_COMMANDS,
      envelope,
      JSON.stringify({ executionId, stimulus, ...(start === undefined ? {} : { start }) }),
    ),
  ]);
}
