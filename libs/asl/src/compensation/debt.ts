import type { LedgerEntry, Snapshot } from '../model.js';

/**
 * Effects that are there, or may be, and must still be undone: while a compensation runs, and for ever after a forced end. Empty for an
 * execution that goes forward, that has succeeded, or whose pivot has landed.
 */
export function compensationDebt({ status, compensation, ledger, pivot }: Snapshot): LedgerEntry[] {
  const isForward = status === 'SUCCEEDED' || pivot?.outcome === 'landed' || (status === 'RUNNING' && !compensation);
  if (isForward) return [];
  const owed = (ledger ?? []).filter((entry) => entry.outcome !== 'failed' && entry.compensation !== 'done');
  return compensation?.kind === 'completed' ? owed.filter(({ outcome }) => outcome === 'unknown') : owed;
}
