import { isObject, type Json } from '@counterpoint/asl';
import { validation } from './errors.js';

type Kind = 'string' | 'number' | 'integer' | 'boolean' | 'timestamp' | 'object' | 'array' | 'any';
interface ResultShape {
  readonly required: Readonly<Record<string, Kind>>;
  readonly optional?: Readonly<Record<string, Kind>>;
}

const EXECUTION: ResultShape = {
  required: { ExecutionArn: 'string', StateMachineArn: 'string', Status: 'string', StartDate: 'timestamp' },
  optional: {
    Name: 'string',
    StopDate: 'timestamp',
    Input: 'any',
    Output: 'any',
    Error: 'string',
    Cause: 'string',
    RedriveCount: 'integer',
  },
};
/** What the answers of integrated services look like (their API references), as far as the integrations exist here. */
const SHAPES: Readonly<Record<string, ResultShape>> = {
  'states:startExecution': { required: { ExecutionArn: 'string', StartDate: 'timestamp' } },
  'states:startExecution.sync': EXECUTION,
  'states:startExecution.sync:2': EXECUTION,
  'lambda:invoke': {
    required: {},
    optional: { StatusCode: 'integer', FunctionError: 'string', LogResult: 'string', Payload: 'any', ExecutedVersion: 'string' },
  },
  'sqs:sendMessage': { required: {}, optional: { MessageId: 'string', MD5OfMessageBody: 'string', SequenceNumber: 'string' } },
  'sns:publish': { required: {}, optional: { MessageId: 'string', SequenceNumber: 'string' } },
  'events:putEvents': { required: {}, optional: { FailedEntryCount: 'integer', Entries: 'array' } },
};
const INTEGRATION = /:::((?:aws-sdk:)?[\w-]+:\w+(?:\.(?:sync:2|sync))?)$/;

/**
 * Holds a mocked result against what the service answers: STRICT asks for every required member, PRESENT checks what is there,
 * NONE nothing. @throws SfnError ValidationException
 */
export function checkMockResult(resource: Json | undefined, result: Json, mode: string): void {
  const shape = typeof resource === 'string' ? SHAPES[INTEGRATION.exec(resource)?.[1] ?? ''] : undefined;
  if (shape === undefined || mode === 'NONE') return;
  if (!isObject(result)) throw schemaError('The result must be a JSON object');
  if (mode === 'STRICT') {
    for (const name of Object.keys(shape.required))
      if (result[name] === undefined) throw schemaError(`Required field '${name}' is missing`);
  }
  for (const [name, kind] of Object.entries({ ...shape.required, ...shape.optional })) {
    const value = result[name];
    if (value !== undefined && !isOf(kind, value)) throw schemaError(`Field '${name}' must be of type ${kind}`);
  }
}

function isOf(kind: Kind, value: Json): boolean {
  switch (kind) {
    case 'any':
      return true;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isObject(value);
    case 'integer':
      return Number.isInteger(value);
    case 'timestamp':
      return typeof value === 'number' || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === kind;
  }
}

const schemaError = (what: string) => validation(`Mock result schema validation error: ${what}`);
