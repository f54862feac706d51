import { AslError } from '../expressions/index.js';
import type { Catcher, State } from '../compile/definition.js';
import { isUndoing } from '../core/flow.js';
import type { Steps } from '../core/generator.js';
import type { Json, Thread } from '../model.js';
import { Environment } from './environment.js';
import { assignments, jsonataOutcome, outcome, place, type Outcome } from './data-flow.js';
import { failExecution } from './ending.js';
import { matches, type Failure } from './matching.js';
import { chooseRetry } from './retry.js';
import type { Run } from './run.js';
import { abortChildren } from './aborting.js';
import { exitState } from './exit.js';

/** Runs a step of a state; what its expressions raise fails the state. Anything else is a fault of the machine, and passes through. */
export function* guarded(run: Run, id: number, steps: () => Steps<void>): Steps<void> {
  try {
    yield* steps();
  } catch (fault) {
    if (!(fault instanceof AslError)) throw fault;
    yield* failState(run, id, raised(run, id, fault));
  }
}

/** The failure that an expression of the thread's state is: AWS's prefix, and for JSONata the EvaluationFailed event. */
export function raised(run: Run, id: number, fault: AslError): Failure {
  const thread = run.thread(id);
  const frame = run.frame(id);
  const cause = `An error occurred while executing the state '${frame.name}' (entered at the event id #${frame.enteredEventId}). ${fault.cause}`;
  // A JSONPath expression that fails at a retry has no event on AWS; a note of what follows needs one to stand beside.
  const needsEvent = run.events.length === 0 && (fault.error !== 'States.Runtime' || isUndoing(thread));
  if (fault.error === 'States.QueryEvaluationError' || needsEvent) {
    const location = fault.location === undefined ? {} : { location: fault.location };
    // Nothing has followed the state's entry: the event points past it [recorded].
    const previous = thread.lastEventId === frame.enteredEventId ? frame.enteredFrom : thread.lastEventId;
    run.emit('EvaluationFailed', id, { error: fault.error, cause, ...location, state: frame.name }, { previous });
  }
  return { error: fault.error, cause, fromTask: run.state(id).type === 'Task' };
}

/** Retriers first, then catchers, then whoever the thread belongs to (developer guide, "Handling errors"). */
export function* failState(run: Run, id: number, reason: Failure): Steps<void> {
  const state = run.state(id);
  const failure: Failure = reason.state === undefined ? { ...reason, state: state.name } : reason;
  const thread = run.thread(id);
  const retry = chooseRetry(run, id, state, failure);
  if (retry) {
    if (!failure.branch) abortChildren(run, id);
    run.note(retry);
    return;
  }
  // Such a failure ends the execution where it happens, from inside any branch [recorded].
  if (failure.error === 'States.Runtime') return failExecution(run, failure, thread.lastEventId);
  if (state.type === 'Parallel' || state.type === 'Map') {
    if (!failure.branch) abortChildren(run, id);
    run.emit(`${state.type}StateFailed`, id);
  }
  const catcher = state.catchers?.find(({ errors }) => matches(errors, failure, state));
  if (catcher) return yield* catchFailure(run, id, state, catcher, failure);
  yield* propagate(run, run.thread(id), failure);
}

function* catchFailure(run: Run, id: number, state: State, catcher: Catcher, failure: Failure): Steps<void> {
  let caught: Outcome;
  try {
    caught = yield* caughtOutcome(run, id, state, catcher, { Error: failure.error ?? '', Cause: failure.cause ?? '' });
  } catch (fault) {
    if (!(fault instanceof AslError)) throw fault;
    const next = raised(run, id, fault);
    return next.error === 'States.Runtime'
      ? failExecution(run, next, run.thread(id).lastEventId)
      : yield* propagate(run, run.thread(id), next);
  }
  yield* exitState(run, id, caught, catcher.next);
}

function* caughtOutcome(run: Run, id: number, state: State, catcher: Catcher, errorOutput: Json): Steps<Outcome> {
  const raw = run.frame(id).input;
  const { assign } = catcher;
  if (state.jsonata) {
    const fields = { ...(catcher.output ? { output: catcher.output } : {}), ...(assign ? { assign } : {}) };
    return yield* jsonataOutcome(run, id, fields, raw, { errorOutput }, errorOutput);
  }
  const assigned = yield* assignments(run, id, assign, new Environment(run, id, errorOutput));
  return outcome(place(catcher.resultPath, raw, errorOutput), assigned);
}

/** The thread can't go on: its Parallel or Map fails with the same error, or the execution does. */
function* propagate(run: Run, thread: Thread, failure: Failure): Steps<void> {
  if (thread.parent === undefined) return failExecution(run, failure, thread.lastEventId);
  const { id, parent } = thread;
  if (thread.kind === 'iteration') {
    run.emit('MapIterationFailed', id, { name: run.frame(parent).name, index: thread.index });
  }
  run.note({ kind: 'failed', thread: id });
  abortChildren(run, parent);
  yield* failState(run, parent, { ...failure, branch: true });
}
