/// <reference types="node" />
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { exportPlain } from '../src/export/index.js';
import type { JsonObject } from '../src/model.js';
import { validate } from '../src/validate/index.js';
import { ORDER_SAGA } from './saga/order-saga.js';

/** asl-validator: JSON schemas and graph checks of its own, by other people. */
type Linter = (definition: unknown) => { isValid: boolean; errorsText(separator: string): string };
const load = createRequire(import.meta.url);
const linter = load('asl-validator') as Linter;

const ROOT_SCHEMA = 'http://asl-validator.cloud/state-machine.json#';
interface Ajv {
  addSchema(...schemas: unknown[]): Ajv;
  getSchema(id: string): (((data: unknown) => boolean) & { errors?: unknown }) | undefined;
  validate(id: unknown, data: unknown): boolean;
  errors?: unknown;
}

/** The linter compiles its schemas anew at every call, which takes seconds: the first compilation is kept. */
function keepCompiledSchemas(): void {
  const { prototype } = (createRequire(load.resolve('asl-validator'))('ajv') as { default: { prototype: Ajv } }).default;
  let kept: ReturnType<Ajv['getSchema']>;
  const { addSchema, validate: validateAnew } = prototype;
  prototype.addSchema = function (...schemas) {
    return kept ? this : addSchema.apply(this, schemas);
  };
  prototype.validate = function (id, data) {
    if (id !== ROOT_SCHEMA) return validateAnew.call(this, id, data);
    kept ??= this.getSchema(ROOT_SCHEMA);
    const isValid = kept?.(data) ?? false;
    this.errors = kept?.errors;
    return isValid;
  };
}
keepCompiledSchemas();

const FOLDER = fileURLToPath(new URL('../../../../shared/conformance/cases/', import.meta.url));

function definitions(file: string): [string, JsonObject][] {
  if (!existsSync(FOLDER + file)) return [];
  return readFileSync(FOLDER + file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as { id: string; definition: string })
    .map(({ id, definition }): [string, string] => [
      id,
      definition.replace(/@@ACT:(.*?)@@/g, 'arn:aws:states:us-east-1:111111111111:activity:$1'),
    ])
    .filter(([, definition]) => validate(definition).every(({ severity }) => severity !== 'ERROR'))
    .map(([id, definition]) => [id, JSON.parse(definition) as JsonObject]);
}

/** Where the linter refuses what we accept, and why we do. */
const DIFFERENCES: { reason: string; isIt: (problem: string, definition: JsonObject) => boolean }[] = [
  {
    reason:
      'The service takes any JSON as Output of a JSONata state (recorded); the linter wants an object, a list or an expression.',
    isIt: (problem) => /\/Output is invalid/.test(problem),
  },
  {
    reason: 'The specification wants a URI as Resource, of any scheme; the linter knows ARNs only.',
    isIt: (problem) => /\/Resource is invalid/.test(problem),
  },
  {
    reason:
      'Compensation at the top level is our extension; the linter lets a Task have fields that it does not know, the machine not.',
    isIt: (_problem, definition) => definition['Compensation'] !== undefined,
  },
];

/** One definition of each set of field names: the linter compiles its schemas anew at every call. */
function ofDifferentShape(all: [string, JsonObject][]): [string, JsonObject][] {
  const shapes = new Map<string, [string, JsonObject]>();
  for (const one of all) {
    const names = new Set<string>();
    JSON.stringify(one[1], (key, value: unknown) => {
      if (/^[A-Z]\w*$/.test(key)) names.add(/^(Numeric|String|Boolean|Timestamp|Is)/.test(key) ? 'operator' : key);
      return value;
    });
    const shape = [...names].sort().join();
    if (!shapes.has(shape)) shapes.set(shape, one);
  }
  return [...shapes.values()];
}

describe('an independent linter accepts what the validator accepts', () => {
  const all: [string, JsonObject][] = [
    ['our order saga', ORDER_SAGA as JsonObject],
    ...ofDifferentShape([...definitions('validate.jsonl'), ...definitions('exec.jsonl')]),
  ];

  it(`${all.length} definitions, but for the listed differences`, () => {
    const met = new Set<string>();
    for (const [id, definition] of all) {
      const result = linter(definition);
      if (result.isValid) continue;
      const problem = result.errorsText('\n');
      const difference = DIFFERENCES.find(({ isIt }) => isIt(problem, definition));
      expect([id, difference ? 'listed' : problem]).toEqual([id, 'listed']);
      if (difference) met.add(difference.reason);
    }
    if (all.length > 1) expect([...met].sort()).toEqual(DIFFERENCES.map(({ reason }) => reason).sort());
  });

  it('the order saga as plain ASL, without any difference', () => {
    const exported = exportPlain(ORDER_SAGA as JsonObject);
    expect(exported.ok && linter(exported.definition).isValid).toBe(true);
  });
});
