import { isObject, type Json, type JsonObject } from '../model.js';
import { checkFields } from './object-check.js';
import { element, within, type Place } from './scope.js';
import { jsonataValue, number, oneOf, resultPath, text, type Check } from './values.js';
import { checkAssign } from './assign-check.js';
import type { Field } from './fields.js';

const MAX_ATTEMPTS = 99_999_999;
const MAX_INTERVAL_SECONDS = 99_999_999;
/** A year (developer guide, MaxDelaySeconds). */
const MAX_DELAY_SECONDS = 31_622_400;

const errorEquals: Check = (value, { report, location }) => {
  if (!Array.isArray(value) || value.length === 0 || value.some((name) => typeof name !== 'string')) {
    report.schema('ErrorEquals must be a list of at least one error name', location);
  }
};

const RETRIER: Readonly<Record<string, Field>> = {
  ErrorEquals: { check: errorEquals, required: true },
  IntervalSeconds: { check: number({ min: 1, max: MAX_INTERVAL_SECONDS }) },
  MaxAttempts: { check: number({ min: 0, max: MAX_ATTEMPTS }) },
  BackoffRate: { check: number({ min: 1, fractional: true }) },
  MaxDelaySeconds: { check: number({ min: 1, max: MAX_DELAY_SECONDS }) },
  JitterStrategy: { check: oneOf('FULL', 'NONE') },
  Comment: { check: text },
};

const CATCHER: Readonly<Record<string, Field>> = {
  ErrorEquals: { check: errorEquals, required: true },
  Next: { check: text, required: true },
  ResultPath: { check: resultPath, language: 'JSONPath' },
  Output: { check: jsonataValue, language: 'JSONata' },
  Assign: { check: checkAssign },
  Comment: { check: text },
};

export const checkRetry: Check = (value, place) => checkList(value, place, RETRIER, 'retrier');
export const checkCatch: Check = (value, place) => checkList(value, place, CATCHER, 'catcher');

function checkList(value: Json, place: Place, fields: Readonly<Record<string, Field>>, word: string): void {
  if (!Array.isArray(value)) return place.report.schema('Expected value of type Array', place.location);
  value.forEach((item, at) => {
    const here = element(place, at);
    if (!isObject(item)) return place.report.schema('Expected value of type Object', here.location);
    checkFields(item, fields, here);
    checkWildcard(item, at === value.length - 1, here, word);
  });
}

/** States.ALL stands alone in its list and in the last retrier or catcher (specification, "Errors"). */
function checkWildcard(item: JsonObject, isLast: boolean, place: Place, word: string): void {
  const names = item['ErrorEquals'];
  if (!Array.isArray(names) || !names.includes('States.ALL')) return;
  const { location } = within(place, 'ErrorEquals');
  if (names.length > 1) place.report.schema("'States.ALL' must be the only error name in its 'ErrorEquals'", location);
  if (!isLast) place.report.schema(`'States.ALL' must be in the last ${word}`, location);
}
