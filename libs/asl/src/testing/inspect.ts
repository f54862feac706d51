import { AslError } from '../expressions/index.js';
import type { State } from '../compile/definition.js';
import { settled, type Steps } from '../core/generator.js';
import { effectiveInput, place, workInput } from '../decide/data-flow.js';
import { Environment } from '../decide/environment.js';
import type { Run } from '../decide/run.js';
import type { Json } from '../model.js';

/** The stations of the data on its way through a state (`inspectionData` of TestState). */
export interface Inspection {
  input: Json;
  afterArguments?: Json;
  afterInputPath?: Json;
  afterParameters?: Json;
  result?: Json;
  afterResultSelector?: Json;
  afterResultPath?: Json;
}

/** As far as the expressions evaluate: the state itself reports what they raise. */
export function* inspect(run: Run, state: State, result: Json | undefined): Steps<Inspection> {
  const input = run.frame(0).input;
  const seen: Inspection = { input };
  try {
    if (state.jsonata) {
      if (state.arguments) seen.afterArguments = yield* workInput(run, 0, state, input);
      if (result !== undefined) seen.result = result;
      return seen;
    }
    seen.afterInputPath = effectiveInput(run, 0, state, input);
    seen.afterParameters = yield* workInput(run, 0, state, input);
    const value = result ?? (state.type === 'Pass' ? (state.result ?? seen.afterParameters) : undefined);
    if (value === undefined) return seen;
    seen.result = value;
    const selector = state.resultSelector;
    seen.afterResultSelector = selector ? yield* settled(selector.evaluate(new Environment(run, 0, value))) : value;
    seen.afterResultPath = place(state.resultPath, input, seen.afterResultSelector);
  } catch (fault) {
    if (!(fault instanceof AslError)) throw fault;
  }
  return seen;
}
