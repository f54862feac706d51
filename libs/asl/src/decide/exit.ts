import { AslError } from '../expressions/index.js';
import type { Steps } from '../core/generator.js';
import { exceedsBytes, toText } from '../core/text.js';
import type { EventDetails } from '../model.js';
import { continueCompensation } from '../compensation/continue.js';
import { childEnded } from '../states/children.js';
import type { Outcome } from './data-flow.js';
import { succeedExecution } from './ending.js';
import type { Run } from './run.js';

/** Leaves a state: checks the payload limit, writes StateExited, and moves whoever can move because of it. */
export function* exitState(run: Run, id: number, { output, assigned }: Outcome, next?: string | null): Steps<void> {
  const state = run.state(id);
  const { kind, parent, index } = run.thread(id);
  const text = toText(output);
  if (exceedsBytes(text, run.context.quotas.payloadBytes)) {
    const reason = `The state/task '${state.name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
    throw new AslError('States.DataLimitExceeded', reason);
  }
  const details: EventDetails = { name: state.name, output: text };
  if (assigned && Object.keys(assigned).length > 0) details.assignedVariables = assigned;
  // `exited` of evolve finds the next state in the definition unless it is said here.
  const follows = next === undefined ? {} : { internal: { next } };
  run.emit(state.type === 'Fail' ? 'PassStateExited' : `${state.type}StateExited`, id, details, follows);
  const left = run.snapshot.threads[id];
  if (left?.phase === 'ready') run.enqueue(id);
  else if (kind === 'main') succeedExecution(run);
  else if (parent !== undefined) yield* childEnded(run, parent, kind === 'iteration' ? id : undefined, index);
  else continueCompensation(run);
}
