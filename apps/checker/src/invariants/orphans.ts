import type { Invariant } from './invariant.js';

export const noOrphans: Invariant = {
  number: 10,
  title: 'no orphans in outbox, inbox, parking, timers, call rows',
  evaluate(evidence) {
    return evidence.leftovers.map(({ database, table, id, detail }) => ({ subject: `${database}.${table} ${id}`, detail }));
  },
};
