import type { Flow, Machine, State } from '../compile/definition.js';
import type { Snapshot, Thread, Variables } from '../model.js';

/** The states among which a thread moves: the machine's, a branch's, or an item processor's. */
export function flowOf(machine: Machine, snapshot: Snapshot, thread: Thread): Flow {
  if (thread.parent === undefined) return machine.flow;
  const parent = snapshot.threads[thread.parent];
  const owner = parent?.state && stateOf(machine, snapshot, parent, parent.state.name);
  if (owner?.type === 'Map') return owner.processor;
  const branch = owner?.type === 'Parallel' ? owner.branches[thread.index] : undefined;
  if (!branch) throw new RangeError(`Thread ${thread.id} belongs to no branch`);
  return branch;
}

/** Compensations, Begin and End are named over the whole definition. */
export function stateOf(machine: Machine, snapshot: Snapshot, thread: Thread, name: string): State {
  const isForward = thread.kind === 'main' || thread.kind === 'branch' || thread.kind === 'iteration';
  const state = isForward ? flowOf(machine, snapshot, thread).states.get(name) : machine.byName.get(name);
  if (!state) throw new RangeError(`There is no state '${name}'`);
  return state;
}

export function isUndoing(thread: Thread): boolean {
  return thread.kind === 'compensation' || thread.kind === 'begin' || thread.kind === 'end';
}

/** Variables that a thread sees: its own over those of the threads around it. Compensations see the execution's. */
export function variablesInScope(snapshot: Snapshot, thread: Thread): Variables {
  const outerId = isUndoing(thread) ? 0 : thread.parent;
  const outer = outerId === undefined ? undefined : snapshot.threads[outerId];
  if (!outer) return thread.variables;
  const inherited = variablesInScope(snapshot, outer);
  if (Object.keys(thread.variables).length === 0) return inherited;
  return { ...inherited, ...thread.variables };
}

export function childrenOf(snapshot: Snapshot, parent: number): Thread[] {
  return liveThreads(snapshot).filter((thread) => thread.parent === parent);
}

export function liveThreads({ threads }: Snapshot): Thread[] {
  return threads.filter((thread) => thread !== null);
}
