import {
  MAX_MESSAGE_BYTES,
  messageType,
  ORCHESTRATOR_COMMANDS,
  ORCHESTRATOR_REPLIES,
  type Envelope,
} from '@counterpoint/contracts';
import { childTraceparent, deriveId, encodeRecord, type BusRecord } from '@counterpoint/messaging';
import type { Json, Snapshot } from '@counterpoint/asl';
import type { Resident } from '../engine/resident.js';
import { replyToken } from '../engine/task-tokens.js';
import type { CausingMessage } from '../engine/work.js';

const SOURCE = '/counterpoint/orchestrator';
export const ORCHESTRATOR_EVENTS = 'orchestrator.events';

/** A task whose parameters its integration can't take; the task fails with it. */
export class InvalidParameters extends Error {
  override readonly name = 'InvalidParameters';
}

/** What `kafka:request` and `kafka:publish` take. */
interface KafkaParameters {
  readonly Topic: string;
  readonly Type: string;
  readonly Key: string;
  readonly Payload: Json;
}

function kafkaParameters(parameters: Json, resident: Resident): KafkaParameters {
  if (typeof parameters !== 'object' || parameters === null || Array.isArray(parameters))
    throw new InvalidParameters('Parameters must be an object');
  const { Topic, Type, Key = resident.id, Payload = {} } = parameters;
  if (typeof Topic !== 'string' || !/^[\w.-]{1,200}$/.test(Topic))
    throw new InvalidParameters('Topic must be the name of a topic');
  if (typeof Type !== 'string' || Type === '') throw new InvalidParameters('Type must be the name of a message');
  if (typeof Key !== 'string' || Key === '') throw new InvalidParameters('Key must be a text');
  return { Topic, Type, Key, Payload };
}

/** What the engine knows of the cause of a message: the message that moved the execution, else the one that started it. */
function causeOf(resident: Resident, message: CausingMessage | undefined): Pick<Envelope, 'causationId' | 'traceparent'> {
  return {
    causationId: message?.id ?? resident.origin?.causationId,
    traceparent: message?.traceparent ?? resident.origin?.traceparent,
  };
}

function envelopeOf(
  resident: Resident,
  id: string,
  type: string,
  key: string,
  now: number,
  message: CausingMessage | undefined,
): Envelope {
  const cause = causeOf(resident, message);
  return {
    id,
    type,
    source: SOURCE,
    time: now,
    key,
    correlationId: resident.id,
    causationId: cause.causationId,
    traceparent: childTraceparent(cause.traceparent, id),
    schemaVersion: messageType(type)?.version ?? 1,
  };
}

/** A command whose outcome comes back to `orchestrator.replies`, or an event that nobody answers. A resend has the same id. */
export function taskRecord(
  resident: Resident,
  taskId: number,
  parameters: Json,
  answered: boolean,
  now: number,
  message: CausingMessage | undefined,
  ordinal = 0,
): BusRecord {
  const { Topic, Type, Key, Payload } = kafkaParameters(parameters, resident);
  const envelope = envelopeOf(
    resident,
    deriveId(resident.id, ordinal === 0 ? `task ${taskId}` : `task ${taskId} ${ordinal}`),
    Type,
    Key,
    now,
    message,
  );
  const address = answered
    ? { replyTo: ORCHESTRATOR_REPLIES, taskToken: replyToken(resident.id, taskId) }
    : { outcome: 'success' as const };
  return encodeRecord(Topic, { ...envelope, ...address }, JSON.stringify(Payload));
}

/** ExecutionStatusChanged, with an id that says which change of which execution it is. */
export function statusRecord(
  resident: Resident,
  status: 'RUNNING' | 'ENDED',
  now: number,
  message: CausingMessage | undefined,
): BusRecord {
  const { snapshot } = resident;
  const ended = status === 'ENDED' && snapshot !== undefined ? snapshot : undefined;
  const name = ended === undefined ? 'RUNNING' : ended.status;
  const id = deriveId(resident.id, `status ${name} ${snapshot?.redriveCount ?? 0}`);
  const head = JSON.stringify({
    executionId: resident.id,
    executionArn: resident.executionArn,
    stateMachineArn: resident.stateMachineArn,
    name: resident.name,
    status: name,
    startedAt: new Date(resident.startedAt).toISOString(),
    ...(ended?.endedAt === undefined ? {} : { stoppedAt: new Date(ended.endedAt).toISOString() }),
    ...(ended?.error === undefined ? {} : { error: ended.error }),
    ...(ended?.cause === undefined ? {} : { cause: ended.cause.slice(0, MAX_CAUSE_CHARACTERS) }),
  });
  // The input is JSON text already, and not parsed for this.
  const payload =
    ended === undefined
      ? `"input":${resident.input}`
      : ended.output === undefined
        ? ''
        : `"output":${JSON.stringify(ended.output)}`;
  const json = payload === '' ? head : `${head.slice(0, -1)},${payload}}`;
  const envelope = envelopeOf(resident, id, 'ExecutionStatusChanged', resident.id, now, message);
  return encodeRecord(ORCHESTRATOR_EVENTS, { ...envelope, outcome: 'success' }, fits(json) ? json : head);
}

/** Longest cause that is told, in characters: that of AWS; however it is escaped, it leaves room in a message. */
const MAX_CAUSE_CHARACTERS = 32_768;
/** Input and output that don't fit beside the rest are left out, as EventBridge does. */
const MAX_STATUS_BYTES = 253_952;
const fits = (json: string): boolean => json.length <= MAX_STATUS_BYTES / 3 || Buffer.byteLength(json) <= MAX_STATUS_BYTES;

/** What an ended execution tells the execution that started it and waits: the outcome of a task, or of a Map Run's child. */
export function parentRecord(resident: Resident, now: number): BusRecord | undefined {
  const { origin, snapshot } = resident;
  if (snapshot === undefined || (origin?.parent === undefined && origin?.map === undefined)) return undefined;
  const executionId = origin.parent?.executionId ?? origin.map?.parentId ?? '';
  const stimulus = origin.parent === undefined ? childEnded(resident, snapshot) : nestedEnded(resident, snapshot, origin.parent);
  const id = deriveId(resident.id, `parent ${snapshot.redriveCount}`);
  const envelope = envelopeOf(resident, id, 'ApplyStimulus', executionId, now, undefined);
  const json = JSON.stringify({ executionId, stimulus });
  // An end that can't be told would hold up its whole batch for ever.
  if (Buffer.byteLength(json) <= MAX_MESSAGE_BYTES) return encodeRecord(ORCHESTRATOR_COMMANDS, envelope, json);
  return encodeRecord(ORCHESTRATOR_COMMANDS, envelope, JSON.stringify({ executionId, stimulus: tooLarge(resident, snapshot) }));
}

/** The end without input and output: a failure stays one; a success whose output does not fit fails the task that waits for it. */
function tooLarge(resident: Resident, { status, error, cause }: Snapshot): object {
  const taskId = resident.origin?.parent?.taskId;
  const told = { ExecutionArn: resident.executionArn, Name: resident.name, Status: status };
  return status === 'SUCCEEDED'
    ? {
        kind: 'taskFailed',
        taskId,
        error: 'States.DataLimitExceeded',
        cause: JSON.stringify({ ...told, Cause: 'The input and output of the execution do not fit into a message' }),
      }
    : {
        kind: 'taskFailed',
        taskId,
        error: 'States.TaskFailed',
        cause: JSON.stringify({ ...told, Error: error, Cause: cause?.slice(0, MAX_TOLD_CAUSE_CHARACTERS) }),
      };
}
/** Escaped twice, a character may take 13 bytes. */
const MAX_TOLD_CAUSE_CHARACTERS = 16_384;

function childEnded(resident: Resident, snapshot: Snapshot): object {
  return { kind: 'mapChildEnded', mapRunId: resident.mapRunId, index: resident.origin?.map?.index ?? 0, status: snapshot.status };
}

/** `.sync` gives the output as text, `.sync:2` as a value; a failure tells everything in its cause ("startExecution.sync", developer guide). */
function nestedEnded(
  resident: Resident,
  snapshot: Snapshot,
  { taskId, sync }: { readonly taskId: number; readonly sync: 1 | 2 },
): object {
  const asText = sync === 1;
  const description = {
    ExecutionArn: resident.executionArn,
    Input: asText ? resident.input : (JSON.parse(resident.input) as Json),
    InputDetails: { Included: true },
    Name: resident.name,
    ...(snapshot.output === undefined
      ? {}
      : { Output: asText ? JSON.stringify(snapshot.output) : snapshot.output, OutputDetails: { Included: true } }),
    ...(snapshot.error === undefined ? {} : { Error: snapshot.error }),
    ...(snapshot.cause === undefined ? {} : { Cause: snapshot.cause }),
    RedriveCount: snapshot.redriveCount,
    RedriveStatus: snapshot.status === 'SUCCEEDED' ? 'NOT_REDRIVABLE' : 'REDRIVABLE',
    ...(snapshot.status === 'SUCCEEDED' ? { RedriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven' } : {}),
    StartDate: resident.startedAt,
    StateMachineArn: resident.stateMachineArn,
    Status: snapshot.status,
    StopDate: snapshot.endedAt ?? null,
  };
  const text = JSON.stringify(description);
  return snapshot.status === 'SUCCEEDED'
    ? { kind: 'taskSucceeded', taskId, output: text }
    : { kind: 'taskFailed', taskId, error: 'States.TaskFailed', cause: text };
}

/** The execution decided that it is too late to cancel. */
export function cancellationRefused(executionId: string, reason: string, now: number, message: CausingMessage): BusRecord {
  const id = deriveId(message.id, 'cancellation refused');
  const envelope: Envelope = {
    id,
    type: 'ExecutionCancellationRefused',
    source: SOURCE,
    time: now,
    key: executionId,
    correlationId: executionId,
    causationId: message.id,
    traceparent: childTraceparent(message.traceparent, id),
    schemaVersion: 1,
    outcome: 'failure',
  };
  return encodeRecord(ORCHESTRATOR_EVENTS, envelope, JSON.stringify({ executionId, reason }));
}
