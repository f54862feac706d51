import { decide, effects, type HistoryEvent, type Snapshot, type Stimulus } from '@counterpoint/asl';
import type { Bus } from '@counterpoint/messaging';
import type { Clock, Logger } from '@counterpoint/platform';
import type { CalledTask, Dispatcher } from '../dispatch/dispatcher.js';
import type { LoadedRevision } from '../store/machines.js';
import { whenSent } from './aftermath.js';
import type { Change } from './plan.js';
import { newResident, type Resident, type Surroundings } from './resident.js';
import type { StartRequest } from './work.js';

/** Longest run ("Express workflows", developer guide), in milliseconds. */
const MAX_RUN_MS = 300_000;
/** Runs of this process at a time. */
const MAX_RUNS = 10_000;

export interface ExpressEnd {
  readonly id: string;
  readonly executionArn: string;
  readonly startedAt: number;
  readonly stoppedAt: number;
  readonly status: Exclude<Snapshot['status'], 'RUNNING'>;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
}

interface Run {
  readonly resident: Resident;
  readonly startedAt: number;
  readonly settle: (end: ExpressEnd) => void;
  readonly deadline: NodeJS.Timeout;
  wake: NodeJS.Timeout | undefined;
  queue: Promise<void>;
}

export class TooManyExpressRuns extends Error {
  override readonly name = 'TooManyExpressRuns';
}

/**
 * Express executions: the same decisions without a database. A synchronous one runs at most once, since it lives and dies with this
 * process; an asynchronous one at least once, since the message that started it is finished when the run has ended.
 */
export class ExpressRuns {
  private readonly runs = new Map<string, Run>();

  constructor(
    private readonly dispatcher: Dispatcher,
    private readonly bus: Bus,
    private readonly clock: Clock,
    private readonly around: Surroundings,
    private readonly call: (task: CalledTask) => void,
    private readonly logger: Logger,
  ) {}

  get isFull(): boolean {
    return this.runs.size >= MAX_RUNS;
  }

  get(id: string): Resident | undefined {
    return this.runs.get(id)?.resident;
  }

  /** Resolves when the run has ended, however it ended. @throws TooManyExpressRuns */
  run(id: string, shard: number, request: StartRequest, revision: LoadedRevision): Promise<ExpressEnd> {
    if (this.runs.size >= MAX_RUNS) throw new TooManyExpressRuns(`more than ${MAX_RUNS} Express executions at a time`);
    const startedAt = this.clock.now();
    const resident = newResident(id, shard, request, revision, startedAt, this.around);
    return new Promise((settle) => {
      const deadline = setTimeout(
        () => this.end(run, { status: 'TIMED_OUT', error: 'States.Timeout' }),
        this.clock.realMs(MAX_RUN_MS),
      );
      const run: Run = { resident, startedAt, settle, deadline, wake: undefined, queue: Promise.resolve() };
      this.runs.set(id, run);
      this.move(run, { kind: 'start', input: JSON.parse(request.input) as never, inputText: request.input });
    });
  }

  /** False: not one of ours, or over. */
  deliver(id: string, stimulus: Stimulus): boolean {
    const run = this.runs.get(id);
    if (run !== undefined) this.move(run, stimulus);
    return run !== undefined;
  }

  private move(run: Run, stimulus: Stimulus): void {
    run.queue = run.queue
      .then(() => this.advance(run, stimulus))
      .catch((error: unknown) => {
        this.logger.error({ err: error, executionId: run.resident.id }, 'an Express execution could not be advanced');
        this.end(run, { status: 'FAILED', error: 'States.Runtime', cause: 'The engine could not advance the execution' });
      });
  }

  private async advance(run: Run, stimulus: Stimulus): Promise<void> {
    const { resident } = run;
    if (!this.runs.has(resident.id)) return;
    const now = this.clock.now();
    const before = resident.snapshot;
    const { machine } = resident;
    const decision = await decide(machine, before, stimulus, resident.context(now));
    if (decision.snapshot === undefined) return;
    resident.snapshot = decision.snapshot;
    this.log(resident, decision.events);
    const change: Change = {
      resident,
      isNew: false,
      events: decision.events,
      effects: effects(machine, before, decision.snapshot, decision.events),
      rowChanges: false,
      message: undefined,
      movedByOther: false,
      more: false,
    };
    this.follow(run, change, now);
    const { status, error, cause } = decision.snapshot;
    const output = decision.snapshot.output === undefined ? undefined : JSON.stringify(decision.snapshot.output);
    if (status !== 'RUNNING') {
      return this.end(run, {
        status,
        ...(output === undefined ? {} : { output }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
    }
    if (decision.more === true) this.move(run, { kind: 'wake' });
    this.arm(run, now);
  }

  private follow(run: Run, change: Change, now: number): void {
    const out = this.dispatcher.outgoing(change, { outbox: [], activityTasks: [], activityTasksDone: [] }, now);
    for (const { taskId, error, cause } of out.failed) this.move(run, { kind: 'taskFailed', taskId, error, cause });
    for (const task of out.calls) this.call(task);
    if (out.records.length === 0) return;
    whenSent(this.bus.send(out.records), () => {
      for (const { taskId } of out.acknowledged) this.move(run, { kind: 'taskSucceeded', taskId, output: '{}' });
    });
  }

  private arm(run: Run, now: number): void {
    clearTimeout(run.wake);
    const at = run.resident.nextWakeAt();
    if (at !== undefined) run.wake = setTimeout(() => this.move(run, { kind: 'wake' }), this.clock.realMs(Math.max(0, at - now)));
  }

  private end(run: Run, result: Pick<ExpressEnd, 'status'> & { output?: string; error?: string; cause?: string }): void {
    const { resident, startedAt } = run;
    if (!this.runs.delete(resident.id)) return;
    clearTimeout(run.deadline);
    clearTimeout(run.wake);
    run.settle({ id: resident.id, executionArn: resident.executionArn, startedAt, stoppedAt: this.clock.now(), ...result });
  }

  /** Express executions have no history but what their machine's logging configuration asks for. */
  private log(resident: Resident, events: readonly HistoryEvent[]): void {
    const { level = 'OFF', includeExecutionData = false } = resident.revision.configuration.loggingConfiguration ?? {};
    if (level === 'OFF') return;
    for (const event of events) {
      const isFailure = /Failed|TimedOut|Aborted/.test(event.type);
      const isFatal = /^Execution(Failed|TimedOut|Aborted)$/.test(event.type);
      if (level === 'ALL' || (level === 'ERROR' && isFailure) || isFatal) {
        this.logger.info(
          { executionArn: resident.executionArn, ...event, details: includeExecutionData ? event.details : undefined },
          event.type,
        );
      }
    }
  }
}
