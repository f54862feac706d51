import { isObject, type Json, type JsonObject, type StateTestResult } from '@counterpoint/asl';

/** Stations of the data that AWS shows for each type; a Pass with a Result has none before it [recorded]. */
const BEFORE: readonly string[] = ['afterInputPath', 'afterParameters', 'afterArguments'];
const AFTER: readonly string[] = ['result', 'afterResultSelector', 'afterResultPath'];

/** `inspectionData` of TestState: JSON texts of the stations, and which retrier or catcher took an error. */
export function inspectionData(state: JsonObject, result: StateTestResult, error: string | undefined): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  const wanted = stationsOf(state);
  for (const [station, value] of Object.entries(result.inspection)) {
    if (station === 'input' || wanted.includes(station)) shown[station] = JSON.stringify(value);
  }
  if (state['Type'] === 'Map')
    shown['maxConcurrency'] = typeof state['MaxConcurrency'] === 'number' ? state['MaxConcurrency'] : 0;
  const details = error === undefined ? undefined : errorDetails(state, result, error);
  if (details !== undefined) shown['errorDetails'] = details;
  return shown;
}

function stationsOf(state: JsonObject): readonly string[] {
  switch (state['Type']) {
    case 'Pass':
      return 'Result' in state ? AFTER : [...BEFORE, 'afterResultSelector', 'afterResultPath'];
    case 'Task':
      return [...BEFORE, ...AFTER];
    case 'Parallel':
    case 'Map':
      return ['afterArguments', 'afterParameters', 'afterResultSelector', 'afterResultPath'];
    default:
      return ['afterInputPath'];
  }
}

function errorDetails(state: JsonObject, result: StateTestResult, error: string): Record<string, unknown> | undefined {
  const retryIndex = matching(state['Retry'], error);
  if (result.status === 'RETRIABLE') return { retryIndex, retryBackoffIntervalSeconds: result.backoffSeconds };
  if (result.status === 'CAUGHT_ERROR') return { catchIndex: matching(state['Catch'], error) };
  return retryIndex === undefined ? undefined : { retryIndex };
}

/** The first entry that names the error, or a wildcard that stands for it. */
function matching(entries: Json | undefined, error: string): number | undefined {
  if (!Array.isArray(entries)) return undefined;
  const names = new Set([error, 'States.ALL', ...(error === 'States.Timeout' ? [] : ['States.TaskFailed'])]);
  const at = entries.findIndex(
    (entry) =>
      isObject(entry) &&
      Array.isArray(entry['ErrorEquals']) &&
      entry['ErrorEquals'].some((name) => typeof name === 'string' && names.has(name)),
  );
  return at < 0 ? undefined : at;
}
