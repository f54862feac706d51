import { isObject, type JsonObject } from '../model.js';

/** The largest number of attempts that the language knows: it stands for "without limit". */
export const UNLIMITED_ATTEMPTS = 99_999_999;

/** Whether some retrier of the state tries such an error again without limit. */
export function retriesForEver(state: JsonObject, error: string): boolean {
  return retriers(state).some(
    (retrier) =>
      catches(retrier, error) && typeof retrier['MaxAttempts'] === 'number' && retrier['MaxAttempts'] >= UNLIMITED_ATTEMPTS,
  );
}

/** Whether every retrier that the state has goes on without limit; true when it has none, as the engine then retries by itself. */
export function neverGivesUp(state: JsonObject): boolean {
  return retriers(state).every(({ MaxAttempts }) => typeof MaxAttempts === 'number' && MaxAttempts >= UNLIMITED_ATTEMPTS);
}

/** Whether a catcher takes whatever comes. */
export function handlesEverything(state: JsonObject): boolean {
  return (Array.isArray(state['Catch']) ? state['Catch'] : []).some(
    (catcher) => isObject(catcher) && catches(catcher, 'States.ALL'),
  );
}

function retriers(state: JsonObject): JsonObject[] {
  return (Array.isArray(state['Retry']) ? state['Retry'] : []).filter(isObject);
}

function catches(rule: JsonObject, error: string): boolean {
  return Array.isArray(rule['ErrorEquals']) && rule['ErrorEquals'].some((name) => name === error || name === 'States.ALL');
}
