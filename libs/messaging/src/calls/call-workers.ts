import { Logger } from '@nestjs/common';
import type pg from 'pg';
import type { TimeSource } from '../clock.js';
import type { Item } from '../consume/item.js';
import { failpoint, FAILPOINTS_ARMED } from '../failpoint.js';
import { childTraceparent } from '../envelope/trace.js';
import { errorText } from '../parking/park.js';
import { CALL_BACKOFF_MS, CALL_TIMEOUT_MS, CALLS_AT_ONCE, type Caller } from './caller.js';
import type { CallRow } from './call-row.js';
import { adoptCalls, claimDue, recordFailure, releaseCalls } from './call-store.js';

/** Calls that are due later than this are left in the table until then, in milliseconds. */
const KEPT_IN_MEMORY_MS = 30_000;
/** Calls that one scan takes. */
const CLAIMED_AT_ONCE = 200;

interface Lane {
  readonly caller: Caller;
  readonly ready: CallRow[];
  running: number;
}

/** Makes the outside calls that decisions asked for: bounded, outside any transaction, repeated until the answer is definite. */
export class CallWorkers {
  private readonly logger = new Logger('Calls');
  private readonly lanes: ReadonlyMap<string, Lane>;
  private readonly timers = new Set<NodeJS.Timeout>();
  /** Keys of the calls that this process has in memory: ready, under way, or waiting for their next try. */
  private readonly inHand = new Set<string>();
  private readonly aborted = new AbortController();
  private stopped = false;

  /** @param submit hands the answer to the runtime as the stimulus of the second decision */
  constructor(
    callers: readonly Caller[],
    private readonly database: pg.Pool,
    private readonly owner: number,
    private readonly clock: TimeSource,
    private readonly submit: (item: Item) => void,
  ) {
    this.lanes = new Map(callers.map((caller) => [caller.name, { caller, ready: [], running: 0 }]));
  }

  /** A call that is due soon is kept by the process that wrote it; one for later belongs to nobody until then. */
  ownerOf(call: CallRow): number | null {
    return call.notBefore - this.clock.now() <= KEPT_IN_MEMORY_MS ? this.owner : null;
  }

  /** Takes calls of this process: right after the commit that wrote them, or after a claim. They start in this order. */
  take(calls: readonly CallRow[]): void {
    for (const call of calls) {
      const wait = call.notBefore - this.clock.now();
      if (wait <= 0) this.enqueue(call);
      else if (this.ownerOf(call) !== null) this.later(call, wait);
    }
  }

  /** Each second: calls that became due and belong to nobody. */
  async scan(): Promise<void> {
    if (this.lanes.size === 0 || this.stopped) return;
    this.take(await claimDue(this.database, this.owner, this.clock.now(), CLAIMED_AT_ONCE));
  }

  /** Takes the open calls of owners: dead ones, or ourselves where a COMMIT went unanswered. */
  async adopt(owners: readonly number[]): Promise<void> {
    if (this.lanes.size === 0) return;
    const calls = (await adoptCalls(this.database, this.owner, owners)).filter((call) => !this.inHand.has(call.key));
    if (calls.length > 0) this.logger.log(`took over ${calls.length} calls that no living process has in memory`);
    for (const call of calls) this.enqueue(call);
  }

  /** Breaks off what is under way (it is repeated with the same key) and lets go of all calls. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const timer of this.timers) clearTimeout(timer);
    this.aborted.abort(new Error('the process stops'));
    await releaseCalls(this.database, this.owner).catch(() => undefined);
  }

  private enqueue(call: CallRow): void {
    const lane = this.lanes.get(call.caller);
    if (!lane) {
      this.logger.error(`no caller is named ${call.caller}: call ${call.key} waits for a version that has it`);
      return;
    }
    this.inHand.add(call.key);
    lane.ready.push(call);
    this.start(lane);
  }

  private start(lane: Lane): void {
    while (!this.stopped && lane.running < (lane.caller.concurrency ?? CALLS_AT_ONCE) && lane.ready.length > 0) {
      lane.running += 1;
      void this.make(lane.caller, lane.ready.shift()!).finally(() => {
        lane.running -= 1;
        this.start(lane);
      });
    }
  }

  private async make(caller: Caller, call: CallRow): Promise<void> {
    const signal = AbortSignal.any([this.aborted.signal, AbortSignal.timeout(caller.timeoutMs ?? CALL_TIMEOUT_MS)]);
    try {
      const answer = await untilAborted(
        caller.call(call.request, {
          idempotencyKey: call.key,
          sagaKey: call.sagaKey,
          attempt: call.attempts + 1,
          traceparent: childTraceparent(call.envelope.traceparent, call.key),
          signal,
        }),
        signal,
      );
      if (FAILPOINTS_ARMED) await failpoint('call.answered');
      this.decide(caller, call, answer);
    } catch (error) {
      await this.again(call, error);
    }
  }

  private decide(caller: Caller, call: CallRow, answer: unknown): void {
    this.submit({
      kind: 'answer',
      callKey: call.key,
      envelope: call.envelope,
      causationId: call.causationId,
      intents: [caller.answered(answer, call.request)],
      committed: () => void this.inHand.delete(call.key),
      failed: (error) => void this.again(call, error),
    });
  }

  /** The outcome is unknown, or the answer could not be decided: the same call again, later. */
  private async again(call: CallRow, error: unknown): Promise<void> {
    if (this.stopped) return;
    const wait = Math.min(CALL_BACKOFF_MS.first * 2 ** Math.min(call.attempts, 20), CALL_BACKOFF_MS.last);
    const text = errorText(error);
    if (call.attempts % 10 === 0) this.logger.warn(`call ${call.key} (try ${call.attempts + 1}) is repeated: ${text}`);
    const notBefore = this.clock.now() + wait;
    await recordFailure(this.database, call.key, text, notBefore).catch(() => undefined);
    this.later({ ...call, attempts: call.attempts + 1, notBefore }, wait);
  }

  private later(call: CallRow, wait: number): void {
    this.inHand.add(call.key);
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      this.enqueue(call);
    }, wait);
    this.timers.add(timer);
  }
}

/** A caller that ignores its signal must not hold its place for ever. */
function untilAborted<Answer>(answer: Promise<Answer>, signal: AbortSignal): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason as Error);
    if (signal.aborted) return abort();
    signal.addEventListener('abort', abort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', abort));
  });
}
