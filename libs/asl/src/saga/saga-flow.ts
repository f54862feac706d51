import { isObject, type JsonObject } from '../model.js';
import { nestedScopes } from '../validate/nested.js';
import { transitions } from '../validate/graph.js';

export interface SagaState {
  name: string;
  state: JsonObject;
  location: string;
  /** Parallel or Map states around it, outermost first, each with the branch that leads here. */
  containers: readonly { name: string; branch: number }[];
}

/** A definition with compensations as a graph: the way forward and, apart from it, the states that undo. */
export interface SagaFlow {
  definition: JsonObject;
  states: ReadonlyMap<string, SagaState>;
  /** Compensation state -> the steps that name it. */
  compensations: ReadonlyMap<string, readonly SagaState[]>;
  begin?: string;
  end?: string;
  pivots: readonly SagaState[];
  /** States that the way forward can come to. */
  forward: ReadonlySet<string>;
  /** States that may come after a pivot has landed. */
  afterPivot: ReadonlySet<string>;
}

/** Whether the definition uses any of the extensions: then the rules of sagas hold for it. */
export function usesCompensation(flow: SagaFlow): boolean {
  return flow.compensations.size > 0 || flow.pivots.length > 0 || flow.definition['Compensation'] !== undefined;
}

export function sagaFlow(definition: JsonObject): SagaFlow {
  const states = new Map<string, SagaState>();
  collect(definition, '', [], states);
  const compensations = new Map<string, SagaState[]>();
  for (const step of states.values()) {
    const target = step.state['Compensate'];
    if (typeof target === 'string') compensations.set(target, [...(compensations.get(target) ?? []), step]);
  }
  const pivots = [...states.values()].filter(({ state }) => state['Pivot'] === true);
  const frame = isObject(definition['Compensation']) ? definition['Compensation'] : {};
  const { Begin: begin, End: end } = frame;
  return {
    definition,
    states,
    compensations,
    ...(typeof begin === 'string' ? { begin } : {}),
    ...(typeof end === 'string' ? { end } : {}),
    pivots,
    forward: reach(states, typeof definition['StartAt'] === 'string' ? [definition['StartAt']] : []),
    afterPivot: reach(states, pivots.flatMap(afterState(states))),
  };
}

function collect(scope: JsonObject, location: string, containers: SagaState['containers'], found: Map<string, SagaState>): void {
  if (!isObject(scope['States'])) return;
  for (const [name, state] of Object.entries(scope['States'])) {
    if (!isObject(state) || found.has(name)) continue;
    const here = `${location}/States/${name}`;
    found.set(name, { name, state, location: here, containers });
    nestedScopes(state).forEach((nested, branch) =>
      collect(nested.definition, here + nested.suffix, [...containers, { name, branch }], found),
    );
  }
}

/** What a state leads to when it succeeds: its Next, or the Next of what it is the last state of. */
function afterState(states: ReadonlyMap<string, SagaState>): (state: SagaState) => string[] {
  return ({ state, containers }) => {
    if (typeof state['Next'] === 'string') return [state['Next']];
    const container = states.get(containers.at(-1)?.name ?? '');
    return container ? afterState(states)(container) : [];
  };
}

/** States that the way forward can come to from these, themselves included. */
export function reach(states: ReadonlyMap<string, SagaState>, starts: readonly string[]): Set<string> {
  const reached = new Set<string>();
  const waiting = [...starts];
  while (waiting.length > 0) {
    const name = waiting.pop() as string;
    const found = states.get(name);
    if (!found || reached.has(name)) continue;
    reached.add(name);
    waiting.push(...forwardTargets(found.state));
    for (const { definition } of nestedScopes(found.state))
      if (typeof definition['StartAt'] === 'string') waiting.push(definition['StartAt']);
  }
  return reached;
}

function forwardTargets(state: JsonObject): string[] {
  return transitions(state, '').map(({ target }) => target);
}

/** The state's compensation; empty for a state that has none. */
export function compensationOf({ state }: SagaState): string {
  return typeof state['Compensate'] === 'string' ? state['Compensate'] : '';
}

/** Command that a Task sends: `Type` of its Parameters or Arguments, where that is a constant. */
export function commandOf(state: JsonObject): string | undefined {
  const sent = state['Parameters'] ?? state['Arguments'];
  return isObject(sent) && typeof sent['Type'] === 'string' && !sent['Type'].startsWith('{%') ? sent['Type'] : undefined;
}

/** Who carries a Task out: its topic, else its resource. */
export function participantOf(state: JsonObject): string {
  const sent = state['Parameters'] ?? state['Arguments'];
  if (isObject(sent) && typeof sent['Topic'] === 'string') return sent['Topic'];
  return typeof state['Resource'] === 'string' ? state['Resource'] : '';
}
