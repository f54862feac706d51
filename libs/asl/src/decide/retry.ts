import type { Retrier, State } from '../compile/definition.js';
import { isUndoing } from '../core/flow.js';
import { isUnknown } from '../evolve/task.js';
import type { Note } from '../model.js';
import { matches, type Failure } from './matching.js';
import type { Run } from './run.js';

const MS_PER_SECOND = 1_000;
/** The engine's own backoff, for compensations and for a pivot whose outcome is unknown. */
const OWN_FIRST_DELAY_SECONDS = 1;
const OWN_LONGEST_DELAY_SECONDS = 60;

export type RetryNote = Extract<Note, { kind: 'retry' }>;

/** The first retrier that names the failure and has attempts left; else the engine's own, for what must not be given up. */
export function chooseRetry(run: Run, id: number, state: State, failure: Failure): RetryNote | undefined {
  const frame = run.frame(id);
  const at = (state.retriers ?? []).findIndex(({ errors }) => matches(errors, failure, state));
  const retrier = state.retriers?.[at];
  const made = frame.attempts?.[at] ?? 0;
  if (retrier && made < retrier.maxAttempts) {
    return { kind: 'retry', thread: id, retrier: at, at: run.context.now + delayMs(run, retrier, made) };
  }
  if (!isUndoing(run.thread(id)) && !isPivotInDoubt(run, state, failure)) return undefined;
  const delay = Math.min(OWN_LONGEST_DELAY_SECONDS, OWN_FIRST_DELAY_SECONDS * 2 ** Math.min(frame.retryCount, 16));
  return { kind: 'retry', thread: id, retrier: 'own', at: run.context.now + delay * MS_PER_SECOND };
}

/** Once the pivot was sent, nothing is undone until it is known not to have landed: it is asked again, without limit. */
function isPivotInDoubt(run: Run, state: State, failure: Failure): boolean {
  return state.type === 'Task' && state.pivot && run.snapshot.pivot?.outcome === 'pending' && isUnknown(failure.error);
}

/** Interval x BackoffRate ^ attempts, at most MaxDelaySeconds; full jitter draws from zero to that. */
function delayMs(run: Run, retrier: Retrier, made: number): number {
  const grown = retrier.intervalSeconds * retrier.backoffRate ** made;
  const seconds = Math.min(grown, retrier.maxDelaySeconds ?? Number.MAX_SAFE_INTEGER / MS_PER_SECOND);
  return Math.round((retrier.fullJitter ? seconds * run.random().number() : seconds) * MS_PER_SECOND);
}
