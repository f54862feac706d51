import type pg from 'pg';
import type { QueryConfig } from 'pg';
import { answerCalls, insertCalls, reopenCalls, type CallRow } from '../calls/call-row.js';
import type { TimeSource } from '../clock.js';
import { failpoint, FAILPOINTS_ARMED } from '../failpoint.js';
import { insertOutbox } from '../outbox/outbox.js';
import { parkKeys, parkMessages, setAside } from '../parking/park.js';
import { BEGIN, COMMIT, pipeline, pipelineSettled } from '../persistence/pipeline.js';
import type { Decided, Decider } from './decider.js';
import { CommitUnknown, NotCommitted } from './faults.js';
import { forgetInbox, recordInbox, type InboxAnswer } from './inbox.js';
import type { Item } from './item.js';
import type { Outgoing } from './outgoing.js';
import { Rows } from './rows.js';

/** What every batch of a process shares. */
export interface BatchContext {
  readonly decider: Decider;
  readonly clock: TimeSource;
  /** Owner of the outbox and call rows that the batch writes. */
  readonly owner: number;
  /** Decides how a call row begins: owned by this process, or by none until it is due. */
  ownerOfCall(call: CallRow): number | null;
}

/** What a redrive adds to a batch. */
export interface RedriveBatch {
  /** Parked key whose messages are handled in spite of that. */
  readonly key: string;
  /** Locks the key, before anything else. */
  readonly lock: QueryConfig;
  /** What is to be written besides, once it is known what was handled. */
  cleanUp(handled: readonly Item[], failed: ReadonlyMap<Item, Error>): readonly QueryConfig[];
}

/** What became of the items once the transaction was committed. */
export interface BatchResult {
  readonly decided: ReadonlyMap<Item, readonly unknown[]>;
  /** Threw alone; nothing of theirs was saved. */
  readonly failed: ReadonlyMap<Item, Error>;
  /** Not handled, because they follow a failed one of the same key. */
  readonly held: readonly Item[];
  /** Stored in the parking tables or set aside. */
  readonly stored: readonly Item[];
  readonly outgoing: readonly Outgoing[];
  readonly calls: readonly CallRow[];
}

/**
 * One transaction over many items: inbox, set-based load under locks, decisions folded in order, set-based save, outbox
 * and call rows. Two round trips: what has to be read, and everything that is written with COMMIT behind it.
 */
export class Batch {
  private readonly rows = new Rows();
  private readonly decided = new Map<Item, readonly unknown[]>();
  private readonly failed = new Map<Item, Error>();
  private readonly held: Item[] = [];
  private readonly parked: Item[] = [];
  private readonly unreadable: Item[] = [];
  private readonly written: Outgoing[] = [];
  private readonly repeated: Outgoing[] = [];
  private readonly calls: CallRow[] = [];
  private fresh = new Set<string>();
  private readonly undoneMessages: string[] = [];
  private readonly undoneCalls: string[] = [];

  /**
   * @param toPark messages that the runtime gave up on, with the reason: their keys are parked in this transaction
   * @param acknowledged outbox rows to be removed with it
   */
  constructor(
    private readonly context: BatchContext,
    private readonly items: readonly Item[],
    private readonly toPark: ReadonlyMap<Item, Error>,
    private readonly acknowledged: readonly string[],
    private readonly redrive?: RedriveBatch,
  ) {}

  async run(client: pg.PoolClient): Promise<BatchResult> {
    const { clock } = this.context;
    this.nameRows();
    const { parkedKeys, openCalls } = await this.read(client);
    const now = clock.now();
    const failedKeys = new Set<string>();
    for (const item of this.items) this.route(item, now, parkedKeys, openCalls, failedKeys);
    await this.write(client);
    return {
      decided: this.decided,
      failed: this.failed,
      held: this.held,
      stored: [...this.parked, ...this.unreadable],
      outgoing: [...this.written, ...this.repeated],
      calls: this.calls,
    };
  }

  private nameRows(): void {
    for (const item of this.items) {
      if (item.kind === 'unreadable') continue;
      try {
        if (item.fault) throw item.fault;
        this.context.decider.want(item, this.rows);
      } catch (error) {
        this.failed.set(item, error as Error);
      }
    }
  }

  private async read(client: pg.PoolClient): Promise<{ parkedKeys: Set<string>; openCalls: Set<string> }> {
    const messages = this.items.filter((item) => item.kind === 'message');
    const callKeys = this.items.flatMap((item) => item.callKey ?? []);
    const loads = this.rows.loads();
    const queries: QueryConfig[] = this.redrive ? [BEGIN, this.redrive.lock] : [BEGIN];
    const preludes = queries.length;
    if (messages.length > 0) {
      const ids = messages.map((item) => item.envelope.id);
      queries.push(recordInbox(ids, [...new Set(messages.map((item) => item.envelope.key))]));
    }
    if (callKeys.length > 0) queries.push(answerCalls(callKeys));
    for (const [, query] of loads) queries.push(query);
    const answers = (await pipeline(client, queries)).slice(preludes);
    const inbox = messages.length > 0 ? (answers.shift()!.rows[0] as InboxAnswer) : undefined;
    const calls = callKeys.length > 0 ? (answers.shift()!.rows as { key: string }[]) : [];
    loads.forEach(([table], index) => this.rows.loaded(table, answers[index]!.rows as Record<string, unknown>[]));
    this.fresh = new Set(inbox?.fresh);
    const parkedKeys = new Set(inbox?.parked);
    if (this.redrive) parkedKeys.delete(this.redrive.key);
    return { parkedKeys, openCalls: new Set(calls.map((row) => row.key)) };
  }

  /** Where one item goes: the only place that tells. */
  private route(item: Item, now: number, parked: Set<string>, openCalls: Set<string>, failedKeys: Set<string>): void {
    const { kind, envelope } = item;
    switch (kind) {
      case 'unreadable':
        this.unreadable.push(item);
        return;
      case 'answer':
        // Another process brought the same answer first: its decision stands.
        if (openCalls.has(item.callKey!)) this.attempt(item, now);
        else this.pass(item);
        return;
      case 'local':
        this.attempt(item, now);
        return;
      case 'message': {
        const first = this.fresh.delete(envelope.id);
        if (this.toPark.has(item)) parked.add(envelope.key);
        if (parked.has(envelope.key)) this.putAway(item, this.parked);
        else if (failedKeys.has(envelope.key)) this.putAway(item, this.held);
        else if (first ? this.attempt(item, now) : this.again(item, now)) return;
        else failedKeys.add(envelope.key);
        if (first) this.undoneMessages.push(envelope.id);
      }
    }
  }

  /** Decides an item. False: it threw, and left nothing behind. */
  private attempt(item: Item, now: number): boolean {
    if (!this.failed.has(item)) {
      try {
        const { results, outgoing, calls }: Decided = this.context.decider.decide(item, this.rows, now);
        this.written.push(...outgoing);
        this.calls.push(...calls);
        this.decided.set(item, results);
        return true;
      } catch (error) {
        this.failed.set(item, error as Error);
      }
    }
    if (item.callKey !== undefined) this.undoneCalls.push(item.callKey);
    return false;
  }

  private putAway(item: Item, place: Item[]): void {
    this.failed.delete(item);
    place.push(item);
  }

  /** Nothing is left to do for this item. */
  private pass(item: Item): true {
    this.failed.delete(item);
    this.decided.set(item, []);
    return true;
  }

  /** A duplicate: nobody waits for the outcome of an event, so only a command is decided again. */
  private again(item: Item, now: number): boolean {
    if (item.envelope.replyTo === undefined) return this.pass(item);
    if (!this.failed.has(item)) {
      try {
        this.repeated.push(...this.context.decider.repeat(item, this.rows, now));
        this.decided.set(item, []);
        return true;
      } catch (error) {
        this.failed.set(item, error as Error);
      }
    }
    return false;
  }

  private async write(client: pg.PoolClient): Promise<void> {
    const { owner } = this.context;
    const queries = this.rows.saves();
    if (this.undoneMessages.length > 0) queries.push(forgetInbox(this.undoneMessages));
    if (this.undoneCalls.length > 0) queries.push(reopenCalls(this.undoneCalls, owner));
    if (this.unreadable.length > 0) queries.push(setAside(this.unreadable));
    if (this.toPark.size > 0) queries.push(parkKeys(this.toPark));
    if (this.parked.length > 0) queries.push(parkMessages(this.parked));
    if (this.written.length > 0 || this.acknowledged.length > 0)
      queries.push(insertOutbox(this.written, this.acknowledged, owner));
    const callsAt =
      this.calls.length > 0 ? queries.push(insertCalls(this.calls, (call) => this.context.ownerOfCall(call))) - 1 : -1;
    if (this.redrive) queries.push(...this.redrive.cleanUp([...this.decided.keys(), ...this.unreadable], this.failed));
    if (FAILPOINTS_ARMED) {
      await pipeline(client, queries.splice(0));
      await failpoint('batch.saved');
    }
    const answers = await this.commit(client, queries);
    if (callsAt >= 0 && answers.length > callsAt) this.keepNewCalls(answers[callsAt]!.rows as { key: string }[]);
  }

  private async commit(client: pg.PoolClient, queries: readonly QueryConfig[]): Promise<pg.QueryResult[]> {
    const answers = await pipelineSettled(client, [...queries, COMMIT]);
    const failures = answers.flatMap((answer) =>
      answer.status === 'rejected' ? [answer.reason as Error & { code?: string }] : [],
    );
    const last = answers.at(-1)!;
    // A statement that PostgreSQL refused means a rollback; without any answer to COMMIT nobody knows.
    const refused = failures.find((error) => /^[0-9A-Z]{5}$/.test(error.code ?? '') && !error.code!.startsWith('57'));
    if (refused) throw refused;
    if (last.status === 'rejected') throw new CommitUnknown(failures[0]!.message, { cause: failures[0] });
    if (last.value.command !== 'COMMIT') throw new NotCommitted('the transaction was rolled back');
    return answers.map((answer) => (answer as PromiseFulfilledResult<pg.QueryResult>).value);
  }

  /** A call whose key was there already is somebody's already. */
  private keepNewCalls(inserted: readonly { key: string }[]): void {
    const keys = new Set(inserted.map((row) => row.key));
    const fresh = this.calls.filter((call) => keys.delete(call.key));
    this.calls.splice(0, this.calls.length, ...fresh);
  }
}
