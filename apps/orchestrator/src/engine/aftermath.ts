import { pendingTasks } from '@counterpoint/asl';
import { failpoint, FAILPOINTS_ARMED, type Bus, type BusRecord } from '@counterpoint/messaging';
import { cancellationRefused, statusRecord } from '../dispatch/messages.js';
import { endRecords, type CalledTask, type Dispatcher, type MapRunOrder, type Outgoing } from '../dispatch/dispatcher.js';
import type { Change, Plan } from './plan.js';
import type { Resident } from './resident.js';
import type { Residents } from './residents.js';
import type { Work } from './work.js';

/** First pause before an unanswered command is sent again, and the longest, in milliseconds. */
export const RESEND_AFTER_MS = 15_000;
export const MAX_RESEND_AFTER_MS = 3_600_000;

/** What the aftermath hands on. */
export interface Followers {
  /** Takes a stimulus that follows from what was done. */
  submit(work: Work): void;
  call(task: CalledTask): void;
  cancelled(resident: Resident, task: { readonly taskId: number; readonly resource: string }): void;
  mapRun(resident: Resident, order: MapRunOrder): void;
  /** A loaded execution waits for Map Runs. */
  resumed(resident: Resident): void;
  activityWaiting(name: string): void;
  /** The messages of the batch are finished when the broker has what they caused. */
  finished(batch: readonly Work[], sent: Promise<void>): void;
}

/** What follows a batch that is durable: commands leave, callers are answered, timers are set, memory is let go. */
export class Aftermath {
  private sentOutboxIds: string[] = [];
  private followers!: Followers;

  constructor(
    private readonly residents: Residents,
    private readonly dispatcher: Dispatcher,
  ) {}

  connect(followers: Followers): void {
    this.followers = followers;
  }

  /** Outbox rows whose messages the broker has; they go with the next transaction. */
  takeSent(): readonly string[] {
    const taken = this.sentOutboxIds;
    if (taken.length > 0) this.sentOutboxIds = [];
    return taken;
  }

  /** The transaction failed; they go with another. */
  putBack(sent: readonly string[]): void {
    this.sentOutboxIds.push(...sent);
  }

  of(
    plan: Plan,
    outgoing: ReadonlyMap<Change, Outgoing>,
    refused: ReadonlySet<string>,
    loadedNow: readonly Resident[],
    now: number,
    bus: Bus,
  ): void {
    const batch = [...plan.answers.keys()];
    const records: BusRecord[] = [];
    const waiting: { resident: Resident; out: Outgoing }[] = [];
    for (const [change, out] of outgoing) {
      if (refused.has(change.resident.id)) this.residents.forget(change.resident.id);
      else waiting.push({ resident: change.resident, out });
    }
    for (const resident of loadedNow) waiting.push({ resident, out: this.resumed(resident, now, plan.changes.get(resident.id)) });
    for (const { out } of waiting) records.push(...out.records);
    records.push(...this.answersToMessages(plan, refused, now));
    const sent = records.length === 0 ? Promise.resolve() : bus.send(records);
    for (const { resident, out } of waiting) this.release(resident, out, sent, now);
    for (const resident of loadedNow) this.followers.resumed(resident);
    // A start that found its execution there already was decided on an execution that does not exist, and so was what came behind it.
    const again = refused.size === 0 ? [] : batch.filter((work) => work.start === undefined && refused.has(work.executionId));
    const done = again.length === 0 ? batch : batch.filter((work) => !again.includes(work));
    this.followers.finished(done, FAILPOINTS_ARMED ? sent.then(() => failpoint('batch.produced')) : sent);
    this.settle(plan, refused);
    for (const work of again) this.followers.submit(work);
  }

  /** What a loaded execution waits for is sent again, with the ids that it had; a dormant one had its answer from the broker. */
  private resumed(resident: Resident, now: number, change?: Change): Outgoing {
    const { snapshot } = resident;
    if (snapshot?.status !== 'RUNNING' || resident.dormantInStore) return this.dispatcher.again(resident, [], now);
    const justSent = new Set(change?.effects.map((effect) => (effect.kind === 'task' ? effect.taskId : 0)));
    return this.dispatcher.again(
      resident,
      pendingTasks(snapshot).filter((task) => !justSent.has(task.taskId)),
      now,
    );
  }

  /** Recovered executions: as if a batch had just been committed. */
  recovered(residents: readonly Resident[], now: number, bus: Bus): void {
    const outs = residents.map((resident) => ({ resident, out: this.resumed(resident, now) }));
    const records = outs.flatMap(({ resident, out }) => [statusRecord(resident, 'RUNNING', now, undefined), ...out.records]);
    const sent = records.length === 0 ? Promise.resolve() : bus.send(records);
    for (const { resident, out } of outs) {
      this.release(resident, out, sent, now);
      this.followers.resumed(resident);
    }
  }

  /** Sends the unanswered commands of an execution once more. */
  resend(resident: Resident, now: number, bus: Bus): void {
    const out = this.dispatcher.again(resident, resident.snapshot ? pendingTasks(resident.snapshot) : [], now);
    if (!out.awaitsReply) {
      resident.resendAt = Number.POSITIVE_INFINITY;
      return;
    }
    resident.resendAfterMs = Math.min(resident.resendAfterMs * 4, MAX_RESEND_AFTER_MS);
    resident.resendAt = now + resident.resendAfterMs;
    bus.send(out.records).catch(() => undefined);
  }

  private release(resident: Resident, out: Outgoing, sent: Promise<void>, now: number): void {
    const { id, shard } = resident;
    resident.touchedAt = now;
    if (out.awaitsReply) {
      resident.resendAfterMs = RESEND_AFTER_MS;
      resident.resendAt = now + RESEND_AFTER_MS;
    }
    if (out.records.length > 0) {
      resident.unsent += 1;
      whenSent(sent, () => {
        resident.unsent -= 1;
        if (out.outboxIds.length > 0) this.sentOutboxIds.push(...out.outboxIds);
        for (const { taskId, submitted } of out.acknowledged) {
          const stimulus = submitted
            ? ({ kind: 'taskSubmitted', taskId, output: '{}' } as const)
            : ({ kind: 'taskSucceeded', taskId, output: '{}' } as const);
          this.followers.submit({ executionId: id, shard, stimulus });
        }
      });
    }
    for (const { taskId, error, cause } of out.failed)
      this.followers.submit({ executionId: id, shard, stimulus: { kind: 'taskFailed', taskId, error, cause } });
    for (const call of out.calls) this.followers.call(call);
    for (const task of out.cancelled) this.followers.cancelled(resident, task);
    for (const order of out.mapRuns) this.followers.mapRun(resident, order);
    for (const name of out.activities) this.followers.activityWaiting(name);
    if (resident.snapshot?.status === 'RUNNING') this.residents.arm(resident);
    else this.residents.forget(id);
  }

  /** A message that changed nothing may be the repetition of one whose announcement was lost with us: it is made again. */
  private answersToMessages(plan: Plan, refused: ReadonlySet<string>, now: number): BusRecord[] {
    const records: BusRecord[] = [];
    for (const [work, answer] of plan.answers) {
      if (work.message === undefined) continue;
      const change = plan.changes.get(work.executionId);
      const ended = change !== undefined && change.resident.snapshot?.status !== 'RUNNING' && !refused.has(work.executionId);
      if (ended && change.events.length === 0) records.push(...endRecords(change.resident, now, work.message));
      if (work.message.cancel && answer.kind === 'refused')
        records.push(cancellationRefused(work.executionId, answer.refusal.message, now, work.message));
    }
    return records;
  }

  private settle(plan: Plan, refused: ReadonlySet<string>): void {
    for (const [work, answer] of plan.answers) {
      const taken = work.start !== undefined && refused.has(work.executionId);
      // It exists already: perhaps we wrote it ourselves and lost the answer. Looking at it sends what it waits for.
      if (taken)
        this.followers.submit({
          executionId: work.executionId,
          shard: work.shard,
          stimulus: { kind: 'wake' },
          ...(work.message ? { message: work.message } : {}),
        });
      if (refused.has(work.executionId) && !taken) continue;
      work.settle?.(taken ? { kind: 'existed' } : answer);
    }
    for (const { resident, more } of plan.changes.values()) {
      if (more && !refused.has(resident.id))
        this.followers.submit({ executionId: resident.id, shard: resident.shard, stimulus: { kind: 'wake' } });
    }
  }
}

/** Runs when the broker has the records. It does not get them when the bus is closed first; then the next owner sends them again. */
export function whenSent(sent: Promise<void>, then: () => void): void {
  void sent.then(then, () => undefined);
}
