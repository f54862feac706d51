import { childrenOf } from '../core/flow.js';
import type { Run } from './run.js';

/** A branch or the state itself has failed: what still runs inside stops, each with the event of what it was in. Tokens die. */
export function abortChildren(run: Run, parent: number): void {
  for (const { id, phase } of childrenOf(run.snapshot, parent))
    if (phase !== 'failed' && phase !== 'aborted') abortThread(run, id);
}

function abortThread(run: Run, id: number): void {
  abortChildren(run, id);
  const thread = run.thread(id);
  if (thread.state) {
    const { type } = run.state(id);
    if (type === 'Task' || type === 'Wait' || type === 'Parallel' || type === 'Map') run.emit(`${type}StateAborted`, id);
  }
  if (thread.kind === 'iteration' && thread.parent !== undefined) {
    run.emit('MapIterationAborted', id, { name: run.frame(thread.parent).name, index: thread.index });
  }
  run.note({ kind: 'aborted', thread: id });
}
