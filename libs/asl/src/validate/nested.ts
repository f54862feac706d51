import { isObject, type Json, type JsonObject } from '../model.js';
import { checkFields } from './object-check.js';
import type { Field } from './fields.js';
import { element, type Place } from './scope.js';
import { anything, oneOf, text, type Check } from './values.js';

/** Fields of a branch and of an item processor; their states are checked by machine.ts, which knows the scopes. */
const BRANCH: Readonly<Record<string, Field>> = {
  StartAt: { check: text, required: true },
  States: { check: anything, required: true },
  Comment: { check: text },
};

const PROCESSOR_CONFIG: Readonly<Record<string, Field>> = {
  Mode: { check: oneOf('INLINE', 'DISTRIBUTED') },
  ExecutionType: { check: oneOf('STANDARD', 'EXPRESS') },
};

const PROCESSOR: Readonly<Record<string, Field>> = { ...BRANCH, ProcessorConfig: { check: checkProcessorConfig } };

export const checkBranches: Check = (value, place) => {
  if (!Array.isArray(value)) return place.report.schema('Expected value of type Array', place.location);
  if (value.length === 0) place.report.schema('A Parallel state must have at least one branch', place.location);
  value.forEach((branch, at) => checkObject(branch, BRANCH, element(place, at)));
};

export const checkItemProcessor: Check = (value, place) => checkObject(value, PROCESSOR, place);

function checkProcessorConfig(value: Json, place: Place): void {
  checkObject(value, PROCESSOR_CONFIG, place);
  if (!isObject(value)) return;
  if (value['Mode'] === 'DISTRIBUTED' && value['ExecutionType'] === undefined) {
    place.report.schema('These fields are required: [ExecutionType]', place.location);
  }
}

function checkObject(value: Json, fields: Readonly<Record<string, Field>>, place: Place): void {
  if (isObject(value)) checkFields(value, fields, place);
  else place.report.schema('Expected value of type Object', place.location);
}

export interface NestedScope {
  definition: JsonObject;
  /** Behind the state's location: `/Branches[0]`, `/ItemProcessor`. */
  suffix: string;
  /** States in it run as Express workflows: a distributed Map with ExecutionType EXPRESS. */
  express: boolean;
}

/** The scopes inside a state. */
export function nestedScopes(state: JsonObject): NestedScope[] {
  const scopes: NestedScope[] = [];
  if (state['Type'] === 'Parallel' && Array.isArray(state['Branches'])) {
    state['Branches'].forEach((branch, at) => {
      if (isObject(branch)) scopes.push({ definition: branch, suffix: `/Branches[${at}]`, express: false });
    });
  }
  if (state['Type'] === 'Map') {
    for (const name of ['ItemProcessor', 'Iterator']) {
      const processor = state[name];
      if (!isObject(processor)) continue;
      const config = processor['ProcessorConfig'];
      scopes.push({
        definition: processor,
        suffix: `/${name}`,
        express: isObject(config) && config['ExecutionType'] === 'EXPRESS',
      });
    }
  }
  return scopes;
}
