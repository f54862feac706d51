import { liveThreads } from '../core/flow.js';
import { reasonDetails, type Reason } from '../decide/ending.js';
import type { Run } from '../decide/run.js';
import type { CompensationKind, LedgerEntry } from '../model.js';
import { continueCompensation, dueEntries, isOwed } from './continue.js';

/**
 * Whether what happened must be undone before the execution ends: never once the pivot was sent (unless it was refused), and never
 * twice. A definition with Begin or End compensates even with an empty ledger: they tell the order's owner.
 */
export function compensationIsDue(run: Run, kind: CompensationKind): boolean {
  const { machine, snapshot } = run;
  if (!machine.compensates || snapshot.compensation) return false;
  const ledger = snapshot.ledger ?? [];
  if (kind === 'completed')
    return ledger.some(({ outcome, compensation }) => outcome === 'unknown' && compensation === undefined);
  if (snapshot.pivot && snapshot.pivot.outcome !== 'failed') return false;
  return machine.begin !== undefined || machine.end !== undefined || ledger.some((entry) => isOwed(entry, true));
}

/** Ends the forward work and makes the compensations due that wait for no other; Begin goes out beside them. */
export function startCompensation(run: Run, kind: CompensationKind, reason: Reason): void {
  const owed = (run.snapshot.ledger ?? []).filter((entry) => owedBy(kind, entry));
  const compensations = owed.map(({ compensate }) => compensate).reverse();
  const failedState = reason.state === undefined ? {} : { state: reason.state };
  run.emitLast('CompensationStarted', run.snapshot.lastEventId, {
    kind,
    ...reasonDetails(reason),
    ...failedState,
    compensations,
  });
  for (const entry of dueEntries(run)) run.note({ kind: 'compensate', entry });
  if (kind !== 'completed' && run.machine.begin !== undefined) run.note({ kind: 'begin' });
  for (const thread of liveThreads(run.snapshot)) if (thread.phase === 'ready') run.enqueue(thread.id);
  if (run.queue.length === 0) continueCompensation(run);
}

/** A pending step counts too: it is given up, so it may have landed. */
function owedBy(kind: CompensationKind, entry: LedgerEntry): boolean {
  return kind === 'completed' ? entry.outcome === 'unknown' : isOwed(entry, true);
}
