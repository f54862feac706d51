import type { Report } from '../validate/diagnostic.js';
import { compensationOf, participantOf, type SagaFlow, type SagaState } from './saga-flow.js';

/**
 * Steps of different branches, or of different iterations, land in any order; so without a declared order their compensations run in
 * any order too. That is sound only if they commute, which two that go to the same participant may not. `CompensateAfter` on both
 * states the author's decision.
 */
export function checkParallelCompensations(flow: SagaFlow, report: Report): void {
  const steps = [...flow.compensations.values()].flat().filter(({ containers }) => containers.length > 0);
  for (const [at, step] of steps.entries()) {
    const mapName = iterated(step, flow);
    const undo = flow.states.get(compensationOf(step));
    if (mapName !== undefined && undo && !declaresOrder(undo)) warn(undo, undo, mapName, report);
    for (const other of steps.slice(at + 1)) {
      const shared = inDifferentBranches(step, other);
      const otherUndo = flow.states.get(compensationOf(other));
      if (shared === undefined || !undo || !otherUndo || participantOf(undo.state) !== participantOf(otherUndo.state)) continue;
      if (!declaresOrder(undo) || !declaresOrder(otherUndo)) warn(undo, otherUndo, shared, report);
    }
  }
}

function warn(one: SagaState, other: SagaState, container: string, report: Report): void {
  const pair = one === other ? `${one.name} of different iterations` : `${one.name} and ${other.name}`;
  const message = `The compensations ${pair} may not commute, but '${container}' lets them run in any order: say CompensateAfter on each`;
  report.warn('SAGA_COMPENSATIONS_MAY_NOT_COMMUTE', message, other.location);
}

function declaresOrder({ state }: SagaState): boolean {
  return Array.isArray(state['CompensateAfter']);
}

/** The Map around a step whose iterations may overlap. */
function iterated(step: SagaState, flow: SagaFlow): string | undefined {
  const map = step.containers.find(({ name }) => {
    const state = flow.states.get(name)?.state;
    return state?.['Type'] === 'Map' && state['MaxConcurrency'] !== 1;
  });
  return map?.name;
}

function inDifferentBranches(one: SagaState, other: SagaState): string | undefined {
  return one.containers.find(({ name, branch }) =>
    other.containers.some((theirs) => theirs.name === name && theirs.branch !== branch),
  )?.name;
}
