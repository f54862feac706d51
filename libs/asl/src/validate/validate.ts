import { isObject, type Json } from '../model.js';
import { checkSaga } from '../saga/check-saga.js';
import type { Catalogue } from '../saga/catalogue.js';
import { Report, type Diagnostic } from './diagnostic.js';
import { checkMachine, checkSingleState } from './machine.js';

export interface ValidateOptions {
  /** STANDARD unless said otherwise. */
  type?: 'STANDARD' | 'EXPRESS';
  /** Commands of the contracts: steps of a saga are held against them. */
  catalogue?: Catalogue;
}

/** Bytes of a definition that the service accepts (quotas). */
const MAX_DEFINITION_CHARACTERS = 1_048_576;

/** Objects and arrays inside each other; what is deeper would exhaust the call stack of whatever walks it. */
const MAX_DEPTH = 250;

/**
 * Names every problem of a definition, as JSON text or parsed. Codes and messages are the service's where it has them
 * (ValidateStateMachineDefinition, InvalidDefinition). An empty list, or one of warnings alone, means that it can be compiled.
 */
export function validate(definition: string | Json, options: ValidateOptions = {}): Diagnostic[] {
  const report = new Report();
  const parsed = typeof definition === 'string' ? parse(definition, report) : definition;
  if (parsed === undefined) return report.diagnostics;
  if (!isObject(parsed)) report.schema('Expected value of type Object', '/');
  else if (isTooDeep(parsed)) report.error('TOO_DEEPLY_NESTED', `The definition is nested more than ${MAX_DEPTH} levels deep`);
  else {
    checkMachine(parsed, options.type ?? 'STANDARD', report);
    checkSaga(parsed, options.type ?? 'STANDARD', report, options.catalogue);
  }
  return report.diagnostics;
}

/** As {@link validate}, for the definition of one state (TestState). */
export function validateState(definition: string | Json, options: ValidateOptions = {}): Diagnostic[] {
  const report = new Report();
  const parsed = typeof definition === 'string' ? parse(definition, report) : definition;
  if (parsed === undefined) return report.diagnostics;
  if (!isObject(parsed)) report.schema('Expected value of type Object', '/');
  else if (isTooDeep(parsed)) report.error('TOO_DEEPLY_NESTED', `The definition is nested more than ${MAX_DEPTH} levels deep`);
  else checkSingleState(parsed, options.type ?? 'STANDARD', report);
  return report.diagnostics;
}

function parse(text: string, report: Report): Json | undefined {
  if (text.trim() === '') return void report.error('MISSING_DESCRIPTION', 'The definition is empty');
  if (text.length > MAX_DEFINITION_CHARACTERS)
    return void report.schema(`The definition is longer than ${MAX_DEFINITION_CHARACTERS} characters`, '/');
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    return void report.error('INVALID_JSON_DESCRIPTION', (error as SyntaxError).message);
  }
}

function isTooDeep(definition: Json): boolean {
  let level: Json[] = [definition];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true;
    level = level.flatMap((value) => (typeof value === 'object' && value !== null ? Object.values(value) : []));
  }
  return false;
}
