import type { State } from '../compile/definition.js';

/** A state's failure on its way to retriers, catchers and parents. */
export interface Failure {
  error?: string | undefined;
  cause?: string | undefined;
  /** It began in a Task: `States.TaskFailed` means such failures. */
  fromTask: boolean;
  /** A missed heartbeat: shown as States.Timeout [recorded], caught under both names. */
  heartbeat?: boolean;
  /** Name of the state in which it began. */
  state?: string;
  /** It came out of a branch or iteration. */
  branch?: boolean;
}

/**
 * Whether an ErrorEquals list names the failure (specification, "Errors"). States.Runtime can be neither retried nor caught, by any
 * name [recorded]; States.ALL covers States.DataLimitExceeded [recorded, against the developer guide].
 */
export function matches(errors: readonly string[], failure: Failure, state: State): boolean {
  if (failure.error === 'States.Runtime') return false;
  return errors.some((name) => {
    switch (name) {
      case 'States.ALL':
        return true;
      case 'States.TaskFailed':
        return failure.fromTask && failure.error !== 'States.Timeout';
      case 'States.HeartbeatTimeout':
        return failure.heartbeat === true || failure.error === name;
      case 'States.BranchFailed':
        return failure.error === name || (failure.branch === true && (state.type === 'Parallel' || state.type === 'Map'));
      default:
        return name === failure.error;
    }
  });
}
