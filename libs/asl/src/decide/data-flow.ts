import { AslError, applyReferencePath } from '../expressions/index.js';
import type { Assignments, NumberField, State } from '../compile/definition.js';
import { settled, type Steps } from '../core/generator.js';
import { setOwn } from '../expressions/shared/own.js';
import { toText, utf8Bytes } from '../core/text.js';
import { isObject, type Json } from '../model.js';
import { Environment } from './environment.js';
import type { Run } from './run.js';

/** Order of the fields: "Processing input and output in Step Functions", developer guide. */

/** InputPath over the raw input. JSONata states have none. */
export function effectiveInput(run: Run, id: number, state: State, raw: Json): Json {
  if (state.jsonata || state.inputPath === undefined) return raw;
  return state.inputPath === null ? {} : state.inputPath.require(new Environment(run, id, raw));
}

/** What the state's work gets: InputPath and Parameters, or Arguments. */
export function* workInput(run: Run, id: number, state: State, raw: Json): Steps<Json> {
  if (state.jsonata) return state.arguments ? yield* settled(state.arguments.evaluate(new Environment(run, id, raw))) : raw;
  const input = effectiveInput(run, id, state, raw);
  return state.parameters ? state.parameters.evaluate(new Environment(run, id, input)) : input;
}

export interface Outcome {
  output: Json;
  assigned?: Record<string, string>;
}

/** A result on its way out: ResultSelector, Assign, ResultPath (onto the raw input), OutputPath; or Assign and Output side by side. */
export function* resultOutcome(run: Run, id: number, state: State, raw: Json, result: Json): Steps<Outcome> {
  if (state.jsonata) return yield* jsonataOutcome(run, id, state, raw, { result }, result);
  const selected = state.resultSelector ? state.resultSelector.evaluate(new Environment(run, id, result)) : result;
  const assigned = yield* assignments(run, id, state.assign, new Environment(run, id, selected));
  const placed = place(state.resultPath, raw, selected);
  return outcome(outputPath(run, id, state, placed), assigned);
}

/** States without a result: OutputPath over the effective input; or Output over the input. */
export function* passOutcome(run: Run, id: number, state: State, raw: Json): Steps<Outcome> {
  if (state.jsonata) return yield* jsonataOutcome(run, id, state, raw, undefined, raw);
  const input = effectiveInput(run, id, state, raw);
  const assigned = yield* assignments(run, id, state.assign, new Environment(run, id, input));
  return outcome(outputPath(run, id, state, input), assigned);
}

type Fields = Pick<State, 'output' | 'assign'>;

/** Assign and Output both see the variables as they were on entry. */
export function* jsonataOutcome(
  run: Run,
  id: number,
  fields: Fields,
  raw: Json,
  states: { result?: Json; errorOutput?: Json } | undefined,
  otherwise: Json,
): Steps<Outcome> {
  const env = new Environment(run, id, raw, states);
  const assigned = yield* assignments(run, id, fields.assign, env);
  return outcome(fields.output ? yield* settled(fields.output.evaluate(env)) : otherwise, assigned);
}

export function outcome(output: Json, assigned: Record<string, string> | undefined): Outcome {
  return assigned ? { output, assigned } : { output };
}

/** ResultPath: absent `$`; `null` keeps the input. */
export function place(resultPath: string | null | undefined, raw: Json, result: Json): Json {
  if (resultPath === undefined || resultPath === '$') return result;
  return resultPath === null ? raw : applyReferencePath(resultPath, raw, result);
}

function outputPath(run: Run, id: number, state: State, value: Json): Json {
  if (state.outputPath === undefined) return value;
  return state.outputPath === null ? {} : state.outputPath.require(new Environment(run, id, value));
}

/** Assign: variable name -> JSON text, as StateExited shows it. @throws AslError States.DataLimitExceeded */
export function* assignments(
  run: Run,
  id: number,
  assign: Assignments | undefined,
  env: Environment,
): Steps<Record<string, string> | undefined> {
  if (!assign) return undefined;
  const values = yield* settled(assign.evaluate(env));
  if (!isObject(values)) return undefined;
  const { variableBytes, executionVariableBytes } = run.context.quotas;
  const texts: Record<string, string> = {};
  let bytes = 0;
  for (const [name, value] of Object.entries(values)) {
    const text = toText(value);
    const size = utf8Bytes(text);
    if (size > variableBytes) throw tooLarge(`The variable '${name}' exceeds the maximum size of a variable.`);
    bytes += size;
    setOwn(texts, name, text);
  }
  if (bytes > variableBytes) throw tooLarge('The variables of the Assign exceed the maximum size of one assignment.');
  if ((run.snapshot.variableBytes ?? 0) + bytes > executionVariableBytes && heldAfter(run, id, texts) > executionVariableBytes)
    throw tooLarge('The variables of the execution exceed their maximum total size.');
  return texts;
}

/** Bytes of all variables of the execution once these have taken the place of those of the same name. */
function heldAfter(run: Run, id: number, texts: Readonly<Record<string, string>>): number {
  const { variables } = run.thread(id);
  let held = run.snapshot.variableBytes ?? 0;
  for (const [name, text] of Object.entries(texts)) {
    const before = Object.hasOwn(variables, name) ? variables[name] : undefined;
    held += utf8Bytes(text) - (before === undefined ? 0 : utf8Bytes(toText(before)));
  }
  return held;
}

function tooLarge(cause: string): AslError {
  return new AslError('States.DataLimitExceeded', cause);
}

/** A number of the definition. Numeric text is accepted, as the service does. @throws AslError States.Runtime */
export function* numberOf(run: Run, id: number, field: NumberField | undefined, input: Json): Steps<number | undefined> {
  if (!field) return undefined;
  if ('constant' in field) return field.constant;
  const env = new Environment(run, id, input);
  if ('template' in field) return Number(yield* settled(field.template.evaluate(env)));
  const value = field.path.require(env);
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && Number.isInteger(number)) return number;
  throw new AslError(
    'States.Runtime',
    `The ${field.field} parameter does not reference an integer value: ${field.path.text} == ${shown(value)}`,
  );
}

/** A value in a cause text: strings as they are, the rest as JSON. */
export function shown(value: Json): string {
  return typeof value === 'string' ? value : toText(value);
}
