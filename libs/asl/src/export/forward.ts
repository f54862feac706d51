import { isObject, type Json, type JsonObject } from '../model.js';
import type { SagaFlow, SagaState } from '../saga/saga-flow.js';
import { COMPENSATION_VARIABLE, expression, FOREVER, freshName, isJsonata, pass, plainState } from './plain.js';
import type { Names } from './undo.js';

const UNKNOWN = ['States.Timeout', 'States.HeartbeatTimeout'];

/** The way forward: steps remember their input first, and failures before the pivot go to the undoing part. */
export function forwardStates(flow: SagaFlow, names: Names): { startAt: string; states: JsonObject } {
  const entries = new Map<string, string>();
  for (const step of names.variables.keys()) {
    const entry = freshName(`Remember ${step}`, names.taken);
    names.taken.add(entry);
    entries.set(step, entry);
  }
  const states: JsonObject = {};
  for (const [name, found] of flow.states) {
    if (found.containers.length > 0 || flow.compensations.has(name) || name === flow.begin || name === flow.end) continue;
    const variable = names.variables.get(name);
    const entry = entries.get(name);
    if (variable !== undefined && entry !== undefined) {
      states[entry] = pass({ Assign: { [variable]: { owed: true, input: expression('$states.input') } } }, name);
    }
    states[name] = redirected(withCatch(found, flow, names, variable), entries);
  }
  const startAt = flow.definition['StartAt'] as string;
  return { startAt: entries.get(startAt) ?? startAt, states };
}

function withCatch(found: SagaState, flow: SagaFlow, names: Names, variable: string | undefined): JsonObject {
  const { name, state } = found;
  const plain = plainState(state);
  if (flow.afterPivot.has(name)) return plain;
  if (state['Type'] === 'Fail') return failure(name, plain, isJsonata(state, flow), names);
  if (state['Type'] !== 'Task' && state['Type'] !== 'Parallel' && state['Type'] !== 'Map') return plain;
  const jsonata = isJsonata(state, flow);
  const catcher = (errors: string[], forget: boolean): JsonObject => ({
    ErrorEquals: errors,
    Assign: { ...reason(name, jsonata), ...(forget && variable !== undefined ? { [variable]: { owed: false } } : {}) },
    ...(jsonata ? { Output: expression('$states.input') } : { ResultPath: null }),
    Next: names.undo,
  });
  const own = Array.isArray(plain['Catch']) ? plain['Catch'] : [];
  const takesAll = own.some(
    (rule) => isObject(rule) && Array.isArray(rule['ErrorEquals']) && rule['ErrorEquals'].includes('States.ALL'),
  );
  // A step that timed out may have landed, so it stays owed; one that failed has not.
  const ours =
    variable === undefined ? [catcher(['States.ALL'], false)] : [catcher(UNKNOWN, false), catcher(['States.ALL'], true)];
  const retry = state['Pivot'] === true ? pivotRetry(plain['Retry']) : plain['Retry'];
  return { ...plain, ...(retry === undefined ? {} : { Retry: retry }), ...(takesAll ? {} : { Catch: [...own, ...ours] }) };
}

/** A pivot in doubt is asked again without limit, whatever its own retriers have used up. */
function pivotRetry(retry: Json | undefined): Json[] {
  const own = Array.isArray(retry) ? retry : [];
  const named = own.some(
    (rule) =>
      isObject(rule) &&
      Array.isArray(rule['ErrorEquals']) &&
      rule['ErrorEquals'].includes('States.Timeout') &&
      rule['MaxAttempts'] === FOREVER['MaxAttempts'],
  );
  return named ? own : [{ ErrorEquals: UNKNOWN, ...FOREVER }, ...own];
}

/** `$compensation`: what the engine has in `$$.Compensation`. A Catch sees the error as its `$`. */
function reason(step: string, jsonata: boolean): JsonObject {
  const known = JSON.stringify({ Kind: 'failed', Step: step });
  if (jsonata) return { [COMPENSATION_VARIABLE]: expression(`$merge([$states.errorOutput, ${known}])`) };
  const text = known.replace(/[\\'{}]/g, '\\$&');
  return { [`${COMPENSATION_VARIABLE}.$`]: `States.JsonMerge($, States.StringToJson('${text}'), false)` };
}

/** A Fail state before the pivot: its words are kept for the end of the undoing. */
function failure(name: string, state: JsonObject, jsonata: boolean, names: Names): JsonObject {
  const told: JsonObject = { Kind: 'failed', Step: name };
  for (const field of ['Error', 'Cause']) {
    const [value, path] = [state[field], state[`${field}Path`]];
    if (value !== undefined) told[field] = value;
    else if (path !== undefined) told[`${field}.$`] = path;
  }
  const language = jsonata ? 'JSONata' : 'JSONPath';
  return { Type: 'Pass', QueryLanguage: language, Assign: { [COMPENSATION_VARIABLE]: told }, Next: names.undo };
}

function redirected(state: JsonObject, entries: ReadonlyMap<string, string>): JsonObject {
  const moved = (target: Json): Json => (typeof target === 'string' ? (entries.get(target) ?? target) : target);
  const rules = (list: Json): Json =>
    Array.isArray(list)
      ? list.map((rule) => (isObject(rule) && rule['Next'] !== undefined ? { ...rule, Next: moved(rule['Next']) } : rule))
      : list;
  const result: JsonObject = { ...state };
  for (const field of ['Next', 'Default']) if (result[field] !== undefined) result[field] = moved(result[field]);
  for (const field of ['Choices', 'Catch']) if (result[field] !== undefined) result[field] = rules(result[field]);
  return result;
}
