import { liveThreads } from '../core/flow.js';
import type { Run } from '../decide/run.js';
import { reasonDetails } from '../decide/ending.js';
import { toText } from '../core/text.js';
import type { LedgerEntry } from '../model.js';

/** The entry's effect is there, or may be, and nothing undoes it yet. */
export function isOwed({ outcome, compensation }: LedgerEntry, withPending = false): boolean {
  return compensation === undefined && (outcome === 'landed' || outcome === 'unknown' || (withPending && outcome === 'pending'));
}

/**
 * Entries whose compensation may start now. Without `CompensateAfter` an entry waits for every later one: strict reverse order.
 * With it, it waits for the compensations that it names alone.
 */
export function dueEntries(run: Run): number[] {
  const ledger = run.snapshot.ledger ?? [];
  const onlyUnknown = run.snapshot.compensation?.kind === 'completed';
  const isOpen = (entry: LedgerEntry): boolean =>
    entry.compensation === 'running' || (isOwed(entry) && (!onlyUnknown || entry.outcome === 'unknown'));
  const due: number[] = [];
  ledger.forEach((entry, at) => {
    if (entry.compensation !== undefined || !isOpen(entry)) return;
    const state = run.machine.byName.get(entry.compensate);
    const after = state?.type === 'Task' ? state.compensateAfter : undefined;
    const waitsFor = after
      ? ledger.filter((other) => other !== entry && after.includes(other.compensate) && isOpen(other))
      : ledger.slice(at + 1).filter(isOpen);
    if (waitsFor.length === 0) due.push(at);
  });
  // The validator refuses orders that wait for each other; should one get here, undoing beats waiting for ever.
  const isStuck = due.length === 0 && !ledger.some(({ compensation }) => compensation === 'running');
  return isStuck ? ledger.flatMap((entry, at) => (entry.compensation === undefined && isOpen(entry) ? [at] : [])) : due;
}

/** A compensation, Begin or End has succeeded: the next ones become due, then End, then the execution ends. */
export function continueCompensation(run: Run): void {
  const { compensation } = run.snapshot;
  if (!compensation) return;
  const due = dueEntries(run);
  const before = run.snapshot.nextThread;
  for (const entry of due) run.note({ kind: 'compensate', entry });
  if (due.length === 0 && liveThreads(run.snapshot).length === 1 && compensation.end === 'due') run.note({ kind: 'end' });
  for (let id = before; id < run.snapshot.nextThread; id++) run.enqueue(id);
  if (liveThreads(run.snapshot).length === 1) endCompensated(run);
}

/** Everything is undone: only now the execution ends, with the reason that it had at first. */
function endCompensated(run: Run): void {
  const { compensation, lastEventId } = run.snapshot;
  switch (compensation?.kind) {
    case undefined:
      return;
    case 'completed':
      run.emitLast('ExecutionSucceeded', lastEventId, { output: toText(run.thread(0).input) });
      return;
    case 'timedOut':
      run.emitLast('ExecutionTimedOut', lastEventId, reasonDetails(compensation));
      return;
    case 'failed':
      run.emitLast('ExecutionFailed', lastEventId, reasonDetails(compensation));
      return;
    case 'stopped':
    case 'cancelled':
      run.emitLast('ExecutionAborted', lastEventId, reasonDetails(compensation));
  }
}
