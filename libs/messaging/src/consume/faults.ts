import { FailpointError } from '../failpoint.js';
import { UnstorableRow } from './rows.js';

/**
 * SQLSTATE classes (PostgreSQL, appendix A) that say something about the machine and nothing about the message:
 * connection, unsupported feature, transaction state, authorisation, missing database, rollback for deadlock or
 * serialization, missing tables and rights, resources and disk, locks, cancelled and shut down, system and internal errors.
 */
const INFRASTRUCTURE_CLASSES = new Set(['08', '0A', '25', '28', '3D', '40', '42', '53', '55', '57', '58', 'F0', 'XX']);
const UNIQUE_VIOLATION = '23505';

/** The transaction ended otherwise than by its COMMIT: something in it failed. */
export class NotCommitted extends Error {
  override readonly name = 'NotCommitted';
}
/** The connection broke while COMMIT was under way: the batch may or may not be there. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

function sqlState(error: unknown): string | undefined {
  const code: unknown = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/**
 * What a failed batch tells: `infrastructure` faults are waited for, whoever's messages they hit; a `race` (a row that
 * appeared since it was looked for) is decided again; anything else is blamed on a message, which halving the batch finds.
 */
export function kindOf(error: unknown): 'infrastructure' | 'race' | 'message' {
  if (error instanceof FailpointError || error instanceof CommitUnknown) return 'infrastructure';
  if (error instanceof UnstorableRow) return 'message';
  const state = sqlState(error);
  if (state === UNIQUE_VIOLATION) return 'race';
  // Whatever comes without an SQLSTATE while SQL runs comes from the socket or the pool.
  return state === undefined || INFRASTRUCTURE_CLASSES.has(state.slice(0, 2)) ? 'infrastructure' : 'message';
}
