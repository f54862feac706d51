import type { Machine } from '../compile/definition.js';
import { liveThreads } from '../core/flow.js';
import type { Steps } from '../core/generator.js';
import type { PendingTask, Snapshot, Thread } from '../model.js';
import { beginState } from '../states/enter.js';
import { taskTimedOut } from '../states/task.js';
import { endWait } from '../states/wait.js';
import { timeOutExecution } from './ending.js';
import { guarded } from './failure.js';
import type { Run } from './run.js';

const MS_PER_SECOND = 1_000;

interface Timer {
  at: number;
  kind: 'machine' | 'timeout' | 'heartbeat' | 'wake';
  thread: number;
}

/** Earliest timer in epoch ms; 0 when something can move at once. The shell sends `wake` then. */
export function nextWakeAt(snapshot: Snapshot): number | undefined {
  if (snapshot.status !== 'RUNNING') return undefined;
  let earliest = snapshot.deadline !== undefined && isDeadlineOn(snapshot) ? snapshot.deadline : Infinity;
  for (const thread of snapshot.threads) {
    if (!thread) continue;
    if ((thread.phase === 'ready' || thread.phase === 'entered') && !snapshot.paused) return 0;
    earliest = Math.min(earliest, earliestOf(thread, snapshot.paused === true));
  }
  return earliest === Infinity ? undefined : earliest;
}

function earliestOf({ phase, state }: Thread, isPaused: boolean): number {
  if (!state) return Infinity;
  const { task, wakeAt } = state;
  if (task) return Math.min(timeoutAt(task), heartbeatAt(task));
  return wakeAt !== undefined && !isPaused && (phase === 'waiting' || phase === 'backoff') ? wakeAt : Infinity;
}

/** Fires what is due, in the order of time; what an earlier one has settled does not fire. */
export function* fireTimers(run: Run): Steps<void> {
  const due = [...timers(run.snapshot)]
    .filter(({ at }) => at <= run.context.now)
    .sort((left, right) => left.at - right.at || left.thread - right.thread);
  for (const timer of due) {
    if (run.snapshot.status !== 'RUNNING') return;
    if (timer.kind === 'machine') {
      if (isDeadlineOn(run.snapshot)) timeOutExecution(run);
      continue;
    }
    const thread = run.snapshot.threads[timer.thread];
    if (thread?.state && threadTimers(thread).some(({ at, kind }) => at === timer.at && kind === timer.kind))
      yield* fire(run, timer, thread);
  }
}

function* fire(run: Run, timer: Timer, thread: Thread): Steps<void> {
  const { task } = thread.state ?? {};
  if (task && timer.kind !== 'wake') return yield* taskTimedOut(run, task, timer.kind === 'heartbeat');
  const state = run.state(thread.id);
  if (thread.phase === 'waiting' && state.type === 'Wait')
    return yield* guarded(run, thread.id, () => endWait(run, thread.id, state));
  if (thread.phase === 'backoff') yield* beginState(run, thread.id);
}

function* timers(snapshot: Snapshot): Generator<Timer> {
  if (snapshot.deadline !== undefined && isDeadlineOn(snapshot)) yield { at: snapshot.deadline, kind: 'machine', thread: -1 };
  for (const thread of liveThreads(snapshot)) {
    for (const timer of threadTimers(thread)) if (!snapshot.paused || timer.kind !== 'wake') yield timer;
  }
}

/** After the pivot there is only forward, and a compensation is never given up: then the machine's timeout is off. */
function isDeadlineOn(snapshot: Snapshot): boolean {
  return !snapshot.compensation && (!snapshot.pivot || snapshot.pivot.outcome === 'failed');
}

function threadTimers({ id, phase, state }: Thread): Timer[] {
  if (!state) return [];
  const { task, wakeAt } = state;
  if (task) return taskTimers(id, task);
  return wakeAt !== undefined && (phase === 'waiting' || phase === 'backoff') ? [{ at: wakeAt, kind: 'wake', thread: id }] : [];
}

function taskTimers(thread: number, task: PendingTask): Timer[] {
  const both: Timer[] = [
    { at: timeoutAt(task), kind: 'timeout', thread },
    { at: heartbeatAt(task), kind: 'heartbeat', thread },
  ];
  return both.filter(({ at }) => at !== Infinity);
}

/** An activity's clocks start when a worker takes it; the others' when they are sent. */
function clockStart({ family, startedAt, scheduledAt }: PendingTask): number {
  return family === 'Activity' ? (startedAt ?? Infinity) : scheduledAt;
}

function timeoutAt(task: PendingTask): number {
  return task.timeoutSeconds === undefined ? Infinity : clockStart(task) + task.timeoutSeconds * MS_PER_SECOND;
}

function heartbeatAt(task: PendingTask): number {
  if (task.heartbeatSeconds === undefined) return Infinity;
  return Math.max(clockStart(task), task.heartbeatAt ?? 0) + task.heartbeatSeconds * MS_PER_SECOND;
}

/** Heartbeats are in no history: after a rebuild every clock starts anew, as nobody could have been heard meanwhile. */
export function restartHeartbeats(_machine: Machine, snapshot: Snapshot, now: number): Snapshot {
  const threads = [...snapshot.threads];
  for (const thread of liveThreads(snapshot)) {
    const { state } = thread;
    if (state?.task?.heartbeatSeconds !== undefined) {
      threads[thread.id] = { ...thread, state: { ...state, task: { ...state.task, heartbeatAt: now } } };
    }
  }
  return { ...snapshot, threads };
}
