import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../model.js';
import { invalidDefinitionMessage, validate, validateState } from './index.js';

const END: JsonObject = { Type: 'Succeed' };
const task = (more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:lambda:us-east-1:123456789012:function:f',
  End: true,
  ...more,
});
const machine = (state: JsonObject, more: JsonObject = {}): JsonObject => ({ StartAt: 'X', States: { X: state }, ...more });
const errors = (definition: Json, type: 'STANDARD' | 'EXPRESS' = 'STANDARD'): string[] =>
  validate(definition, { type })
    .filter(({ severity }) => severity === 'ERROR')
    .map(({ code, message, location }) => `${code}: ${message}${location === undefined ? '' : ` at ${location}`}`);

describe("what the service's own words are known for", () => {
  it.each<[string, Json | string, string[]]>([
    ['no states', { StartAt: 'A' }, ['SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /']],
    ['no start', { States: { A: END } }, ['SCHEMA_VALIDATION_FAILED: These fields are required: [StartAt] at /']],
    ['nothing', '', ['MISSING_DESCRIPTION: The definition is empty']],
    [
      'JSONPath under JSONata',
      machine({ Type: 'Pass', End: true, QueryLanguage: 'JSONPath' }, { QueryLanguage: 'JSONata' }),
      [
        "SCHEMA_VALIDATION_FAILED: 'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine at /States/X",
      ],
    ],
    [
      'timestamp',
      machine({ Type: 'Wait', Timestamp: '2016-12-05 21:29:29Z', End: true }),
      ['SCHEMA_VALIDATION_FAILED: String does not match RFC3339 timestamp at /States/X/Timestamp'],
    ],
    [
      'dangling and unreachable',
      { StartAt: 'pass1', States: { pass1: { Type: 'Pass', Next: 'pass3' }, pass2: { Type: 'Pass', End: true } } },
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: pass3 at /States/pass1/Next",
        'MISSING_TRANSITION_TARGET: State "pass2" is not reachable. at /States/pass2',
      ],
    ],
    [
      'a loop without an end',
      { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } },
      ['MISSING_END_STATE: Workflow has no terminal state'],
    ],
    [
      'dangling StartAt',
      { StartAt: 'Not sure', States: { A: { Type: 'Pass', End: true } } },
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: Not sure at /StartAt",
        'MISSING_TRANSITION_TARGET: State "A" is not reachable. at /States/A',
      ],
    ],
    [
      'dangling in Choice and Catch',
      {
        StartAt: 'C',
        States: {
          C: {
            Type: 'Choice',
            Choices: [
              { Variable: '$.x', IsNull: true, Next: 'N1' },
              { Variable: '$.x', IsNull: false, Next: 'T' },
            ],
            Default: 'N2',
          },
          T: task({ Catch: [{ ErrorEquals: ['E'], Next: 'N3' }] }),
        },
      },
      [
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: N1 at /States/C/Choices[0]/Next",
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: N2 at /States/C/Default",
        "MISSING_TRANSITION_TARGET: Missing 'Next' target: N3 at /States/T/Catch[0]/Next",
      ],
    ],
    [
      'Catch on Pass',
      machine({ Type: 'Pass', End: true, Catch: [] }),
      ["SCHEMA_VALIDATION_FAILED: Field 'Catch' is not supported at /States/X"],
    ],
    [
      'rule without Next',
      { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ Variable: '$', StringMatches: 'T' }], Default: 'S' }, S: END } },
      ['SCHEMA_VALIDATION_FAILED: These fields are required: [Next] at /States/C/Choices[0]'],
    ],
    [
      'a path without $',
      machine({ Type: 'Pass', OutputPath: 'Test', End: true }),
      ['SCHEMA_VALIDATION_FAILED: Value must be a valid JSONPath. at /States/X/OutputPath'],
    ],
    [
      'field of JSONata in JSONPath',
      machine({ Type: 'Pass', Output: 1, End: true }),
      [
        "SCHEMA_VALIDATION_FAILED: The QueryLanguage is set to 'JSONPath', but field 'Output' is only supported for the 'JSONata' QueryLanguage at /States/X",
      ],
    ],
    [
      'syntax of JSONata',
      machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: '{% 1 + %}', End: true }),
      ['INVALID_JSONATA_EXPRESSION: Unexpected end of expression at /States/X/Output'],
    ],
    [
      'reference at the top level',
      machine({ Type: 'Pass', QueryLanguage: 'JSONata', Output: { v: '{% phone.number & $string(name) %}' }, End: true }),
      [
        "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'phone' at the top level is not supported. at /States/X/Output/v",
        "UNSUPPORTED_JSONATA_EXPRESSION: Reference to 'name' at the top level is not supported. at /States/X/Output/v",
      ],
    ],
    [
      'both of a pair',
      machine(task({ TimeoutSeconds: 20, TimeoutSecondsPath: '$.t' })),
      [
        'SCHEMA_VALIDATION_FAILED: There should only be one of the following fields: [TimeoutSeconds, TimeoutSecondsPath] at /States/X',
      ],
    ],
  ])('%s', (_name, definition, expected) => {
    expect(validate(definition).length === 0 ? [] : errors(definition)).toEqual(expected);
  });

  it('not JSON', () => {
    expect(validate('{"StartAt": ')).toEqual([expect.objectContaining({ code: 'INVALID_JSON_DESCRIPTION', severity: 'ERROR' })]);
  });

  it('joins them in an InvalidDefinition message', () => {
    expect(invalidDefinitionMessage(validate({ StartAt: 'A' }))).toBe(
      "Invalid State Machine Definition: 'SCHEMA_VALIDATION_FAILED: These fields are required: [States] at /'",
    );
  });

  it.each([
    [
      'arn:aws:states:::sqs:sendMessage.waitForTaskToken',
      "Express state machine does not support '.waitForTaskToken' service integration ",
    ],
    ['arn:aws:states:::states:startExecution.sync', "Express state machine does not support '.sync' service integration"],
    ['arn:aws:states:::states:startExecution.sync:2', "Express state machine does not support '.sync' service integration"],
    ['arn:aws:states:us-east-1:123456789012:activity:a', 'Express state machine does not support activities'],
  ])('EXPRESS refuses %s', (resource, message) => {
    const definition = machine(task({ Resource: resource }));
    expect(errors(definition, 'EXPRESS')).toEqual([`SCHEMA_VALIDATION_FAILED: ${message} at /States/X/Resource`]);
    expect(errors(definition)).toEqual([]);
  });
});

describe('every problem is named at its place', () => {
  const map = (more: JsonObject, processor: JsonObject = {}): JsonObject =>
    machine({
      Type: 'Map',
      ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', End: true } }, ...processor },
      End: true,
      ...more,
    });
  const jsonata = (state: JsonObject): JsonObject => machine(state, { QueryLanguage: 'JSONata' });

  it.each<[string, Json, string | string[]]>([
    ['unknown type', machine({ Type: 'Foo', End: true }), '/States/X/Type'],
    ['no type', machine({ End: true }), '/States/X'],
    ['neither Next nor End', machine({ Type: 'Pass' }), ['/States/X', '']],
    ['Next and End', { StartAt: 'X', States: { X: { Type: 'Pass', Next: 'Y', End: true }, Y: END } }, '/States/X'],
    [
      'End on Choice',
      {
        StartAt: 'X',
        States: { X: { Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'Y' }], End: true }, Y: END },
      },
      '/States/X',
    ],
    ['Task without Resource', machine({ Type: 'Task', End: true }), '/States/X'],
    ['Resource that is no ARN', machine(task({ Resource: 'createToken' })), '/States/X/Resource'],
    ['unknown service pattern', machine(task({ Resource: 'arn:aws:states:::sqs:sendMessage.later' })), '/States/X/Resource'],
    ['TimeoutSeconds 0', machine(task({ TimeoutSeconds: 0 })), '/States/X/TimeoutSeconds'],
    ['TimeoutSeconds 1.5', machine(task({ TimeoutSeconds: 1.5 })), '/States/X/TimeoutSeconds'],
    ['HeartbeatSeconds not below TimeoutSeconds', machine(task({ TimeoutSeconds: 5, HeartbeatSeconds: 5 })), '/States/X'],
    ['ResultPath with a wildcard', machine(task({ ResultPath: '$.a[*]' })), '/States/X/ResultPath'],
    ['ResultPath on the context object', machine(task({ ResultPath: '$$.a' })), '/States/X/ResultPath'],
    [
      'TimeoutSecondsPath on the context object',
      machine(task({ TimeoutSecondsPath: '$$.Execution.Input.n' })),
      '/States/X/TimeoutSecondsPath',
    ],
    ['Parameters with a bad path', machine(task({ Parameters: { a: { 'b.$': 'no' } } })), '/States/X/Parameters/a/b.$'],
    ['Parameters with a bad intrinsic', machine(task({ Parameters: { 'b.$': 'States.Nope()' } })), '/States/X/Parameters/b.$'],
    [
      'intrinsic with a literal of the wrong type',
      machine(task({ Parameters: { 'b.$': "States.MathAdd(1,'-1')" } })),
      '/States/X/Parameters/b.$',
    ],
    ['a member twice', machine(task({ Parameters: { a: 1, 'a.$': '$.x' } })), '/States/X/Parameters'],
    ['Credentials text', machine(task({ Credentials: 'role' })), '/States/X/Credentials'],
    ['ErrorEquals empty', machine(task({ Retry: [{ ErrorEquals: [] }] })), '/States/X/Retry[0]/ErrorEquals'],
    [
      'States.ALL with others',
      machine(task({ Retry: [{ ErrorEquals: ['A', 'States.ALL'] }] })),
      '/States/X/Retry[0]/ErrorEquals',
    ],
    [
      'States.ALL not last',
      machine(task({ Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] })),
      '/States/X/Retry[0]/ErrorEquals',
    ],
    [
      'MaxAttempts negative',
      machine(task({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: -1 }] })),
      '/States/X/Retry[0]/MaxAttempts',
    ],
    [
      'BackoffRate below 1',
      machine(task({ Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] })),
      '/States/X/Retry[0]/BackoffRate',
    ],
    [
      'JitterStrategy unknown',
      machine(task({ Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] })),
      '/States/X/Retry[0]/JitterStrategy',
    ],
    ['Catch without Next', machine(task({ Catch: [{ ErrorEquals: ['A'] }] })), '/States/X/Catch[0]'],
    ['Wait for nothing', machine({ Type: 'Wait', End: true }), '/States/X'],
    ['Wait for two things', machine({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z', End: true }), '/States/X'],
    ['Fail with Cause twice', machine({ Type: 'Fail', Cause: 'c', CausePath: '$.c' }), '/States/X'],
    ['Parallel without branches', machine({ Type: 'Parallel', Branches: [], End: true }), '/States/X/Branches'],
    ['Map without processor', machine({ Type: 'Map', End: true }), '/States/X'],
    ['Map with two processors', map({ Iterator: { StartAt: 'J', States: { J: { Type: 'Pass', End: true } } } }), '/States/X'],
    ['ToleratedFailurePercentage 105', map({ ToleratedFailurePercentage: 105 }), '/States/X/ToleratedFailurePercentage'],
    ['a label with a blank', map({ Label: 'a b' }), '/States/X/Label'],
    ['a label of 41', map({ Label: 'x'.repeat(41) }), '/States/X/Label'],
    ['QueryLanguage on a processor', map({}, { QueryLanguage: 'JSONata' }), '/States/X/ItemProcessor'],
    [
      'DISTRIBUTED without ExecutionType',
      map({}, { ProcessorConfig: { Mode: 'DISTRIBUTED' } }),
      '/States/X/ItemProcessor/ProcessorConfig',
    ],
    ['ItemBatcher without a size', map({ ItemBatcher: { BatchInput: {} } }), '/States/X/ItemBatcher'],
    [
      'CSVHeaders missing',
      map({
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig: { InputType: 'CSV', CSVHeaderLocation: 'GIVEN' } },
      }),
      '/States/X/ItemReader/ReaderConfig',
    ],
    [
      'the same state name inside',
      map({}, { StartAt: 'X', States: { X: { Type: 'Pass', End: true } } }),
      '/States/X/ItemProcessor/States/X',
    ],
    [
      'leaving a Map',
      {
        StartAt: 'X',
        States: {
          X: {
            ...(map({})['States'] as { X: JsonObject }).X,
            ItemProcessor: { StartAt: 'I', States: { I: { Type: 'Pass', Next: 'Y' }, J: END } },
            End: true,
          },
          Y: END,
        },
      },
      ['/States/X/ItemProcessor/States/I/Next', '/States/X/ItemProcessor/States/J', '/States/Y'],
    ],
    ['no terminal state in a Map', map({}, { States: { I: { Type: 'Pass', Next: 'I' } } }), ''],
    [
      'two operators',
      {
        StartAt: 'X',
        States: { X: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, IsString: true, Next: 'Y' }] }, Y: END },
      },
      '/States/X/Choices[0]',
    ],
    [
      'operand of the wrong type',
      { StartAt: 'X', States: { X: { Type: 'Choice', Choices: [{ Variable: '$.a', NumericEquals: '1', Next: 'Y' }] }, Y: END } },
      '/States/X/Choices[0]/NumericEquals',
    ],
    [
      'Next in a nested rule',
      {
        StartAt: 'X',
        States: { X: { Type: 'Choice', Choices: [{ Not: { Variable: '$.a', IsNull: true, Next: 'Y' }, Next: 'Y' }] }, Y: END },
      },
      '/States/X/Choices[0]/Not',
    ],
    [
      'Condition missing',
      { QueryLanguage: 'JSONata', StartAt: 'X', States: { X: { Type: 'Choice', Choices: [{ Next: 'Y' }] }, Y: END } },
      '/States/X/Choices[0]',
    ],
    [
      'Variable in JSONata',
      {
        QueryLanguage: 'JSONata',
        StartAt: 'X',
        States: { X: { Type: 'Choice', Choices: [{ Variable: '$.a', Condition: true, Next: 'Y' }] }, Y: END },
      },
      '/States/X/Choices[0]',
    ],
    [
      '$states.errorOutput outside a Catch',
      jsonata({ Type: 'Pass', Output: '{% $states.errorOutput %}', End: true }),
      '/States/X/Output',
    ],
    ['half an expression', jsonata({ Type: 'Pass', Output: '{% 1', End: true }), '/States/X/Output'],
    ['assigning states', jsonata({ Type: 'Pass', Assign: { states: 1 }, End: true }), '/States/X/Assign/states'],
    ['a name of 81 characters', { StartAt: 'x'.repeat(81), States: { ['x'.repeat(81)]: END } }, `/States/${'x'.repeat(81)}`],
    ['Version 2', machine(END, { Version: '2.0' }), '/Version'],
    ['an unknown field', machine(END, { Coment: 'x' }), '/'],
    ['too deep', deep(30), '/States/p/Branches[0]'],
  ])('%s', (_name, definition, location) => {
    const found = validate(definition).filter(({ severity }) => severity === 'ERROR');
    if (location === '/States/p/Branches[0]') expect(found.map(({ code }) => code)).toContain('TOO_DEEPLY_NESTED');
    else expect([...new Set(found.map((diagnostic) => diagnostic.location ?? ''))]).toEqual([location].flat());
  });

  function deep(levels: number): JsonObject {
    let inner: JsonObject = machine(END);
    for (let level = 0; level < levels; level++)
      inner = { StartAt: `p${level}`, States: { [`p${level}`]: { Type: 'Parallel', Branches: [inner], End: true } } };
    return inner;
  }

  it('warns of what looks like a mistake', () => {
    const definition = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Result: { 'x.$': '$.x' }, Next: 'B' },
        B: { Type: 'Pass', Parameters: { y: '$.y' }, Next: 'C' },
        C: { Type: 'Choice', Choices: [{ Variable: '$.a', StringEquals: '$.b', Next: 'D' }] },
        D: END,
      },
    };
    expect(validate(definition).map(({ severity, code, location }) => [severity, code, location])).toEqual([
      ['WARNING', 'PASS_RESULT_IS_STATIC', '/States/A/Result/x.$'],
      ['WARNING', 'NO_DOLLAR', '/States/B/Parameters/y'],
      ['WARNING', 'NO_PATH', '/States/C/Choices[0]/StringEquals'],
    ]);
  });

  it('takes one state for TestState', () => {
    expect(
      validateState({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Catch: [{ ErrorEquals: ['E'], Next: 'anywhere' }],
        End: true,
      }),
    ).toEqual([]);
    expect(validateState({ Type: 'Pass' })).toHaveLength(1);
  });
});
