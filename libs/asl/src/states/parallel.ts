import type { ParallelState } from '../compile/definition.js';
import type { Steps } from '../core/generator.js';
import { workInput } from '../decide/data-flow.js';
import type { Run } from '../decide/run.js';
import { finishChildren } from './children.js';

/** Starts every branch on a copy of the same input. */
export function* beginParallel(run: Run, id: number, state: ParallelState): Steps<void> {
  if (isComplete(run, id)) return yield* finishChildren(run, id);
  const input = yield* workInput(run, id, state, run.frame(id).input);
  const first = run.snapshot.nextThread;
  run.emit('ParallelStateStarted', id);
  for (let branch = first; branch < run.snapshot.nextThread; branch++) run.enqueue(branch, input);
}

/** All branches or iterations are through: what redrive continues is the state's own output processing. */
export function isComplete(run: Run, id: number): boolean {
  const { children } = run.frame(id);
  return children !== undefined && children.completed === children.total;
}
