import type { Json, JsonObject } from '../model.js';
import { isObject } from '../model.js';
import { compileJsonataTemplate } from '../expressions/index.js';
import type { Flow, Machine, State, StateBase } from './definition.js';
import { catchers, pathField, retriers, text, valueField } from './fields.js';
import { compileType } from './states.js';

/**
 * Compiles a definition that the validator has accepted: expressions are parsed once, here, and never again.
 * @throws AslError when an expression does not parse
 */
export function compile(definition: Json): Machine {
  if (!isObject(definition)) throw new TypeError('A definition is a JSON object');
  const byName = new Map<string, State>();
  const flow = compileFlow(definition, definition['QueryLanguage'] === 'JSONata', byName);
  const timeout = definition['TimeoutSeconds'];
  const compensation = isObject(definition['Compensation']) ? definition['Compensation'] : undefined;
  const hasStep = [...byName.values()].some((state) => state.type === 'Task' && state.compensate !== undefined);
  return {
    definition,
    flow,
    byName,
    compensates: hasStep || compensation !== undefined,
    ...(typeof timeout === 'number' ? { timeoutSeconds: timeout } : {}),
    ...(typeof compensation?.['Begin'] === 'string' ? { begin: compensation['Begin'] } : {}),
    ...(typeof compensation?.['End'] === 'string' ? { end: compensation['End'] } : {}),
  };
}

/** A branch, an item processor, or the machine itself. */
export function compileFlow(definition: JsonObject, jsonata: boolean, byName: Map<string, State>): Flow {
  const states = new Map<string, State>();
  for (const [name, state] of Object.entries(isObject(definition['States']) ? definition['States'] : {})) {
    if (!isObject(state)) continue;
    const compiled = compileState(name, state, jsonata, byName);
    states.set(name, compiled);
    if (!byName.has(name)) byName.set(name, compiled);
  }
  return { startAt: text(definition['StartAt']), states };
}

function compileState(name: string, definition: JsonObject, machineJsonata: boolean, byName: Map<string, State>): State {
  const language = definition['QueryLanguage'];
  const jsonata = language === undefined ? machineJsonata : language === 'JSONata';
  return compileType(compileBase(name, definition, jsonata), (nested) => compileFlow(nested, machineJsonata, byName));
}

function compileBase(name: string, definition: JsonObject, jsonata: boolean): StateBase {
  const assign = valueField(definition['Assign'], jsonata, 'Assign');
  const retry = retriers(definition);
  const caught = catchers(definition, jsonata);
  return {
    name,
    definition,
    jsonata,
    ...(typeof definition['Next'] === 'string' ? { next: definition['Next'] } : {}),
    ...(assign ? { assign } : {}),
    ...(retry ? { retriers: retry } : {}),
    ...(caught ? { catchers: caught } : {}),
    ...(jsonata ? jsonataFields(definition) : jsonPathFields(definition)),
  };
}

function jsonataFields(definition: JsonObject): Partial<StateBase> {
  return {
    ...(definition['Arguments'] === undefined ? {} : { arguments: compileJsonataTemplate(definition['Arguments'], 'Arguments') }),
    ...(definition['Output'] === undefined ? {} : { output: compileJsonataTemplate(definition['Output'], 'Output') }),
  };
}

function jsonPathFields(definition: JsonObject): Partial<StateBase> {
  const inputPath = pathField(definition['InputPath']);
  const outputPath = pathField(definition['OutputPath']);
  const parameters = valueField(definition['Parameters'], false, 'Parameters') as StateBase['parameters'];
  const resultSelector = valueField(definition['ResultSelector'], false, 'ResultSelector') as StateBase['resultSelector'];
  return {
    ...(inputPath === undefined ? {} : { inputPath }),
    ...(outputPath === undefined ? {} : { outputPath }),
    ...(definition['ResultPath'] === undefined ? {} : { resultPath: definition['ResultPath'] as string | null }),
    ...(parameters ? { parameters } : {}),
    ...(resultSelector ? { resultSelector } : {}),
  };
}
