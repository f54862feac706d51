import { decide } from '../../src/decide/decide.js';
import { effects } from '../../src/decide/effects.js';
import { pendingTasks } from '../../src/decide/replies.js';
import { nextWakeAt, restartHeartbeats } from '../../src/decide/timers.js';
import { fold } from '../../src/evolve/evolve.js';
import { Randomness } from '../../src/core/random.js';
import type { Machine } from '../../src/compile/definition.js';
import type { Context, Decision, HistoryEvent, Json, Snapshot, Stimulus } from '../../src/model.js';
import { testContext } from '../../src/testing/index.js';

const START = Date.UTC(2026, 0, 1);
/** Decisions after which a run counts as stuck. */
const MAX_DECISIONS = 5_000;
const SECOND = 1_000;

export interface ChaosRun {
  history: HistoryEvent[];
  snapshot: Snapshot;
  /** Steps whose effect is in the world at the end. Known from the participants' side, not from the engine's ledger. */
  landed: Set<string>;
}

/**
 * Runs a machine under random replies (success, failure, late, doubled, contradicting, none) and random kills: the snapshot is thrown
 * away and rebuilt from the history, and every pending task is sent again. Checks at every step what must always hold.
 */
export function chaos(machine: Machine, seed: number, input: Json, outside: Stimulus[] = []): ChaosRun {
  return new Chaos(machine, seed, input, outside).run();
}

class Chaos {
  private readonly dice: Randomness;
  private readonly history: HistoryEvent[] = [];
  private snapshot: Snapshot | undefined;
  private now = START;
  /** What each task did: a participant repeats the outcome of a command, whatever became of its reply. */
  private readonly outcomes = new Map<number, boolean>();
  private readonly landed = new Set<string>();
  private readonly agenda: { at: number; stimulus: Stimulus }[] = [];

  constructor(
    private readonly machine: Machine,
    seed: number,
    private readonly input: Json,
    private readonly outside: Stimulus[],
  ) {
    this.dice = new Randomness('dice', seed);
  }

  run(): ChaosRun {
    this.meet({ kind: 'start', input: this.input });
    for (const stimulus of this.outside) this.agenda.push({ at: START + this.roll(30) * SECOND, stimulus });
    for (let count = 0; count < MAX_DECISIONS; count++) {
      const snapshot = this.current();
      if (snapshot.status !== 'RUNNING' && this.agenda.length === 0)
        return { history: this.history, snapshot, landed: this.landed };
      if (this.roll(8) === 0) this.kill();
      this.agenda.sort((left, right) => left.at - right.at);
      const wakeAt = nextWakeAt(this.current());
      const next = this.agenda[0];
      if (next && (wakeAt === undefined || next.at <= wakeAt)) {
        this.agenda.shift();
        this.now = Math.max(this.now, next.at);
        this.meet(next.stimulus);
      } else if (wakeAt !== undefined) {
        this.now = Math.max(this.now, wakeAt);
        this.meet({ kind: 'wake' });
      } else if (snapshot.status === 'RUNNING') throw new Error(`Stuck: ${JSON.stringify(snapshot)}`);
    }
    throw new Error(`Did not end after ${MAX_DECISIONS} decisions, ${this.history.length} events`);
  }

  private current(): Snapshot {
    if (!this.snapshot) throw new Error('Not started');
    return this.snapshot;
  }

  private roll(sides: number): number {
    return Math.floor(this.dice.number() * sides);
  }

  private meet(stimulus: Stimulus): void {
    const before = this.snapshot;
    const frozen = JSON.stringify(before);
    const context: Context = testContext(this.now);
    const decision = decide(this.machine, before, stimulus, context);
    if (decision instanceof Promise) throw new Error('Asynchronous without JSONata');
    this.check(JSON.stringify(before) === frozen, 'decide changed the snapshot that it was given');
    const again = decide(this.machine, before, stimulus, context) as Decision;
    this.check(JSON.stringify(again.events) === JSON.stringify(decision.events), 'decide is not deterministic');
    this.history.push(...decision.events);
    this.snapshot = decision.snapshot;
    if (!this.snapshot) return;
    for (const effect of effects(this.machine, before, this.snapshot, decision.events))
      if (effect.kind === 'task') this.answer(effect.taskId, effect.stateName);
  }

  /** What a participant may do with a command: do it or refuse it, and answer at once, late, twice, or never. */
  private answer(taskId: number, step: string): void {
    const at = this.now + this.roll(12) * SECOND;
    const lands = this.outcomes.get(taskId) ?? (this.landed.has(step) || this.roll(3) > 0);
    this.outcomes.set(taskId, lands);
    if (lands) this.land(step);
    const reply: Stimulus = lands
      ? { kind: 'taskSucceeded', taskId, output: `{"n":${this.roll(100)}}` }
      : { kind: 'taskFailed', taskId, error: this.roll(2) ? 'Boom' : 'Crash', cause: 'dice' };
    const started = this.roll(3) > 0 ? this.now : at + SECOND;
    this.agenda.push({ at: started, stimulus: { kind: 'taskStarted', taskId } });
    if (this.roll(4) === 0) this.agenda.push({ at: at - SECOND, stimulus: { kind: 'taskHeartbeat', taskId } });
    for (let times = [1, 1, 1, 2, 0][this.roll(5)] ?? 0; times > 0; times--)
      this.agenda.push({ at: at + this.roll(2) * SECOND, stimulus: reply });
  }

  /** In the sagas of these tests `Undo3` undoes `Step3`. */
  private land(step: string): void {
    if (step.startsWith('Undo')) this.landed.delete(step.replace('Undo', 'Step'));
    else this.landed.add(step);
  }

  private kill(): void {
    const rebuilt = fold(this.machine, undefined, JSON.parse(JSON.stringify(this.history)) as HistoryEvent[]);
    if (!rebuilt) throw new Error('The history is empty');
    this.check(
      JSON.stringify(withoutHeartbeats(rebuilt)) === JSON.stringify(withoutHeartbeats(this.current())),
      'fold(evolve, history) is not the snapshot',
    );
    this.snapshot = restartHeartbeats(this.machine, JSON.parse(JSON.stringify(rebuilt)) as Snapshot, this.now);
    for (const task of pendingTasks(this.snapshot)) this.answer(task.taskId, task.state);
  }

  private check(holds: boolean, claim: string): void {
    if (!holds) throw new Error(claim);
  }
}

/** Key order is not part of a snapshot's value; heartbeats are not part of its history. */
function withoutHeartbeats(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutHeartbeats);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, member]) => name !== 'heartbeatAt' && member !== undefined);
  return Object.fromEntries(
    entries.sort(([left], [right]) => (left < right ? -1 : 1)).map(([name, member]) => [name, withoutHeartbeats(member)]),
  );
}

/** What every finished history looks like. */
export function flawOf({ history, snapshot }: ChaosRun): string | undefined {
  const ends = history.filter(
    ({ type }, at) =>
      /^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(type) && history[at + 1]?.type !== 'ExecutionRedriven',
  );
  if (ends.length !== 1 || history.at(-1) !== ends[0])
    return `terminal events: ${ends.map(({ id, type }) => `${id} ${type}`).join(', ') || 'none'}`;
  const misnumbered = history.find(
    ({ id, previousEventId }, at) => id !== at + 1 || previousEventId >= id || previousEventId < 0,
  );
  if (misnumbered) return `event ${misnumbered.id} follows ${misnumbered.previousEventId}`;
  if (pendingTasks(snapshot).length > 0) return 'a task is pending after the end';
  return nextWakeAt(snapshot) === undefined ? undefined : 'a timer is set after the end';
}
