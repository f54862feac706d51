import { compile } from '@counterpoint/asl';
import { invalidDefinition } from './errors.js';

/** @throws SfnError InvalidDefinition with what is wrong with it */
export function checkDefinition(definition: string, _type: 'STANDARD' | 'EXPRESS'): void {
  let parsed: unknown;
  try {
    parsed = JSON.parse(definition);
  } catch (error) {
    throw invalidDefinition(`INVALID_JSON_DESCRIPTION: ${(error as Error).message}`);
  }
  try {
    compile(parsed as never);
  } catch (error) {
    throw invalidDefinition(`SCHEMA_VALIDATION_FAILED: ${(error as Error).message}`);
  }
}

/** State to the variables that it refers to. */
export function variableReferences(_definition: string): Record<string, readonly string[]> {
  return {};
}
