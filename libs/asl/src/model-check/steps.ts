import type { Json, JsonObject } from '../model.js';
import { sagaFlow } from '../saga/saga-flow.js';

/** What a task does to the world, as far as sagas go. `plain`: nothing that must be undone. */
export type StepKind = 'compensatable' | 'pivot' | 'retriable' | 'compensation' | 'closing' | 'plain';

/** The truth about the steps, which the definition is held against. What is not said is read off the definition. */
export interface StepFacts {
  /** State -> kind. */
  kinds?: Readonly<Record<string, StepKind>>;
  /** Compensation state -> step that it really undoes. */
  undoes?: Readonly<Record<string, string>>;
  /** Step -> error name of its refusal; `Refused` if not said. */
  errors?: Readonly<Record<string, string>>;
  /** State -> output of its success; `{}` if not said. */
  outputs?: Readonly<Record<string, Json>>;
}

export interface Steps {
  kindOf(state: string): StepKind;
  undoneBy(compensation: string): string | undefined;
  errorOf(state: string): string;
  outputOf(state: string): Json;
}

export function stepsOf(definition: JsonObject, facts: StepFacts): Steps {
  const flow = sagaFlow(definition);
  const kindOf = (name: string): StepKind => {
    const told = facts.kinds?.[name];
    if (told) return told;
    if (flow.compensations.has(name)) return 'compensation';
    if (name === flow.begin || name === flow.end) return 'closing';
    const state = flow.states.get(name)?.state;
    if (state?.['Pivot'] === true) return 'pivot';
    if (state?.['Compensate'] !== undefined) return 'compensatable';
    return flow.afterPivot.has(name) ? 'retriable' : 'plain';
  };
  return {
    kindOf,
    undoneBy: (name) => facts.undoes?.[name] ?? flow.compensations.get(name)?.[0]?.name,
    errorOf: (name) => facts.errors?.[name] ?? 'Refused',
    outputOf: (name) => facts.outputs?.[name] ?? {},
  };
}
