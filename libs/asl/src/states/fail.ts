import type { FailState, TextField } from '../compile/definition.js';
import { AslError } from '../expressions/index.js';
import { settled, type Steps } from '../core/generator.js';
import { shown } from '../decide/data-flow.js';
import { Environment } from '../decide/environment.js';
import { failState } from '../decide/failure.js';
import type { Run } from '../decide/run.js';

/** Fails the branch or the execution; absent Error and Cause stay absent in the events [recorded]. */
export function* beginFail(run: Run, id: number, state: FailState): Steps<void> {
  const error = yield* text(run, id, state.error);
  const cause = yield* text(run, id, state.cause);
  yield* failState(run, id, { error, cause, fromTask: false });
}

function* text(run: Run, id: number, field: TextField | undefined): Steps<string | undefined> {
  if (!field) return undefined;
  if ('constant' in field) return field.constant;
  const value = yield* settled(field.expression.evaluate(new Environment(run, id, run.frame(id).input)));
  if (typeof value === 'string') return value;
  throw new AslError('States.Runtime', `The ${field.field} parameter does not reference a string value: ${shown(value)}`);
}
