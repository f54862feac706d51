import { childrenOf } from '../core/flow.js';
import type { Run } from './run.js';

/** A branch has failed: the others stop, each with the event of what it was in. Their tasks' tokens die. */
export function abortSiblings(run: Run, parent: number, failed: number): void {
  const siblings = childrenOf(run.snapshot, parent).filter(
    ({ id, phase }) => id !== failed && phase !== 'failed' && phase !== 'aborted',
  );
  for (const { id } of siblings) abortThread(run, id);
}

function abortThread(run: Run, id: number): void {
  for (const child of childrenOf(run.snapshot, id)) {
    if (child.phase !== 'failed' && child.phase !== 'aborted') abortThread(run, child.id);
  }
  const thread = run.thread(id);
  if (thread.state) {
    const { type } = run.state(id);
    if (type === 'Task' || type === 'Wait' || type === 'Parallel' || type === 'Map') run.emit(`${type}StateAborted`, id);
  }
  if (thread.kind === 'iteration' && thread.parent !== undefined) {
    run.emit('MapIterationAborted', id, { name: run.frame(thread.parent).name, index: thread.index });
  }
  run.note({ aborted: [id] });
}
