import { checkChoices } from './choice-check.js';
import { checkBranches, checkItemProcessor } from './nested.js';
import { checkItemBatcher, checkItemReader, checkLabel, checkResultWriter } from './map-check.js';
import { checkCatch, checkRetry } from './retry-catch.js';
import { checkAssign } from './assign-check.js';
import { checkResource } from './resource.js';
import type { QueryLanguage } from './scope.js';
import {
  anything,
  boolean,
  jsonataValue,
  list,
  nullablePath,
  number,
  objectOf,
  oneOf,
  orExpression,
  path,
  pathOrIntrinsic,
  referencePath,
  resultPath,
  template,
  text,
  timestamp,
  valueOfLanguage,
  type Check,
} from './values.js';

export interface Field {
  check: Check;
  /** The only query language that has the field. */
  language?: QueryLanguage;
  required?: boolean;
}

export type StateType = 'Task' | 'Pass' | 'Choice' | 'Wait' | 'Succeed' | 'Fail' | 'Parallel' | 'Map';

/** Seconds of Wait, TimeoutSeconds and HeartbeatSeconds (developer guide). */
const MAX_SECONDS = 99_999_999;
const seconds = orExpression(number({ min: 1, max: MAX_SECONDS }));

const jsonpath = (check: Check): Field => ({ check, language: 'JSONPath' });
const jsonata = (check: Check): Field => ({ check, language: 'JSONata' });
const both = (check: Check): Field => ({ check });
const required = (check: Check): Field => ({ check, required: true });

const COMMON = { Type: both(anything), Comment: both(text), QueryLanguage: both(anything) };
const FLOW = { Next: both(text), End: both(boolean) };
const PATHS = { InputPath: jsonpath(nullablePath), OutputPath: jsonpath(nullablePath) };
const OUTPUT = { Output: jsonata(jsonataValue), Assign: both(checkAssign) };
const WORK = {
  Parameters: jsonpath(template),
  Arguments: jsonata(orExpression(jsonataValue)),
  ResultSelector: jsonpath(objectOf(template)),
  ResultPath: jsonpath(resultPath),
  Retry: both(checkRetry),
  Catch: both(checkCatch),
};

/** Every field of every state type. What is not here "is not supported". */
export const STATE_FIELDS: Readonly<Record<StateType, Readonly<Record<string, Field>>>> = {
  Task: {
    ...COMMON,
    ...FLOW,
    ...PATHS,
    ...OUTPUT,
    ...WORK,
    Resource: required(checkResource),
    TimeoutSeconds: both(seconds),
    TimeoutSecondsPath: jsonpath(referencePath),
    HeartbeatSeconds: both(seconds),
    HeartbeatSecondsPath: jsonpath(referencePath),
    Credentials: both(objectOf(valueOfLanguage)),
    // Ours: see saga/.
    Compensate: both(text),
    Pivot: both(boolean),
    CompensateAfter: both(list),
  },
  Pass: {
    ...COMMON,
    ...FLOW,
    ...PATHS,
    ...OUTPUT,
    Parameters: jsonpath(template),
    Result: jsonpath(anything),
    ResultPath: jsonpath(resultPath),
  },
  Choice: { ...COMMON, ...PATHS, ...OUTPUT, Choices: required(checkChoices), Default: both(text) },
  Wait: {
    ...COMMON,
    ...FLOW,
    ...PATHS,
    ...OUTPUT,
    Seconds: both(orExpression(number({ min: 0, max: MAX_SECONDS }))),
    SecondsPath: jsonpath(referencePath),
    Timestamp: both(orExpression(timestamp)),
    TimestampPath: jsonpath(referencePath),
  },
  Succeed: { ...COMMON, ...PATHS, Output: jsonata(jsonataValue) },
  Fail: {
    ...COMMON,
    Error: both(orExpression(text)),
    Cause: both(orExpression(text)),
    ErrorPath: jsonpath(pathOrIntrinsic),
    CausePath: jsonpath(pathOrIntrinsic),
  },
  Parallel: { ...COMMON, ...FLOW, ...PATHS, ...OUTPUT, ...WORK, Branches: required(checkBranches) },
  Map: {
    ...COMMON,
    ...FLOW,
    ...PATHS,
    ...OUTPUT,
    Parameters: jsonpath(template),
    ResultSelector: jsonpath(objectOf(template)),
    ResultPath: jsonpath(resultPath),
    Retry: both(checkRetry),
    Catch: both(checkCatch),
    ItemProcessor: both(checkItemProcessor),
    Iterator: both(checkItemProcessor),
    ItemsPath: jsonpath(path),
    Items: jsonata(orExpression((value, place) => (list(value, place), jsonataValue(value, place)))),
    ItemSelector: both(valueOfLanguage),
    MaxConcurrency: both(orExpression(number({ min: 0 }))),
    MaxConcurrencyPath: jsonpath(referencePath),
    ToleratedFailureCount: both(orExpression(number({ min: 0 }))),
    ToleratedFailureCountPath: jsonpath(referencePath),
    ToleratedFailurePercentage: both(orExpression(number({ min: 0, max: 100, fractional: true }))),
    ToleratedFailurePercentagePath: jsonpath(referencePath),
    ItemBatcher: both(checkItemBatcher),
    ItemReader: both(checkItemReader),
    ResultWriter: both(checkResultWriter),
    Label: both(checkLabel),
  },
};

/** Fields of which a state may have only one. */
export const EXCLUSIVE: readonly (readonly string[])[] = [
  ['TimeoutSeconds', 'TimeoutSecondsPath'],
  ['HeartbeatSeconds', 'HeartbeatSecondsPath'],
  ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
  ['Error', 'ErrorPath'],
  ['Cause', 'CausePath'],
  ['ItemProcessor', 'Iterator'],
  ['ItemSelector', 'Parameters'],
  ['MaxConcurrency', 'MaxConcurrencyPath'],
  ['ToleratedFailureCount', 'ToleratedFailureCountPath'],
  ['ToleratedFailurePercentage', 'ToleratedFailurePercentagePath'],
];

export const queryLanguage = oneOf('JSONPath', 'JSONata');
