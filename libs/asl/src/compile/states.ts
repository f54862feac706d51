import type { Json, JsonObject, TaskFamily } from '../model.js';

import {
  compileChoiceRule,
  compileExpression,
  compileJsonataTemplate,
  compilePath,
  isJsonataText,
} from '../expressions/index.js';
import type { ChoiceState, FailState, Flow, PassState, State, StateBase, TaskState, TextField, WaitState } from './definition.js';
import { numberField, objects, strings, text, valueField } from './fields.js';
import { compileMap } from './map.js';

/** Adds what the state's type has to what all states have. */
export function compileType(base: StateBase, flowOf: (definition: JsonObject) => Flow): State {
  switch (base.definition['Type']) {
    case 'Task':
      return compileTask(base);
    case 'Pass':
      return compilePass(base);
    case 'Choice':
      return compileChoice(base);
    case 'Wait':
      return compileWait(base);
    case 'Succeed':
      return { ...base, type: 'Succeed' };
    case 'Fail':
      return compileFail(base);
    case 'Parallel':
      return { ...base, type: 'Parallel', branches: (objects(base.definition['Branches']) ?? []).map(flowOf) };
    case 'Map':
      return compileMap(base, flowOf);
    default:
      throw new TypeError(`State '${base.name}' has the unknown type '${text(base.definition['Type'])}'`);
  }
}

function compileTask(base: StateBase): TaskState {
  const { definition, jsonata } = base;
  const resource = text(definition['Resource']);
  const timeout = numberField(definition, 'TimeoutSeconds', jsonata);
  const heartbeat = numberField(definition, 'HeartbeatSeconds', jsonata);
  const credentials = valueField(definition['Credentials'], jsonata, 'Credentials');
  return {
    ...base,
    type: 'Task',
    resource,
    ...classify(resource),
    waitsForToken: resource.endsWith('.waitForTaskToken'),
    ...(timeout ? { timeout } : {}),
    ...(heartbeat ? { heartbeat } : {}),
    ...(credentials ? { credentials } : {}),
    ...(typeof definition['Compensate'] === 'string' ? { compensate: definition['Compensate'] } : {}),
    ...(Array.isArray(definition['CompensateAfter']) ? { compensateAfter: strings(definition['CompensateAfter']) } : {}),
    pivot: definition['Pivot'] === true,
  };
}

/** Which history events a resource writes, and the names that they show (`resourceType`, `resource`). */
export function classify(resource: string): { family: TaskFamily; resourceType: string; action: string } {
  const parts = resource.split(':');
  if (parts[2] === 'lambda' && parts[5] === 'function')
    return { family: 'LambdaFunction', resourceType: 'lambda', action: resource };
  if (parts[2] === 'states' && parts[5] === 'activity') return { family: 'Activity', resourceType: 'activity', action: resource };
  const named = parts.slice(5);
  const action = named.at(-1) ?? resource;
  return { family: 'Task', resourceType: named.slice(0, -1).join(':') || 'states', action };
}

function compilePass(base: StateBase): PassState {
  const result = base.definition['Result'];
  return { ...base, type: 'Pass', ...(result === undefined ? {} : { result }) };
}

function compileChoice(base: StateBase): ChoiceState {
  const language = base.jsonata ? 'JSONata' : 'JSONPath';
  const choices = (objects(base.definition['Choices']) ?? []).map((rule, at) => {
    const assign = valueField(rule['Assign'], base.jsonata, `Choices[${at}]/Assign`);
    return {
      condition: compileChoiceRule(rule, language, `Choices[${at}]`),
      next: text(rule['Next']),
      ...(assign ? { assign } : {}),
      ...(base.jsonata && rule['Output'] !== undefined
        ? { output: compileJsonataTemplate(rule['Output'], `Choices[${at}]/Output`) }
        : {}),
    };
  });
  const otherwise = base.definition['Default'];
  return { ...base, type: 'Choice', choices, ...(typeof otherwise === 'string' ? { default: otherwise } : {}) };
}

function compileWait(base: StateBase): WaitState {
  const { definition, jsonata } = base;
  const seconds = numberField(definition, 'Seconds', jsonata);
  if (seconds) return { ...base, type: 'Wait', seconds };
  const timestamp = definition['Timestamp'];
  if (typeof timestamp === 'string') {
    const isExpression = jsonata && isJsonataText(timestamp);
    return {
      ...base,
      type: 'Wait',
      timestamp: isExpression
        ? { template: compileJsonataTemplate(timestamp, 'Timestamp', 'string'), text: timestamp }
        : { constant: timestamp },
    };
  }
  return { ...base, type: 'Wait', timestamp: { path: compilePath(text(definition['TimestampPath'])) } };
}

function compileFail(base: StateBase): FailState {
  const error = textField(base, 'Error');
  const cause = textField(base, 'Cause');
  return { ...base, type: 'Fail', ...(error ? { error } : {}), ...(cause ? { cause } : {}) };
}

function textField({ definition, jsonata }: StateBase, field: 'Error' | 'Cause'): TextField | undefined {
  const value: Json | undefined = definition[field];
  if (typeof value === 'string') {
    const isExpression = jsonata && isJsonataText(value);
    return isExpression ? { expression: compileJsonataTemplate(value, field, 'string'), field } : { constant: value };
  }
  const path = definition[`${field}Path`];
  return typeof path === 'string' ? { expression: compileExpression(path, `${field}Path`), field: `${field}Path` } : undefined;
}
