import { AslError } from '../expressions/index.js';
import type { ChoiceRule, ChoiceState } from '../compile/definition.js';
import { settled, type Steps } from '../core/generator.js';
import { effectiveInput, jsonataOutcome, passOutcome } from '../decide/data-flow.js';
import { Environment } from '../decide/environment.js';
import { exitState } from '../decide/exit.js';
import type { Run } from '../decide/run.js';

/** The first rule that matches wins. Its Assign and Output replace the state's, which belong to Default. */
export function* beginChoice(run: Run, id: number, state: ChoiceState): Steps<void> {
  const raw = run.frame(id).input;
  const env = new Environment(run, id, effectiveInput(run, id, state, raw));
  const rule = yield* firstMatch(state, env);
  if (rule) {
    const { output: _output, assign: _assign, ...others } = state;
    const fields = { ...(rule.output ? { output: rule.output } : {}), ...(rule.assign ? { assign: rule.assign } : {}) };
    const outcome = state.jsonata
      ? yield* jsonataOutcome(run, id, fields, raw, undefined, raw)
      : yield* passOutcome(run, id, { ...others, ...fields }, raw);
    return yield* exitState(run, id, outcome, rule.next);
  }
  if (state.default !== undefined) {
    return yield* exitState(run, id, yield* passOutcome(run, id, state, raw), state.default);
  }
  throw new AslError(
    'States.NoChoiceMatched',
    'Failed to transition out of the state. The state does not point to a next state.',
  );
}

function* firstMatch(state: ChoiceState, env: Environment): Steps<ChoiceRule | undefined> {
  for (const rule of state.choices) if (yield* settled(rule.condition.matches(env))) return rule;
  return undefined;
}
