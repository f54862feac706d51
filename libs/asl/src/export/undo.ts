import type { Json, JsonObject } from '../model.js';
import { compensationOf, reach, type SagaFlow, type SagaState } from '../saga/saga-flow.js';
import { COMPENSATION_VARIABLE, expression, FOREVER, freshName, pass, plainState } from './plain.js';

export interface Names {
  /** Where every failure before the pivot goes. */
  undo: string;
  /** Step -> variable that says whether it is owed, and with what input. */
  variables: ReadonlyMap<string, string>;
  taken: Set<string>;
}

/** The part of the machine that undoes: Begin beside the compensations, then End, then the failure that it began with. */
export function undoStates(flow: SagaFlow, names: Names): JsonObject {
  const branches = [
    ...(flow.begin === undefined ? [] : [frameBranch(flow, flow.begin, names)]),
    ...compensationBranches(flow, names),
  ];
  const fail = name('Undone', names);
  const states: JsonObject = {};
  let next = fail;
  if (flow.end !== undefined) {
    const input = name('Input of the end', names);
    states[input] = pass({ Output: expression('$states.context.Execution.Input') }, flow.end);
    states[flow.end] = task(flow, flow.end, { Next: fail });
    next = input;
  }
  states[names.undo] = { Type: 'Parallel', Branches: branches, ResultPath: null, Next: next };
  if (flow.definition['QueryLanguage'] === 'JSONata') {
    states[names.undo] = { Type: 'Parallel', Branches: branches, Output: expression('$states.input'), Next: next };
  }
  states[fail] = {
    Type: 'Fail',
    QueryLanguage: 'JSONata',
    Error: expression(`$exists($${COMPENSATION_VARIABLE}.Error) ? $${COMPENSATION_VARIABLE}.Error : 'States.TaskFailed'`),
    Cause: expression(`$exists($${COMPENSATION_VARIABLE}.Cause) ? $${COMPENSATION_VARIABLE}.Cause : ''`),
  };
  return states;
}

/** Steps that are all independent are undone side by side; as soon as one must wait, all are, in one chain. */
function compensationBranches(flow: SagaFlow, names: Names): Json[] {
  const steps = undoOrder(flow);
  const areIndependent = steps.every((step) => isIndependent(flow, compensationOf(step)));
  if (areIndependent) return steps.map((step) => chain(flow, [step], names));
  return [chain(flow, steps, names)];
}

function isIndependent(flow: SagaFlow, compensation: string): boolean {
  const after = flow.states.get(compensation)?.state['CompensateAfter'];
  return Array.isArray(after) && after.length === 0;
}

/** Later steps first; what CompensateAfter names goes before what names it. */
function undoOrder(flow: SagaFlow): SagaState[] {
  const steps = [...flow.compensations.values()].flat();
  const before = (step: SagaState): number => steps.filter(({ name }) => reach(flow.states, [name]).has(step.name)).length;
  const pending = [...steps].sort((left, right) => before(right) - before(left));
  const ordered: SagaState[] = [];
  while (pending.length > 0) {
    const at = pending.findIndex((step) =>
      waitsFor(flow, step).every((other) => !pending.some(({ state }) => state['Compensate'] === other)),
    );
    ordered.push(...pending.splice(Math.max(at, 0), 1));
  }
  return ordered;
}

function waitsFor(flow: SagaFlow, step: SagaState): string[] {
  const after = flow.states.get(compensationOf(step))?.state['CompensateAfter'];
  return Array.isArray(after) ? after.filter((other) => typeof other === 'string') : [];
}

/** `Owed? -> input -> compensation` for each step; what is not owed is passed by. */
function chain(flow: SagaFlow, steps: readonly SagaState[], names: Names): JsonObject {
  const states: JsonObject = {};
  const done = name('Undone here', names);
  states[done] = { Type: 'Succeed' };
  let next = done;
  for (const step of [...steps].reverse()) {
    const variable = `$${names.variables.get(step.name) ?? ''}`;
    const compensation = compensationOf(step);
    const taskName = names.taken.has(`used ${compensation}`) ? name(`${compensation} of ${step.name}`, names) : compensation;
    names.taken.add(`used ${compensation}`);
    const owed = name(`Is ${step.name} owed?`, names);
    const input = name(`Input of ${taskName}`, names);
    const after = next;
    states[taskName] = task(flow, compensation, { Next: after });
    states[input] = pass({ Output: expression(`${variable}.input`) }, taskName);
    const isOwed = expression(`$exists(${variable}) and ${variable}.owed`);
    states[owed] = { Type: 'Choice', QueryLanguage: 'JSONata', Choices: [{ Condition: isOwed, Next: input }], Default: after };
    next = owed;
  }
  return { StartAt: next, States: states };
}

function frameBranch(flow: SagaFlow, begin: string, names: Names): JsonObject {
  const input = name('Input of the beginning', names);
  const states: JsonObject = {
    [input]: pass({ Output: expression('$states.context.Execution.Input') }, begin),
    [begin]: task(flow, begin, { End: true }),
  };
  return { StartAt: input, States: states };
}

function task(flow: SagaFlow, stateName: string, way: JsonObject): JsonObject {
  const { End: _end, ...state } = plainState(flow.states.get(stateName)?.state ?? {});
  return { ...state, Retry: state['Retry'] ?? [{ ErrorEquals: ['States.ALL'], ...FOREVER }], ...way };
}

function name(wanted: string, names: Names): string {
  const fresh = freshName(wanted, names.taken);
  names.taken.add(fresh);
  return fresh;
}
