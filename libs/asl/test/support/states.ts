import { END, JSONATA, machine, one, pass, task, type Story } from './story.js';

const ACTIVITY = 'arn:aws:states:us-east-1:000000000000:activity:a';
const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:f';
const choose = (rule: Record<string, string | boolean | number>): Story['definition'] =>
  machine({
    C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Y' }], Default: 'N' },
    Y: pass({ Result: 'yes' }),
    N: pass({ Result: 'no' }),
  });

/** Every other field of the states that do not have states inside. */
export const STATES: Story[] = [
  {
    feature: 'Task.Resource: service integration',
    shows: 'TaskScheduled, TaskStarted, TaskSucceeded',
    definition: one(task()),
    expected: {
      events: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    feature: 'Task.Resource: activity',
    shows: 'its clocks start when a worker takes it',
    definition: one(task({ Resource: ACTIVITY })),
    expected: {
      events: [
        'ExecutionStarted',
        'TaskStateEntered',
        'ActivityScheduled',
        'ActivityStarted',
        'ActivitySucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    feature: 'Task.Resource: function',
    shows: 'LambdaFunctionScheduled and on',
    definition: one(task({ Resource: LAMBDA })),
    expected: {
      events: [
        'ExecutionStarted',
        'TaskStateEntered',
        'LambdaFunctionScheduled',
        'LambdaFunctionStarted',
        'LambdaFunctionSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    feature: 'Task.TimeoutSeconds',
    shows: 'fails the task, not the execution',
    definition: one(task({ TimeoutSeconds: 5 })),
    answers: { S: [{ silence: true }] },
    expected: { status: 'FAILED', error: 'States.Timeout', seconds: 5 },
  },
  {
    feature: 'Task.TimeoutSeconds as an expression',
    shows: 'JSONata number',
    definition: one(task({ ...JSONATA, TimeoutSeconds: '{% $states.input.t %}' })),
    input: { t: 7 },
    expected: { timeouts: [7] },
  },
  {
    feature: 'Task.TimeoutSecondsPath',
    shows: 'read from the input',
    definition: one(task({ TimeoutSecondsPath: '$.t' })),
    input: { t: 7 },
    expected: { timeouts: [7] },
  },
  {
    feature: 'Task.HeartbeatSeconds',
    shows: 'a missed heartbeat fails the task',
    definition: one(task({ TimeoutSeconds: 50, HeartbeatSeconds: 4 })),
    answers: { S: [{ silence: true }] },
    expected: { status: 'FAILED', error: 'States.Timeout', seconds: 4 },
  },
  {
    feature: 'Task.HeartbeatSecondsPath',
    shows: 'read from the input',
    definition: one(task({ HeartbeatSecondsPath: '$.h' })),
    input: { h: 3 },
    answers: { S: [{ silence: true }] },
    expected: { status: 'FAILED', seconds: 3 },
  },
  {
    feature: 'Task.Credentials',
    shows: 'the role of the call',
    definition: one(task({ Credentials: { RoleArn: 'arn:aws:iam::000000000000:role/other' } })),
    expected: { credentials: [{ RoleArn: 'arn:aws:iam::000000000000:role/other' }] },
  },
  {
    feature: 'Pass.Result',
    shows: 'static, `.$` in it is not evaluated',
    definition: one(pass({ Result: { 'a.$': '$.x' } })),
    expected: { output: { 'a.$': '$.x' } },
  },
  {
    feature: 'Pass.Parameters',
    shows: 'takes the place of the result',
    definition: one(pass({ Parameters: { 'b.$': '$.a' }, ResultPath: '$.r' })),
    input: { a: 1 },
    expected: { output: { a: 1, r: { b: 1 } } },
  },
  {
    feature: 'Choice.Choices, Variable, Default',
    shows: 'the first rule that matches, else Default',
    definition: choose({ Variable: '$.a', NumericEquals: 1 }),
    input: { a: 1 },
    expected: { output: 'yes' },
  },
  {
    feature: 'Choice.Default',
    shows: 'where no rule matches',
    definition: choose({ Variable: '$.a', NumericEquals: 1 }),
    input: { a: 2 },
    expected: { output: 'no' },
  },
  {
    feature: 'Choice.Condition',
    shows: 'a JSONata boolean',
    definition: machine({
      C: { Type: 'Choice', ...JSONATA, Choices: [{ Condition: '{% $states.input.a > 1 %}', Next: 'Y' }], Default: 'N' },
      Y: pass({ Result: 'yes' }),
      N: pass({ Result: 'no' }),
    }),
    input: { a: 2 },
    expected: { output: 'yes' },
  },
  {
    feature: 'Choice.Choices[].Assign, Output',
    shows: "the matched rule's, not the state's",
    definition: machine(
      {
        C: {
          Type: 'Choice',
          Choices: [{ Condition: true, Assign: { v: 'rule' }, Output: 'from the rule', Next: 'D' }],
          Default: 'D',
          Assign: { v: 'state' },
          Output: 'from the state',
        },
        D: pass({ Output: '{% [$states.input, $v] %}' }),
      },
      JSONATA,
    ),
    expected: { output: ['from the rule', 'rule'] },
  },
  {
    feature: 'Choice.Assign, Output',
    shows: 'belong to Default',
    definition: machine(
      {
        C: {
          Type: 'Choice',
          Choices: [{ Condition: false, Next: 'D' }],
          Default: 'D',
          Assign: { v: 'state' },
          Output: 'from the state',
        },
        D: pass({ Output: '{% [$states.input, $v] %}' }),
      },
      JSONATA,
    ),
    expected: { output: ['from the state', 'state'] },
  },
  {
    feature: 'Wait.Seconds',
    shows: 'a constant',
    definition: one({ Type: 'Wait', Seconds: 9, ...END }),
    expected: { seconds: 9 },
  },
  {
    feature: 'Wait.Seconds as an expression',
    shows: 'JSONata number',
    definition: one({ Type: 'Wait', ...JSONATA, Seconds: '{% $states.input.s + 1 %}', ...END }),
    input: { s: 2 },
    expected: { seconds: 3 },
  },
  {
    feature: 'Wait.SecondsPath',
    shows: 'read from the input',
    definition: one({ Type: 'Wait', SecondsPath: '$.s', ...END }),
    input: { s: 8 },
    expected: { seconds: 8 },
  },
  {
    feature: 'Wait.Timestamp',
    shows: 'until then',
    definition: one({ Type: 'Wait', Timestamp: '2026-01-01T00:01:00Z', ...END }),
    expected: { seconds: 60 },
  },
  {
    feature: 'Wait.Timestamp in the past',
    shows: 'goes on at once',
    definition: one({ Type: 'Wait', Timestamp: '2020-01-01T00:01:00Z', ...END }),
    expected: { seconds: 0 },
  },
  {
    feature: 'Wait.TimestampPath',
    shows: 'read from the input',
    definition: one({ Type: 'Wait', TimestampPath: '$.t', ...END }),
    input: { t: '2026-01-01T01:00:30+01:00' },
    expected: { seconds: 30 },
  },
  {
    feature: 'Succeed',
    shows: 'ends the execution with its output',
    definition: one({ Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' }),
    input: { a: { b: 1 } },
    expected: { status: 'SUCCEEDED', output: 1 },
  },
  {
    feature: 'Succeed.Output',
    shows: 'JSONata',
    definition: one({ Type: 'Succeed', ...JSONATA, Output: '{% $states.input.a %}' }),
    input: { a: 3 },
    expected: { output: 3 },
  },
  {
    feature: 'Fail.Error, Cause',
    shows: 'constants',
    definition: one({ Type: 'Fail', Error: 'E', Cause: 'C' }),
    expected: { status: 'FAILED', error: 'E', cause: 'C' },
  },
  {
    feature: 'Fail.Error, Cause as expressions',
    shows: 'JSONata strings',
    definition: one({ Type: 'Fail', ...JSONATA, Error: '{% $states.input.e %}', Cause: "{% 'c' & 'd' %}" }),
    input: { e: 'X' },
    expected: { error: 'X', cause: 'cd' },
  },
  {
    feature: 'Fail.ErrorPath, CausePath',
    shows: 'paths and intrinsic functions',
    definition: one({ Type: 'Fail', ErrorPath: '$.e', CausePath: "States.Format('it was {}', $.e)" }),
    input: { e: 'X' },
    expected: { error: 'X', cause: 'it was X' },
  },
  {
    feature: 'Compensate, Pivot, CompensateAfter, Compensation (ours)',
    shows: 'what landed is undone before the execution fails',
    definition: machine(
      {
        A: task({ Compensate: 'U', TimeoutSeconds: 5, Next: 'P', Parameters: { do: 'A' } }),
        P: task({ Pivot: true, TimeoutSeconds: 5, Parameters: { do: 'P' } }),
        U: task({ TimeoutSeconds: 5, CompensateAfter: [], Parameters: { do: 'U' } }),
        Z: task({ TimeoutSeconds: 5, Parameters: { do: 'Z' } }),
      },
      { Compensation: { End: 'Z' } },
    ),
    answers: { P: [{ error: 'No' }] },
    expected: { status: 'FAILED', error: 'No', sent: [{ do: 'A' }, { do: 'P' }, { do: 'U' }, { do: 'Z' }] },
  },
];
