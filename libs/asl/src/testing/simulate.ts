import type { Machine } from '../compile/definition.js';
import { decide } from '../decide/decide.js';
import { effects } from '../decide/effects.js';
import { nextWakeAt } from '../decide/timers.js';
import type { ObjectStorage } from '../map-run/data/read-items.js';
import { playMapRun } from './map-run.js';
import type { Context, Decision, Effect, HistoryEvent, Json, Snapshot, Stimulus, TaskEffect } from '../model.js';
import { testContext } from './context.js';

/** What a scripted worker does with a task: an answer, after a while if it likes, or silence. */
export type Answer = { after?: number } & (
  { output: Json } | { outputText: string } | { error?: string; cause?: string } | { silence: true }
);

export interface Script {
  input?: Json;
  inputText?: string;
  /** Called for each task, in the order of scheduling. `attempt` counts from 1. */
  answer?: (task: TaskEffect) => Answer;
  /** Stimuli from outside, at seconds of simulated time from the start. */
  at?: { seconds: number; stimulus: Stimulus }[];
  context?: Partial<Context>;
  /** Where an ItemReader reads and a ResultWriter writes. */
  storage?: ObjectStorage;
  /** Simulated time of the start, epoch ms. */
  startAt?: number;
  /** Told of every stimulus, before it is met. */
  onStimulus?: (stimulus: Stimulus, now: number) => unknown;
  /** Simulated seconds after which the simulation gives up. */
  untilSeconds?: number;
}

export interface Simulation {
  history: HistoryEvent[];
  snapshot: Snapshot;
  /** Tasks in the order in which they were sent. */
  tasks: TaskEffect[];
  effects: Effect[];
  /** Simulated seconds from start to end. */
  seconds: number;
}

const DEFAULT_START = Date.UTC(2026, 0, 1);
const MS_PER_SECOND = 1_000;
const TEN_YEARS_SECONDS = 315_360_000;

/** Runs an execution to its end on a clock that is turned by hand: a year takes milliseconds. */
export async function simulate(machine: Machine, script: Script = {}): Promise<Simulation> {
  return new Simulator(machine, script).run();
}

interface Due {
  at: number;
  order: number;
  stimulus: Stimulus;
}

class Simulator {
  private readonly history: HistoryEvent[] = [];
  private readonly tasks: TaskEffect[] = [];
  private readonly done: Effect[] = [];
  private readonly agenda: Due[] = [];
  private snapshot: Snapshot | undefined;
  private readonly start: number;
  private now: number;
  private order = 0;

  constructor(
    private readonly machine: Machine,
    private readonly script: Script,
  ) {
    this.start = this.now = script.startAt ?? DEFAULT_START;
    for (const { seconds, stimulus } of script.at ?? []) this.plan(seconds, stimulus);
  }

  async run(): Promise<Simulation> {
    const { input = {}, inputText, untilSeconds = TEN_YEARS_SECONDS } = this.script;
    await this.meet({ kind: 'start', input, ...(inputText === undefined ? {} : { inputText }) });
    for (;;) {
      const next = this.next();
      if (!next || next.at > this.start + untilSeconds * MS_PER_SECOND) break;
      this.now = Math.max(this.now, next.at);
      await this.meet(next.stimulus);
    }
    const snapshot = this.snapshot;
    if (!snapshot) throw new Error('The execution was not started');
    const { history, tasks, done } = this;
    return { history, snapshot, tasks, effects: done, seconds: (this.now - this.start) / MS_PER_SECOND };
  }

  /** The earliest of agenda and timers; replies before timers of the same instant. */
  private next(): Due | undefined {
    this.agenda.sort((left, right) => left.at - right.at || left.order - right.order);
    const [first] = this.agenda;
    const wakeAt = this.snapshot && nextWakeAt(this.snapshot);
    if (wakeAt !== undefined && (!first || wakeAt < first.at)) return { at: wakeAt, order: 0, stimulus: { kind: 'wake' } };
    return this.agenda.shift();
  }

  private plan(afterSeconds: number, stimulus: Stimulus): void {
    this.agenda.push({ at: this.now + afterSeconds * MS_PER_SECOND, order: this.order++, stimulus });
  }

  private async meet(stimulus: Stimulus): Promise<void> {
    this.script.onStimulus?.(stimulus, this.now);
    const before = this.snapshot;
    const context = testContext(this.now, this.script.context);
    const decision: Decision = await decide(this.machine, before, stimulus, context);
    this.history.push(...decision.events);
    this.snapshot = decision.snapshot;
    if (!this.snapshot) return;
    for (const effect of effects(this.machine, before, this.snapshot, decision.events)) await this.perform(effect);
  }

  private async perform(effect: Effect): Promise<void> {
    this.done.push(effect);
    if (effect.kind === 'startMapRun' || effect.kind === 'redriveMapRun') {
      const result = await playMapRun(this.machine, this.snapshot as Snapshot, effect, this.script, this.now);
      this.plan(0, { kind: 'mapRunEnded', eventId: effect.eventId, result });
    }
    if (effect.kind !== 'task') return;
    this.tasks.push(effect);
    const answer: Answer = this.script.answer?.(effect) ?? { output: {} };
    const { taskId } = effect;
    if (effect.family === 'Activity') this.plan(0, { kind: 'taskStarted', taskId });
    const after = answer.after ?? 0;
    if ('silence' in answer) return;
    if ('output' in answer) this.plan(after, { kind: 'taskSucceeded', taskId, output: JSON.stringify(answer.output) });
    else if ('outputText' in answer) this.plan(after, { kind: 'taskSucceeded', taskId, output: answer.outputText });
    else {
      const { error, cause } = answer;
      this.plan(after, {
        kind: 'taskFailed',
        taskId,
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      });
    }
  }
}
