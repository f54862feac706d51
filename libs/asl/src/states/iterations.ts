import type { MapState } from '../compile/definition.js';
import { settled, type Steps } from '../core/generator.js';
import { childrenOf } from '../core/flow.js';
import { effectiveInput } from '../decide/data-flow.js';
import { Environment, type ItemOrigin } from '../decide/environment.js';
import type { Run } from '../decide/run.js';
import type { ChildrenFrame, Json } from '../model.js';

/** Starts as many iterations as MaxConcurrency lets run. */
export function* startIterations(run: Run, id: number): Steps<void> {
  const state = run.state(id);
  if (state.type !== 'Map') return;
  for (;;) {
    const { children } = run.frame(id);
    if (!children || children.nextIndex >= children.total || !hasRoom(run, id, children)) return;
    const index = children.nextIndex;
    const input = yield* itemInput(run, id, state, index, children.items?.[index] ?? null);
    const thread = run.snapshot.nextThread;
    run.emit('MapIterationStarted', id, { name: state.name, index }, { previous: children.startFrom });
    run.enqueue(thread, input);
  }
}

function hasRoom(run: Run, id: number, children: ChildrenFrame): boolean {
  if (children.maxConcurrency === 0) return true;
  return (
    children.nextIndex - children.completed < children.maxConcurrency &&
    childrenOf(run.snapshot, id).length < children.maxConcurrency
  );
}

/** ItemSelector sees the Map state's input, and `$$.Map.Item` of the item. */
export function* itemInput(
  run: Run,
  id: number,
  state: MapState,
  index: number,
  value: Json,
  origin: ItemOrigin = {},
): Steps<Json> {
  if (!state.itemSelector) return value;
  const input = effectiveInput(run, id, state, run.frame(id).input);
  return yield* settled(state.itemSelector.evaluate(new Environment(run, id, input, undefined, { index, value, ...origin })));
}
