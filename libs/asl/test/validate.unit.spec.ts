/// <reference types="node" />
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { invalidDefinitionMessage, validate, type Diagnostic } from '../src/validate/index.js';

const FOLDER = fileURLToPath(new URL('../../../../shared/conformance/cases/', import.meta.url));

function read<T>(file: string): T[] {
  if (!existsSync(FOLDER + file)) return [];
  const lines = readFileSync(FOLDER + file, 'utf8').split('\n');
  return lines.filter(Boolean).map((line) => JSON.parse(line) as T);
}

interface ValidateCase {
  id: string;
  definition: string;
  valid: boolean;
}
interface ExecutionCase {
  id: string;
  definition: string;
  type: 'STANDARD' | 'EXPRESS';
}
interface ApiCase {
  id: string;
  steps: { call?: string; args?: { definition?: unknown; type?: 'STANDARD' | 'EXPRESS' }; raises?: boolean }[];
  expected: Record<string, unknown>;
}

const errorsOf = (definition: string, type?: 'STANDARD' | 'EXPRESS'): Diagnostic[] =>
  validate(definition, type ? { type } : {}).filter(({ severity }) => severity === 'ERROR');

const validations = read<ValidateCase>('validate.jsonl');
const executions = read<ExecutionCase>('exec.jsonl');
const calls = read<ApiCase>('api.jsonl');

(validations.length > 0 ? describe : describe.skip)(`recorded definitions (${validations.length})`, () => {
  it.each(validations.map((one): [string, ValidateCase] => [one.id, one]))('%s', (_id, { definition, valid }) => {
    const errors = errorsOf(definition);
    expect({ valid: errors.length === 0, errors: valid ? errors : [] }).toEqual({ valid, errors: [] });
  });

  it('accepts every definition that the service ran', () => {
    for (const { id, definition, type } of executions) expect([id, errorsOf(definition, type)]).toEqual([id, []]);
  });

  it('answers ValidateStateMachineDefinition with the recorded diagnostics', () => {
    for (const { id, steps, expected } of calls.filter((one) => one.steps[0]?.call === 'ValidateStateMachineDefinition')) {
      const { definition, type } = steps[0]?.args ?? {};
      const [response] = Object.values(expected) as { diagnostics: Diagnostic[] }[];
      expect([id, errorsOf(String(definition), type)]).toEqual([id, response?.diagnostics]);
    }
  });

  it('refuses and words what CreateStateMachine refused', () => {
    for (const { id, steps, expected } of calls) {
      const text = JSON.stringify(expected);
      const message = /Invalid State Machine Definition: '(?:[^"\\]|\\.)*'/.exec(text)?.[0];
      const [first] = steps;
      const definition = first?.args?.definition;
      if (first?.call !== 'CreateStateMachine' || !text.includes('InvalidDefinition') || typeof definition !== 'string') continue;
      const isStandIn = definition.includes('@@ACT:');
      const errors = errorsOf(
        definition.replace(/@@ACT:(.*?)@@/g, 'arn:aws:states:us-east-1:111111111111:activity:$1'),
        first.args?.type,
      );
      expect([id, errors.length > 0]).toEqual([id, true]);
      // Where the recorded resource was replaced by an activity, only the refusal can be compared.
      if (message !== undefined && !isStandIn) expect([id, invalidDefinitionMessage(errors)]).toEqual([id, message]);
    }
  });
});
