import { END, JSONATA, machine, one, pass, task, type Story } from './story.js';
import type { JsonObject } from '../../src/model.js';

const caught = (names: string[], state: JsonObject = task()): JsonObject =>
  machine({ S: { ...state, Catch: [{ ErrorEquals: names, Next: 'D' }] }, D: pass() });
const FAIL = [{ error: 'Boom', cause: 'c' }];
const retried = (retry: JsonObject): JsonObject => one(task({ Retry: [{ ErrorEquals: ['Boom'], ...retry }] }));
const often = (count: number): { error: string }[] => Array.from({ length: count }, () => ({ error: 'Boom' }));

/** Retry, Catch, and every error name. */
export const ERRORS: Story[] = [
  {
    feature: 'Retry.ErrorEquals, MaxAttempts',
    shows: 'tries again so often',
    definition: retried({ MaxAttempts: 2 }),
    answers: { S: often(3) },
    expected: { status: 'FAILED', error: 'Boom', seconds: 3 },
  },
  {
    feature: 'Retry defaults',
    shows: '3 attempts, 1 s, doubled',
    definition: retried({}),
    answers: { S: often(3) },
    expected: { status: 'SUCCEEDED', seconds: 7 },
  },
  {
    feature: 'Retry.MaxAttempts: 0',
    shows: 'never',
    definition: retried({ MaxAttempts: 0 }),
    answers: { S: often(1) },
    expected: { status: 'FAILED', seconds: 0 },
  },
  {
    feature: 'Retry.IntervalSeconds, BackoffRate',
    shows: '3 s, then 9 s',
    definition: retried({ IntervalSeconds: 3, BackoffRate: 3 }),
    answers: { S: often(2) },
    expected: { status: 'SUCCEEDED', seconds: 12 },
  },
  {
    feature: 'Retry.MaxDelaySeconds',
    shows: 'bounds the growth',
    definition: retried({ IntervalSeconds: 3, BackoffRate: 3, MaxDelaySeconds: 4 }),
    answers: { S: often(2) },
    expected: { status: 'SUCCEEDED', seconds: 7 },
  },
  {
    feature: 'Retry.JitterStrategy: NONE',
    shows: 'the plain interval',
    definition: retried({ IntervalSeconds: 3, JitterStrategy: 'NONE' }),
    answers: { S: often(1) },
    expected: { seconds: 3 },
  },
  {
    feature: 'Catch.ErrorEquals, Next',
    shows: 'goes on with the error output',
    definition: caught(['Boom']),
    answers: { S: FAIL },
    expected: { output: { Error: 'Boom', Cause: 'c' } },
  },
  {
    feature: 'Catch.ResultPath',
    shows: 'onto the raw input',
    definition: machine({
      S: task({ InputPath: '$.a', Catch: [{ ErrorEquals: ['Boom'], ResultPath: '$.e', Next: 'D' }] }),
      D: pass(),
    }),
    input: { a: 1 },
    answers: { S: FAIL },
    expected: { output: { a: 1, e: { Error: 'Boom', Cause: 'c' } } },
  },
  {
    feature: 'Catch.Output, Assign',
    shows: "its own, not the state's",
    definition: machine(
      {
        S: task({
          Catch: [
            { ErrorEquals: ['Boom'], Output: '{% $states.input %}', Assign: { v: '{% $states.errorOutput.Error %}' }, Next: 'D' },
          ],
          Assign: { v: 'state' },
        }),
        D: pass({ Output: '{% [$states.input, $v] %}' }),
      },
      JSONATA,
    ),
    input: 1,
    answers: { S: FAIL },
    expected: { output: [1, 'Boom'] },
  },
  {
    feature: 'States.ALL',
    shows: 'any error of a task',
    definition: caught(['States.ALL']),
    answers: { S: FAIL },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'States.TaskFailed',
    shows: 'any error of a task but a timeout',
    definition: caught(['States.TaskFailed']),
    answers: { S: FAIL },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'States.TaskFailed and timeouts',
    shows: 'does not match States.Timeout',
    definition: caught(['States.TaskFailed'], task({ TimeoutSeconds: 1 })),
    answers: { S: [{ silence: true }] },
    expected: { status: 'FAILED', error: 'States.Timeout' },
  },
  {
    feature: 'States.Timeout',
    shows: 'a task that took too long',
    definition: caught(['States.Timeout'], task({ TimeoutSeconds: 1 })),
    answers: { S: [{ silence: true }] },
    expected: { status: 'SUCCEEDED', output: { Error: 'States.Timeout' } },
  },
  {
    feature: 'States.HeartbeatTimeout',
    shows: 'a missed heartbeat',
    definition: caught(['States.HeartbeatTimeout'], task({ HeartbeatSeconds: 1 })),
    answers: { S: [{ silence: true }] },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'States.Permissions',
    shows: 'as a task reports it',
    definition: caught(['States.Permissions']),
    answers: { S: [{ error: 'States.Permissions' }] },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'States.ResultPathMatchFailure',
    shows: 'a result that cannot be put into the input',
    definition: one(task({ ResultPath: '$.a.b' })),
    input: { a: 1 },
    expected: { status: 'FAILED', error: 'States.ResultPathMatchFailure' },
  },
  {
    feature: 'States.ParameterPathFailure',
    shows: 'named in ErrorEquals; the service itself reports a missing path of Parameters as States.Runtime (recorded)',
    definition: caught(['States.ParameterPathFailure']),
    answers: { S: [{ error: 'States.ParameterPathFailure' }] },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'States.BranchFailed',
    shows: 'any failure of a branch',
    definition: machine({
      P: {
        Type: 'Parallel',
        Branches: [machine({ F: { Type: 'Fail', Error: 'X' } })],
        Catch: [{ ErrorEquals: ['States.BranchFailed'], Next: 'D' }],
        Next: 'D',
      },
      D: pass(),
    }),
    expected: { status: 'SUCCEEDED', output: { Error: 'X' } },
  },
  {
    feature: 'States.NoChoiceMatched',
    shows: 'no rule and no Default',
    definition: machine({ C: { Type: 'Choice', Choices: [{ Variable: '$.a', IsNull: true, Next: 'D' }] }, D: pass() }),
    input: { a: 1 },
    expected: { status: 'FAILED', error: 'States.NoChoiceMatched' },
  },
  {
    feature: 'States.IntrinsicFailure',
    shows: 'an intrinsic function that fails, and can be caught',
    definition: caught(['States.IntrinsicFailure'], task({ Parameters: { 'a.$': 'States.StringToJson($.t)' } })),
    input: { t: '{' },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'States.ExceedToleratedFailureThreshold',
    shows: 'too many failed children',
    definition: one({
      Type: 'Map',
      ItemProcessor: {
        ...machine({ F: { Type: 'Fail', Error: 'X' } }),
        ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      },
      ...END,
    }),
    input: [1],
    expected: { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' },
  },
  {
    feature: 'States.ItemReaderFailed',
    shows: 'items that cannot be read',
    definition: one({
      Type: 'Map',
      ItemReader: {
        Resource: 'arn:aws:states:::s3:getObject',
        ReaderConfig: { InputType: 'JSON' },
        Parameters: { Bucket: 'b', Key: 'k' },
      },
      ItemProcessor: { ...machine({ I: pass() }), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
      ...END,
    }),
    expected: { status: 'FAILED', error: 'States.ItemReaderFailed' },
  },
  {
    feature: 'States.ResultWriterFailed',
    shows: 'caught by name',
    definition: caught(['States.ResultWriterFailed']),
    answers: { S: [{ error: 'States.ResultWriterFailed' }] },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'States.DataLimitExceeded',
    shows: 'a result of more than 262,144 bytes, caught by States.ALL (recorded)',
    definition: caught(['States.ALL']),
    answers: { S: [{ output: 'x'.repeat(300_000) }] },
    expected: {
      status: 'SUCCEEDED',
      events: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskFailed',
        'TaskStateExited',
        'PassStateEntered',
        'PassStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    feature: 'States.Runtime',
    shows: 'not covered by States.ALL',
    definition: caught(['States.ALL'], task({ Parameters: { 'a.$': '$.none' } })),
    expected: {
      status: 'FAILED',
      error: 'States.Runtime',
      cause:
        "An error occurred while executing the state 'S' (entered at the event id #2). The JSONPath '$.none' specified for the field 'a.$' could not be found in the input '{}'",
    },
  },
  {
    feature: 'States.QueryEvaluationError',
    shows: 'EvaluationFailed, with cause and location, and can be caught',
    definition: caught(['States.QueryEvaluationError'], task({ ...JSONATA, Arguments: { a: '{% $states.input.none %}' } })),
    expected: {
      status: 'SUCCEEDED',
      events: [
        'ExecutionStarted',
        'TaskStateEntered',
        'EvaluationFailed',
        'TaskStateExited',
        'PassStateEntered',
        'PassStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    feature: 'custom error names',
    shows: 'as a worker reports them',
    definition: one(task()),
    answers: { S: FAIL },
    expected: { status: 'FAILED', error: 'Boom', cause: 'c' },
  },
];
