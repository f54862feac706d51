import { taskEffect, type Effect, type Json, type MapRunEffect, type PendingTask, type TaskEffect } from '@counterpoint/asl';
import { MessageTooLarge, type BusRecord } from '@counterpoint/messaging';
import type { Change } from '../engine/plan.js';
import type { Resident } from '../engine/resident.js';
import { outboxRow, type SideRows } from '../engine/writes.js';
import type { CausingMessage } from '../engine/work.js';
import { InvalidParameters, parentRecord, statusRecord, taskRecord } from './messages.js';
import { parseResource } from './resource.js';

/** A task that this process carries out itself, such as an HTTP request or the start of an execution. */
export interface CalledTask {
  readonly executionId: string;
  readonly executionArn: string;
  readonly shard: number;
  readonly task: OutgoingTask;
}
export type OutgoingTask = Omit<TaskEffect, 'kind'>;

export type MapRunOrder = MapRunEffect | Extract<Effect, { kind: 'mapRunCancelled' }>;

/** What has to follow once the events of a change are durable. */
export interface Outgoing {
  readonly records: BusRecord[];
  /** Tasks that are done, or handed over, when the broker has the records. */
  readonly acknowledged: { readonly taskId: number; readonly submitted: boolean }[];
  /** Tasks that could not be handed over at all. */
  readonly failed: { readonly taskId: number; readonly error: string; readonly cause: string }[];
  readonly calls: CalledTask[];
  /** Executions whose tasks no longer matter: what was started for them is stopped. */
  readonly cancelled: { readonly taskId: number; readonly resource: string }[];
  /** Map Runs to begin, to begin again, to give up. */
  readonly mapRuns: MapRunOrder[];
  /** Names of activities that have a new task. */
  readonly activities: string[];
  /** Rows of the outbox that the records empty. */
  readonly outboxIds: string[];
  /** Whether an answer by Kafka is awaited. */
  awaitsReply: boolean;
}

const nothing = (): Outgoing => ({
  records: [],
  acknowledged: [],
  failed: [],
  calls: [],
  cancelled: [],
  mapRuns: [],
  activities: [],
  outboxIds: [],
  awaitsReply: false,
});

/** Effects to messages, rows and calls: one place that knows the kinds of resources. */
export class Dispatcher {
  /**
   * @param isKnownTopic whether a topic certainly exists; others are looked up beside the batch first
   * @param activityOf the activity that a function stands for
   */
  constructor(
    private readonly isKnownTopic: (topic: string) => boolean,
    private readonly activityOf: (functionArn: string) => string | undefined,
  ) {}

  /** Rows that belong to the transaction go into `sides`, everything else into the result. */
  outgoing(change: Change, sides: SideRows, now: number): Outgoing {
    const out = nothing();
    if (change.isNew || change.events.some((event) => event.type === 'ExecutionRedriven')) {
      this.announce(change, 'RUNNING', out, sides, now);
    }
    for (const effect of change.effects) this.follow(effect, change, out, sides, now);
    return out;
  }

  /** The same again for what a loaded execution still waits for; activities' tasks are rows of their own and need nothing. */
  again(resident: Resident, pending: readonly PendingTask[], now: number): Outgoing {
    const out = nothing();
    for (const task of pending)
      if (task.submitted !== true) this.handOver(taskEffect(task), resident, out, undefined, now, undefined);
    return out;
  }

  private follow(effect: Effect, change: Change, out: Outgoing, sides: SideRows, now: number): void {
    switch (effect.kind) {
      case 'task':
        return this.handOver(effect, change.resident, out, sides, now, change.message);
      case 'taskCancelled':
        if (parseResource(effect.resource).service === 'activity') this.withdraw(change.resident, effect.taskId, sides);
        else out.cancelled.push(effect);
        return;
      case 'ended':
        return this.announce(change, 'ENDED', out, sides, now);
      case 'startMapRun':
      case 'redriveMapRun':
      case 'mapRunCancelled':
        out.mapRuns.push(effect);
        return;
    }
  }

  private handOver(
    task: OutgoingTask,
    resident: Resident,
    out: Outgoing,
    sides: SideRows | undefined,
    now: number,
    message: CausingMessage | undefined,
  ): void {
    const resource = parseResource(task.resource);
    const activity =
      resource.service === 'activity'
        ? resource.name
        : resource.service === 'function'
          ? this.activityOf(resource.arn)
          : undefined;
    if (activity !== undefined) {
      sides?.activityTasks.push({
        executionId: resident.id,
        taskId: task.taskId,
        shard: resident.shard,
        activityName: activity,
        input: JSON.stringify(task.parameters),
        scheduledAt: now,
      });
      out.activities.push(activity);
      return;
    }
    const answered = resource.service === 'integration' && resource.api === 'kafka:request' && resource.pattern === 'request';
    if (
      resource.service === 'integration' &&
      /^kafka:(request|publish)$/.test(resource.api) &&
      this.isKnownTopic(topicOf(task.parameters))
    ) {
      this.message(task, task.parameters, answered, resident, out, now, message);
      if (answered) out.awaitsReply = true;
      else if (resource.pattern !== 'request' || resource.api === 'kafka:publish') {
        out.acknowledged.push({ taskId: task.taskId, submitted: resource.pattern === 'waitForTaskToken' });
      }
      return;
    }
    if (answered) out.awaitsReply = true;
    out.calls.push({ executionId: resident.id, executionArn: resident.executionArn, shard: resident.shard, task });
  }

  private message(
    task: OutgoingTask,
    parameters: Json,
    answered: boolean,
    resident: Resident,
    out: Outgoing,
    now: number,
    message: CausingMessage | undefined,
  ): void {
    try {
      out.records.push(taskRecord(resident, task.taskId, parameters, answered, now, message));
    } catch (error) {
      if (error instanceof InvalidParameters)
        out.failed.push({ taskId: task.taskId, error: 'Kafka.InvalidParameters', cause: error.message });
      else if (error instanceof MessageTooLarge)
        out.failed.push({ taskId: task.taskId, error: 'States.DataLimitExceeded', cause: error.message });
      else throw error;
    }
  }

  /** A worker must not get a task that is over, be it scheduled in this very batch. */
  private withdraw(resident: Resident, taskId: number, sides: SideRows): void {
    const at = sides.activityTasks.findIndex((row) => row.executionId === resident.id && row.taskId === taskId);
    if (at >= 0) sides.activityTasks.splice(at, 1);
    else sides.activityTasksDone.push({ executionId: resident.id, taskId });
  }

  /**
   * The end of an execution is announced by the delivery of the message that ended it, which is repeated after a crash. Where
   * a timer or a call ended it, an outbox row takes that part. A beginning is announced again by whoever loads the execution.
   */
  private announce(change: Change, status: 'RUNNING' | 'ENDED', out: Outgoing, sides: SideRows, now: number): void {
    if (change.resident.revision.type === 'EXPRESS') return;
    const records =
      status === 'RUNNING'
        ? [statusRecord(change.resident, 'RUNNING', now, change.message)]
        : endRecords(change.resident, now, change.message);
    out.records.push(...records);
    if (!change.movedByOther || status === 'RUNNING') return;
    for (const record of records) {
      const id = record.headers['ce_id'] as string;
      sides.outbox.push(outboxRow(id, change.resident, record));
      out.outboxIds.push(id);
    }
  }
}

/** Whom the end of an execution concerns: everybody, and the execution that waits for it. */
export function endRecords(resident: Resident, now: number, message: CausingMessage | undefined): BusRecord[] {
  const parent = parentRecord(resident, now);
  return [statusRecord(resident, 'ENDED', now, message), ...(parent === undefined ? [] : [parent])];
}

function topicOf(parameters: Json): string {
  const topic =
    typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters) ? parameters['Topic'] : undefined;
  return typeof topic === 'string' ? topic : '';
}
