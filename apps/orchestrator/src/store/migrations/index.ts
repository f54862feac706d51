import { Initial1763800000000 } from './1763800000000-initial.js';

/** In the order in which they run. */
export const MIGRATIONS = [Initial1763800000000];
