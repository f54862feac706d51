import { acceptedIsDurable, everyOrderEnds, livenessAfterFaults } from './accepted.js';
import { operatorActionsAudited } from './audit.js';
import { oneChain } from './chain.js';
import { legalOrderOfEffects } from './effects.js';
import { historyIsComplete, oneDefinition } from './engine.js';
import type { Invariant } from './invariant.js';
import { moneyIsConserved, nothingTwice } from './money.js';
import { noOrphans } from './orphans.js';
import { allOrCompensated, oneTerminalState, stylesAgree } from './outcome.js';
import { stockIsConserved } from './stock.js';

/** The invariants of design, section 8, by their number. */
export const INVARIANTS: readonly Invariant[] = [
  acceptedIsDurable,
  moneyIsConserved,
  nothingTwice,
  stockIsConserved,
  everyOrderEnds,
  allOrCompensated,
  oneTerminalState,
  historyIsComplete,
  legalOrderOfEffects,
  noOrphans,
  stylesAgree,
  oneDefinition,
  livenessAfterFaults,
  operatorActionsAudited,
  oneChain,
];
