import { Messaging1763800000000 } from './messaging-1.js';

/** Migrations of the messaging tables; a service runs them before its own. */
export const MESSAGING_MIGRATIONS = [Messaging1763800000000] as const;
