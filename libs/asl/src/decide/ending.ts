import { compensationIsDue, startCompensation } from '../compensation/start.js';
import { toText } from '../core/text.js';
import type { EventDetails } from '../model.js';
import type { Run } from './run.js';

export interface Reason {
  error?: string | undefined;
  cause?: string | undefined;
  /** The state that failed. */
  state?: string | undefined;
}

/** The main thread is through. A step that was given up on may have landed: it is undone first. */
export function succeedExecution(run: Run): void {
  if (compensationIsDue(run, 'completed')) return startCompensation(run, 'completed', {});
  const { input: output, lastEventId } = run.thread(0);
  run.emitLast('ExecutionSucceeded', lastEventId, { output: toText(output) });
  run.queue.length = 0;
}

export function failExecution(run: Run, reason: Reason, previous: number): void {
  run.queue.length = 0;
  if (compensationIsDue(run, 'failed')) return startCompensation(run, 'failed', reason);
  run.emitLast('ExecutionFailed', previous, reasonDetails(reason));
}

/** AWS lets the event of a stop and of the machine's timeout point at nothing [recorded]. */
export function abortExecution(run: Run, reason: Reason): void {
  run.queue.length = 0;
  run.emitLast('ExecutionAborted', 0, reasonDetails(reason));
}

export function timeOutExecution(run: Run): void {
  run.queue.length = 0;
  if (compensationIsDue(run, 'timedOut')) return startCompensation(run, 'timedOut', { error: 'States.Timeout' });
  run.emitLast('ExecutionTimedOut', 0, { error: 'States.Timeout' });
}

export function reasonDetails({ error, cause }: Reason): EventDetails {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}
