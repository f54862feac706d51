import type { Steps } from '../core/generator.js';
import { beginState, enterState } from '../states/enter.js';
import { failExecution } from './ending.js';
import { HistoryFull, type Run } from './run.js';

/**
 * Moves every thread that can move until all wait, the execution has ended, or the transition limit of one decision is reached.
 * Returns whether something was left for the next decision. Threads that were just made always get into their first state.
 */
export function* advance(run: Run): Steps<boolean> {
  for (;;) {
    const isPaused = run.snapshot.paused === true;
    const isOver = run.transitions >= run.context.quotas.transitionsPerDecision;
    const at = isOver || isPaused ? run.queue.findIndex(({ id }) => run.snapshot.threads[id]?.phase === 'starting') : 0;
    const [item] = at < 0 ? [] : run.queue.splice(at, 1);
    if (!item) return isOver && !isPaused && run.queue.length > 0;
    const thread = run.snapshot.threads[item.id];
    if (!thread || run.snapshot.status !== 'RUNNING') continue;
    if (thread.phase === 'starting') yield* enterState(run, item.id, startOf(run, item.id), item.input ?? null);
    else if (thread.phase === 'ready' && thread.next !== undefined) yield* enterState(run, item.id, thread.next, thread.input);
    else if (thread.phase === 'entered') yield* beginState(run, item.id);
  }
}

function startOf(run: Run, id: number): string {
  const thread = run.thread(id);
  const owner = run.state(thread.parent ?? 0);
  if (owner.type === 'Map') return owner.processor.startAt;
  return (owner.type === 'Parallel' && owner.branches[thread.index]?.startAt) || '';
}

/** The event that would have been one too many is the failure itself (developer guide, "history limit"; event 25,000 [recorded]). */
export function endFullHistory(run: Run, full: HistoryFull): void {
  const limit = run.context.quotas.historyEvents;
  const cause = `The execution reached the maximum number of history events (${limit}).`;
  const previous = run.snapshot.threads[full.thread]?.lastEventId ?? run.snapshot.lastEventId;
  failExecution(run, { error: 'States.Runtime', cause }, previous);
}
