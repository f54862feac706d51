import { decide, effects, type Effect, type HistoryEvent } from '@counterpoint/asl';
import type { Logger } from '@counterpoint/platform';
import type { Resident } from './resident.js';
import type { Answer, CausingMessage, Work } from './work.js';

/** What one batch makes of one execution. */
export interface Change {
  readonly resident: Resident;
  readonly isNew: boolean;
  readonly events: HistoryEvent[];
  readonly effects: Effect[];
  /** The row changes, too: it ended, was redriven, or left dormancy. */
  rowChanges: boolean;
  /** The last message that moved it; undefined when something moved it that is not delivered again. */
  message: CausingMessage | undefined;
  /** Not everything that moved it is delivered again after a crash. */
  movedByOther: boolean;
  /** The transition limit of one decision was reached: it goes on in the next batch. */
  more: boolean;
}

/** The executions that a batch needs; what was not in memory has been read. */
export interface Loaded {
  /** Undefined: there is no such execution (or, for a start, not yet). */
  get(id: string): Resident | undefined;
  create(work: Work, now: number): Resident | undefined;
}

export interface Plan {
  readonly changes: ReadonlyMap<string, Change>;
  readonly answers: ReadonlyMap<Work, Answer>;
}

/** Pure but for the memory of the residents: stimuli in, events and effects out, each execution folding its own in order. */
export async function planBatch(batch: readonly Work[], loaded: Loaded, now: number, logger: Logger): Promise<Plan> {
  const changes = new Map<string, Change>();
  const answers = new Map<Work, Answer>();
  for (const work of batch) {
    const known = changes.get(work.executionId);
    const resident = known?.resident ?? loaded.get(work.executionId);
    if (work.start !== undefined && resident !== undefined) {
      answers.set(work, { kind: 'existed' });
      continue;
    }
    const subject = resident ?? (work.start === undefined ? undefined : loaded.create(work, now));
    if (subject === undefined) {
      answers.set(work, { kind: 'missing' });
      continue;
    }
    const change = known ?? newChange(subject, resident === undefined);
    changes.set(work.executionId, change);
    answers.set(work, await advanceOne(change, work, now, logger));
  }
  return { changes, answers };
}

const newChange = (resident: Resident, isNew: boolean): Change => ({
  resident,
  isNew,
  events: [],
  effects: [],
  rowChanges: false,
  message: undefined,
  movedByOther: false,
  more: false,
});

async function advanceOne(change: Change, work: Work, now: number, logger: Logger): Promise<Answer> {
  const { resident } = change;
  const { machine } = resident;
  const before = resident.snapshot;
  try {
    const deciding = decide(machine, before, work.stimulus, resident.context(now));
    const decision = deciding instanceof Promise ? await deciding : deciding;
    if (decision.snapshot !== undefined) {
      const caused = effects(machine, before, decision.snapshot, decision.events);
      resident.snapshot = decision.snapshot;
      record(change, work, decision.events, caused);
    }
    if (decision.more === true) change.more = true;
    if (decision.refused !== undefined) return { kind: 'refused', refusal: decision.refused };
    return { kind: 'done', startedAt: resident.startedAt, status: resident.snapshot?.status ?? 'RUNNING', now };
  } catch (error) {
    // A fault of the engine itself. The execution keeps its state; an unanswered command is sent again and meets the next release.
    logger.error({ err: error, executionId: work.executionId, stimulus: work.stimulus.kind }, 'a stimulus could not be decided');
    return { kind: 'fault', error };
  }
}

function record(change: Change, work: Work, events: readonly HistoryEvent[], caused: readonly Effect[]): void {
  if (events.length === 0) return;
  change.events.push(...events);
  change.effects.push(...caused);
  change.resident.lastTimestamp = (events.at(-1) as HistoryEvent).timestamp;
  if (work.message === undefined) change.movedByOther = true;
  else change.message = work.message;
  const rewritten =
    events.some((event) => event.type === 'ExecutionRedriven') || caused.some((effect) => effect.kind === 'ended');
  if (rewritten || change.resident.dormantInStore) change.rowChanges = true;
}
