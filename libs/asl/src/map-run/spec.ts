import type { Machine, MapState, SourceField } from '../compile/definition.js';
import { drive, settled, type Steps } from '../core/generator.js';
import { effectiveInput, numberOf } from '../decide/data-flow.js';
import { Environment } from '../decide/environment.js';
import { Run } from '../decide/run.js';
import { AslError } from '../expressions/index.js';
import { isObject, type Context, type Json, type MapRunEffect, type Snapshot } from '../model.js';
import { itemInput } from '../states/iterations.js';
import { itemsOf } from '../states/map.js';
import { batches } from './batches.js';
import { STATE_DATA, type Dataset } from './data/dataset.js';
import type { MapRunLimits } from './map-run.js';

/** What a Map Run is to do, evaluated once when it starts. */
export interface MapRunSpec extends MapRunLimits {
  /** Items of the state's input; absent when a reader brings them. */
  items?: Json[];
  /** Where the items are: the shell reads them and hands them to `childInputs`. */
  reader?: Source;
  /** Where the results go: the shell writes them and reports what AWS's Map state then outputs. */
  writer?: Source;
  executionType: 'STANDARD' | 'EXPRESS';
  label: string;
}

export interface Source {
  resource?: string;
  config?: Json;
  arguments?: Json;
}

/** @throws AslError for what an expression raises: the Map Run fails with it */
export function mapRunSpec(
  machine: Machine,
  snapshot: Snapshot,
  effect: MapRunEffect,
  context: Context,
): MapRunSpec | Promise<MapRunSpec> {
  const run = new Run(machine, snapshot, context);
  return drive(specSteps(run, effect.thread, mapState(run, effect.thread)));
}

/** Inputs of the child executions: ItemSelector per item, then batches. Items without a reader are the state's own data. */
export function childInputs(
  machine: Machine,
  snapshot: Snapshot,
  effect: MapRunEffect,
  context: Context,
  data: readonly Json[] | Dataset,
): Json[] | Promise<Json[]> {
  const run = new Run(machine, snapshot, context);
  const dataset = 'items' in data ? data : { items: [...data], source: STATE_DATA };
  return drive(inputSteps(run, effect.thread, mapState(run, effect.thread), dataset));
}

/** The machine of a child execution: it sees no variables and no states of its parent. */
export function processorMachine(machine: Machine, stateName: string): Machine {
  const state = machine.byName.get(stateName);
  if (state?.type !== 'Map') throw new RangeError(`'${stateName}' is no Map state`);
  const definition = state.definition['ItemProcessor'] ?? state.definition['Iterator'];
  return {
    definition: isObject(definition) ? definition : {},
    flow: state.processor,
    byName: machine.byName,
    compensates: false,
  };
}

function mapState(run: Run, thread: number): MapState {
  const state = run.state(thread);
  if (state.type !== 'Map') throw new RangeError(`'${state.name}' is no Map state`);
  return state;
}

function* specSteps(run: Run, id: number, state: MapState): Steps<MapRunSpec> {
  const input = effectiveInput(run, id, state, run.frame(id).input);
  const env = new Environment(run, id, input);
  const reader = state.itemReader && (yield* source(run, id, state.itemReader, env));
  const writer = state.resultWriter && (yield* source(run, id, state.resultWriter, env));
  const toleratedFailureCount = yield* numberOf(run, id, state.toleratedFailureCount, input);
  const toleratedFailurePercentage = yield* numberOf(run, id, state.toleratedFailurePercentage, input);
  if ((toleratedFailurePercentage ?? 0) > 100 || (toleratedFailurePercentage ?? 0) < 0) {
    throw new AslError('States.Runtime', 'ToleratedFailurePercentage must be a number between zero and 100.');
  }
  return {
    maxConcurrency: (yield* numberOf(run, id, state.maxConcurrency, input)) ?? 0,
    ...(toleratedFailureCount === undefined ? {} : { toleratedFailureCount }),
    ...(toleratedFailurePercentage === undefined ? {} : { toleratedFailurePercentage }),
    ...(reader ? { reader } : { items: yield* itemsOf(run, id, state) }),
    ...(writer ? { writer } : {}),
    executionType: state.executionType,
    label: state.label ?? state.name,
  };
}

function* source(run: Run, id: number, from: SourceField, env: Environment): Steps<Source> {
  const evaluated = from.arguments ? yield* settled(from.arguments.evaluate(env)) : undefined;
  const config = from.config ? yield* settled(from.config.evaluate(env)) : undefined;
  const maxItems = yield* numberOf(run, id, from.maxItems, env.input);
  return {
    ...(from.resource === undefined ? {} : { resource: from.resource }),
    ...(isObject(config) ? { config: { ...config, ...(maxItems === undefined ? {} : { MaxItems: maxItems }) } } : {}),
    ...(evaluated === undefined ? {} : { arguments: evaluated }),
  };
}

function* inputSteps(run: Run, id: number, state: MapState, { items, source: from, keys }: Dataset): Steps<Json[]> {
  const inputs: Json[] = [];
  for (const [index, value] of items.entries()) {
    const key = keys?.[index];
    const origin = { source: from, ...(key === undefined ? {} : { key }) };
    inputs.push(yield* itemInput(run, id, state, index, value, origin));
  }
  const { itemBatcher } = state;
  if (!itemBatcher) return inputs;
  const input = effectiveInput(run, id, state, run.frame(id).input);
  const batchInput = itemBatcher.input && (yield* settled(itemBatcher.input.evaluate(new Environment(run, id, input))));
  return batches(inputs, {
    maxItems: (yield* numberOf(run, id, itemBatcher.maxItems, input)) ?? Infinity,
    maxBytes: (yield* numberOf(run, id, itemBatcher.maxBytes, input)) ?? run.context.quotas.payloadBytes,
    ...(batchInput === undefined ? {} : { batchInput }),
  });
}
