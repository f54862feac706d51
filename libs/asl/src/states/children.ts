import type { Steps } from '../core/generator.js';
import { resultOutcome } from '../decide/data-flow.js';
import { exitState } from '../decide/exit.js';
import { guarded } from '../decide/failure.js';
import type { Run } from '../decide/run.js';
import { startIterations } from './iterations.js';

/** A branch or an iteration is through; the Parallel or Map goes on when all are. `iteration` is the thread that still waits to be closed. */
export function* childEnded(run: Run, parent: number, iteration: number | undefined, index: number): Steps<void> {
  if (iteration !== undefined) {
    run.emit('MapIterationSucceeded', iteration, { name: run.frame(parent).name, index });
  }
  const { children } = run.frame(parent);
  if (!children) return;
  if (children.completed === children.total) return yield* guarded(run, parent, () => finishChildren(run, parent));
  if (iteration !== undefined) yield* guarded(run, parent, () => startIterations(run, parent));
}

/** StateSucceeded is a leaf: StateExited points at what it points at [recorded]. */
export function* finishChildren(run: Run, id: number): Steps<void> {
  const state = run.state(id);
  const frame = run.frame(id);
  run.emit(state.type === 'Map' ? 'MapStateSucceeded' : 'ParallelStateSucceeded', id);
  yield* exitState(run, id, yield* resultOutcome(run, id, state, frame.input, frame.children?.results ?? []));
}
