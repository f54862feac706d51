import { liveThreads } from '../core/flow.js';
import type { Steps } from '../core/generator.js';
import { startCompensation, compensationIsDue } from '../compensation/start.js';
import type { Context, Json, Refusal, Snapshot, Stimulus } from '../model.js';
import { itemInput } from '../states/iterations.js';
import { workInput } from './data-flow.js';
import { abortExecution } from './ending.js';
import type { Run } from './run.js';

/** Redrives per execution, and the history that one must still have room for (developer guide, "Redriving executions"). */
const MAX_REDRIVES = 1_000;
const REDRIVE_HISTORY_MARGIN = 1;

/** Stop and cancel: before the pivot they compensate, after it they are refused; `force` ends without undoing anything. */
export function end(run: Run, stimulus: Extract<Stimulus, { kind: 'stop' | 'cancel' }>): void {
  const { snapshot } = run;
  const reason = { error: stimulus.error, cause: stimulus.cause };
  if (stimulus.kind === 'stop' && stimulus.force) return abortExecution(run, reason);
  if (snapshot.compensation) {
    run.refused = { code: 'AlreadyCompensating', message: 'The execution is being compensated already' };
    return;
  }
  if (run.machine.compensates && snapshot.pivot && snapshot.pivot.outcome !== 'failed') {
    run.refused = { code: 'PivotPassed', message: 'The point of no return has passed: the execution can only go forward' };
    return;
  }
  run.queue.length = 0;
  const kind = stimulus.kind === 'stop' ? 'stopped' : 'cancelled';
  if (compensationIsDue(run, kind)) startCompensation(run, kind, reason);
  else abortExecution(run, reason);
}

/** Continues in every state that was entered and not left. */
export function* redrive(run: Run): Steps<void> {
  const refused = redriveRefusal(run.snapshot, run.context);
  if (refused) {
    run.refused = refused;
    return;
  }
  run.emitLast('ExecutionRedriven', 0, { redriveCount: run.snapshot.redriveCount + 1 });
  for (const { id, phase } of liveThreads(run.snapshot)) {
    if (phase === 'starting') run.enqueue(id, yield* firstInput(run, id));
    else if (phase === 'ready' || phase === 'entered') run.enqueue(id);
  }
}

/** Input of a branch or iteration that was aborted before its first state. */
function* firstInput(run: Run, id: number): Steps<Json> {
  const { parent = 0, index } = run.thread(id);
  const owner = run.state(parent);
  const frame = run.frame(parent);
  if (owner.type === 'Map') return yield* itemInput(run, parent, owner, index, frame.children?.items?.[index] ?? null);
  return yield* workInput(run, parent, owner, frame.input);
}

/** Why the execution cannot be redriven, or undefined. `redriveStatus` of DescribeExecution. */
export function redriveRefusal(snapshot: Snapshot, { quotas }: Pick<Context, 'quotas'>): Refusal | undefined {
  const refusal = (message: string): Refusal => ({ code: 'ExecutionNotRedrivable', message });
  if (snapshot.status === 'RUNNING') return refusal('Execution is RUNNING and cannot be redriven');
  if (snapshot.status === 'SUCCEEDED') return refusal('Execution is SUCCEEDED and cannot be redriven');
  if (snapshot.compensation) return refusal('Execution was compensated and cannot be redriven');
  if (snapshot.redriveCount >= MAX_REDRIVES) return refusal('Execution reached the maximum number of redrives');
  if (snapshot.lastEventId + REDRIVE_HISTORY_MARGIN >= quotas.historyEvents)
    return refusal('Execution event history limit exceeded');
  return undefined;
}

export function pause(run: Run): void {
  if (!run.snapshot.paused) run.emitLast('ExecutionPaused', run.snapshot.lastEventId);
}

export function resume(run: Run): void {
  if (!run.snapshot.paused) return;
  run.emitLast('ExecutionResumed', run.snapshot.lastEventId);
  enqueueReady(run);
}

/** Threads that an earlier decision left where they could move. */
export function enqueueReady(run: Run): void {
  for (const { id, phase } of liveThreads(run.snapshot)) if (phase === 'ready' || phase === 'entered') run.enqueue(id);
}
