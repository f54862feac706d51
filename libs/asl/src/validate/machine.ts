import { isObject, type Json, type JsonObject } from '../model.js';
import type { Report } from './diagnostic.js';
import { EXCLUSIVE, queryLanguage, STATE_FIELDS, type Field, type StateType } from './fields.js';
import { checkGraph } from './graph.js';
import { checkMode } from './map-check.js';
import { nestedScopes } from './nested.js';
import { checkExclusive, checkFields, checkOneRequired } from './object-check.js';
import type { Place, QueryLanguage } from './scope.js';
import { anything, number, oneOf, text } from './values.js';

/** Characters of a state's name (developer guide). */
const MAX_STATE_NAME_CHARACTERS = 80;
/** Parallel and Map states inside each other. */
const MAX_NESTING = 25;
const MAX_TIMEOUT_SECONDS = 99_999_999;

const MACHINE: Readonly<Record<string, Field>> = {
  StartAt: { check: text, required: true },
  States: { check: anything, required: true },
  Comment: { check: text },
  Version: { check: oneOf('1.0') },
  TimeoutSeconds: { check: number({ min: 1, max: MAX_TIMEOUT_SECONDS }) },
  QueryLanguage: { check: queryLanguage },
  // Ours: see saga/.
  Compensation: { check: anything },
};

interface Walk {
  report: Report;
  /** Of the whole machine: states inherit it, whatever the Map or Parallel around them says. */
  language: QueryLanguage;
  express: boolean;
  /** State and label names so far; both are unique in the whole machine. */
  states: Set<string>;
  labels: Set<string>;
}

/** Checks a machine and everything in it. */
export function checkMachine(definition: JsonObject, type: 'STANDARD' | 'EXPRESS', report: Report): void {
  const language = languageOf(definition['QueryLanguage']);
  const walk: Walk = { report, language, express: type === 'EXPRESS', states: new Set(), labels: new Set() };
  checkFields(definition, MACHINE, { report, location: '', language, express: walk.express });
  checkScope(definition, '', walk, 0);
}

/** Checks one state alone, as TestState takes it: its transitions lead nowhere. */
export function checkSingleState(state: JsonObject, type: 'STANDARD' | 'EXPRESS', report: Report): void {
  const language = languageOf(state['QueryLanguage']);
  checkState(state, '', { report, language, express: type === 'EXPRESS', states: new Set(), labels: new Set() }, 0);
}

/** A value other than the exact `JSONPath` counts as JSONata; that it is wrong is reported where it stands. */
function languageOf(value: Json | undefined): QueryLanguage {
  return value === undefined || value === 'JSONPath' ? 'JSONPath' : 'JSONata';
}

function checkScope(scope: JsonObject, location: string, walk: Walk, depth: number): void {
  const { report } = walk;
  const states = scope['States'];
  if (states === undefined) return;
  if (depth > MAX_NESTING)
    return report.error('TOO_DEEPLY_NESTED', `States are nested more than ${MAX_NESTING} levels deep`, location);
  if (!isObject(states)) return report.schema('Expected value of type Object', `${location}/States`);
  if (Object.keys(states).length === 0) return report.schema('There must be at least one state', `${location}/States`);
  for (const [name, state] of Object.entries(states)) {
    const here = `${location}/States/${name}`;
    checkName(name, here, walk);
    if (isObject(state)) checkState(state, here, walk, depth);
    else report.schema('Expected value of type Object', here);
  }
  checkGraph(scope, location, report);
}

function checkName(name: string, location: string, { report, states }: Walk): void {
  if ([...name].length > MAX_STATE_NAME_CHARACTERS || name === '') {
    report.error('INVALID_STATE_NAME', `State name must have between 1 and ${MAX_STATE_NAME_CHARACTERS} characters`, location);
  }
  if (states.has(name)) report.error('DUPLICATE_STATE_NAME', `Duplicate State name: ${name}`, location);
  states.add(name);
}

function checkState(state: JsonObject, location: string, walk: Walk, depth: number): void {
  const { report } = walk;
  const type = state['Type'];
  if (type === undefined) return report.schema('These fields are required: [Type]', location);
  if (typeof type !== 'string' || !Object.hasOwn(STATE_FIELDS, type)) {
    return report.schema(`Value is not one of the allowed values: [${Object.keys(STATE_FIELDS).join(', ')}]`, `${location}/Type`);
  }
  const language = state['QueryLanguage'] === undefined ? walk.language : languageOf(state['QueryLanguage']);
  const place: Place = { report, location, language, express: walk.express };
  checkLanguage(state['QueryLanguage'], place, walk.language);
  checkFields(state, STATE_FIELDS[type as StateType], place);
  checkExclusive(state, EXCLUSIVE, place);
  checkByType(type as StateType, state, place, walk);
  for (const nested of nestedScopes(state)) {
    checkScope(nested.definition, location + nested.suffix, { ...walk, express: walk.express || nested.express }, depth + 1);
  }
}

function checkLanguage(value: Json | undefined, place: Place, ofMachine: QueryLanguage): void {
  if (value === undefined) return;
  queryLanguage(value, { ...place, location: `${place.location}/QueryLanguage` });
  if (value === 'JSONPath' && ofMachine === 'JSONata') {
    place.report.schema("'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine", place.location);
  }
}

function checkByType(type: StateType, state: JsonObject, place: Place, walk: Walk): void {
  switch (type) {
    case 'Choice':
    case 'Succeed':
    case 'Fail':
      return;
    case 'Wait':
      checkOneRequired(
        state,
        place.language === 'JSONata' ? ['Seconds', 'Timestamp'] : ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'],
        place,
      );
      break;
    case 'Map':
      checkOneRequired(state, ['ItemProcessor', 'Iterator'], place);
      checkMode(state['ItemProcessor'] ?? state['Iterator'], place);
      checkLabel(state['Label'], place, walk);
      break;
    case 'Task':
      checkHeartbeat(state, place);
      break;
    case 'Pass':
      checkStaticResult(state['Result'], `${place.location}/Result`, place);
      break;
    case 'Parallel':
      break;
  }
  if (state['Next'] !== undefined && state['End'] === true) checkExclusive(state, [['Next', 'End']], place);
  if (state['Next'] === undefined && state['End'] !== true) {
    if (state['End'] === undefined) checkOneRequired(state, ['Next', 'End'], place);
    else place.report.schema('These fields are required: [Next]', place.location);
  }
}

function checkHeartbeat(state: JsonObject, { report, location }: Place): void {
  const [timeout, heartbeat] = [state['TimeoutSeconds'], state['HeartbeatSeconds']];
  if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout) {
    report.schema("'HeartbeatSeconds' must be smaller than 'TimeoutSeconds'", location);
  }
}

function checkLabel(label: Json | undefined, { report, location }: Place, { labels }: Walk): void {
  if (typeof label !== 'string') return;
  if (labels.has(label)) report.error('DUPLICATE_LABEL_NAME', `Duplicate label name: ${label}`, `${location}/Label`);
  labels.add(label);
}

/** A Pass state's Result is taken as it stands: `.$` members in it are not evaluated. */
function checkStaticResult(value: Json | undefined, location: string, place: Place): void {
  if (Array.isArray(value)) value.forEach((item, at) => checkStaticResult(item, `${location}[${at}]`, place));
  if (!isObject(value)) return;
  for (const [key, member] of Object.entries(value)) {
    if (key.endsWith('.$')) {
      place.report.warn(
        'PASS_RESULT_IS_STATIC',
        'The Result of a Pass state is static: paths in it are not evaluated',
        `${location}/${key}`,
      );
    }
    checkStaticResult(member, `${location}/${key}`, place);
  }
}
