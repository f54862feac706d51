import type { JsonObject } from '../../src/model.js';
import { JSONATA, type Story } from '../support/story.js';

const LAMBDA = 'arn:aws:lambda:us-east-1:123456789012:function:';
const example = (feature: string, definition: JsonObject, more: Omit<Story, 'shows' | 'feature' | 'definition'>): Story => ({
  feature,
  shows: '',
  definition,
  ...more,
});
const from = (name: string, states: Record<string, JsonObject>, top: JsonObject = {}): JsonObject => ({
  StartAt: name,
  States: states,
  ...top,
});
const DELIVERY = {
  'ship-date': '2016-03-14T01:59:00Z',
  detail: { 'delivery-partner': 'UQS', shipped: [{ prod: 'R31', 'dest-code': 9511, quantity: 1344 }, { prod: 'S39', 'dest-code': 9511, quantity: 40 }] },
}; // prettier-ignore
const REPORT = from('X', {
  X: {
    Type: 'Task',
    Resource: `${LAMBDA}X`,
    Next: 'Y',
    Retry: [
      { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2.0, MaxAttempts: 2 },
      { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
    ],
    Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
  },
  Y: { Type: 'Pass', Result: 'Y', End: true },
  Z: { Type: 'Pass', Result: 'Z', End: true },
});
const CHOICE = from('DispatchEvent', {
  DispatchEvent: {
    Type: 'Choice',
    Choices: [
      { Not: { Variable: '$.type', StringEquals: 'Private' }, Next: 'Public' },
      { And: [{ Variable: '$.value', IsPresent: true }, { Variable: '$.value', IsNumeric: true }, { Variable: '$.value', NumericGreaterThanEquals: 20 }, { Variable: '$.value', NumericLessThan: 30 }], Next: 'ValueInTwenties' },
      { Variable: '$.rating', NumericGreaterThanPath: '$.auditThreshold', Next: 'StartAudit' },
    ],
    Default: 'RecordEvent',
  },
  ...Object.fromEntries(['Public', 'ValueInTwenties', 'StartAudit', 'RecordEvent'].map((name) => [name, { Type: 'Pass', Result: name, End: true }])),
}); // prettier-ignore
const math = (jsonata: boolean): JsonObject => ({
  ...from('FunWithMath', {
    FunWithMath: {
      Type: 'Parallel',
      Branches: ['Add', 'Subtract'].map((name) =>
        from(name, { [name]: { Type: 'Task', Resource: `${LAMBDA}${name}`, End: true } }),
      ),
      End: true,
    },
  }),
  ...(jsonata ? JSONATA : {}),
});

/** The examples of the Amazon States Language specification (states-language.net), by the heading that they stand under. */
export const SPECIFICATION: Story[] = [
  example('Example: Hello World', from('Hello World', { 'Hello World': { Type: 'Task', Resource: `${LAMBDA}HelloWorld`, End: true } }, { Comment: 'A simple minimal example of the States language' }), { input: { who: 'world' }, answers: { 'Hello World': [{ output: 'Hello, world!' }] }, expected: { output: 'Hello, world!', sent: [{ who: 'world' }] } }),
  example('Example: Hello World in JSONata', from('Hello World', { 'Hello World': { Type: 'Task', Resource: `${LAMBDA}HelloWorld`, End: true } }, JSONATA), { answers: { 'Hello World': [{ output: 1 }] }, expected: { output: 1 } }),
  example('Reference Paths with backslashes: the service takes them as they are, as Jayway does, so nothing is found', from('P', { P: { Type: 'Pass', Parameters: { 'a.$': '$.store.book', 'b.$': '$.store\\.book', 'c.$': '$.\\stor\\e.boo\\k' }, End: true } }), { input: { store: { book: 1 } }, expected: { status: 'FAILED' } }),
  example('Reference Paths: $.store.book, $.ledgers[0], $.ledgers[0][22].x', from('P', { P: { Type: 'Pass', Parameters: { 'a.$': "$['store']['book']", 'b.$': '$.ledgers.branch[0].pending.count' }, End: true } }), { input: { store: { book: 'B' }, ledgers: { branch: [{ pending: { count: 0 } }] } }, expected: { output: { a: 'B', b: 0 } } }),
  example('Payload template', from('X', { X: { Type: 'Task', Resource: `${LAMBDA}X`, End: true, Parameters: { flagged: true, parts: { 'first.$': '$.vals[0]', 'last3.$': '$.vals[-3:]' }, 'weekday.$': '$$.DayOfWeek', 'formattedOutput.$': "States.Format('Today is {}', $$.DayOfWeek)" } } }), { input: { flagged: 7, vals: [0, 10, 20, 30, 40, 50] }, expected: { status: 'FAILED', error: 'States.Runtime' } }),
  example('Payload template, of what this context object has', from('X', { X: { Type: 'Task', Resource: `${LAMBDA}X`, End: true, Parameters: { flagged: true, parts: { 'first.$': '$.vals[0]', 'last3.$': '$.vals[-3:]' }, 'name.$': '$$.Execution.Name', 'formattedOutput.$': "States.Format('Today is {}', $$.Execution.Name)" } } }), { input: { flagged: 7, vals: [0, 10, 20, 30, 40, 50] }, expected: { sent: [{ flagged: true, parts: { first: 0, last3: [30, 40, 50] }, name: 'run', formattedOutput: 'Today is run' }] } }),
  example('Input and output: ResultPath "$.sum"', from('S', { S: { Type: 'Task', Resource: `${LAMBDA}Add`, InputPath: '$.numbers', ResultPath: '$.sum', End: true } }), { input: { title: 'Numbers to add', numbers: { val1: 3, val2: 4 } }, answers: { S: [{ output: 7 }] }, expected: { sent: [{ val1: 3, val2: 4 }], output: { title: 'Numbers to add', numbers: { val1: 3, val2: 4 }, sum: 7 } } }),
  example('Input and output in JSONata', from('S', { S: { Type: 'Task', Resource: `${LAMBDA}Add`, Arguments: '{% $states.input.numbers %}', Output: '{% $merge([$states.input, {"sum": $states.result}]) %}', End: true } }, JSONATA), { input: { title: 'Numbers to add', numbers: { val1: 3, val2: 4 } }, answers: { S: [{ output: 7 }] }, expected: { output: { title: 'Numbers to add', numbers: { val1: 3, val2: 4 }, sum: 7 } } }),
  example('ResultSelector', from('X', { X: { Type: 'Task', Resource: `${LAMBDA}X`, ResultSelector: { flagged: true, parts: { 'first.$': '$.vals[0]', 'last3.$': '$.vals[-3:]' } }, End: true } }), { answers: { X: [{ output: { flagged: 7, vals: [0, 10, 20, 30, 40, 50] } }] }, expected: { output: { flagged: true, parts: { first: 0, last3: [30, 40, 50] } } } }),
  example('Pass State', from('No-op', { 'No-op': { Type: 'Pass', Result: { 'x-datum': 0.381018, 'y-datum': 622.2269926397355 }, ResultPath: '$.coords', Next: 'End' }, End: { Type: 'Succeed' } }), { input: { georefOf: 'Home' }, expected: { output: { georefOf: 'Home', coords: { 'x-datum': 0.381018, 'y-datum': 622.2269926397355 } } } }),
  example('Task State with TimeoutSeconds and HeartbeatSeconds', from('TaskState', { TaskState: { Comment: 'Task State example', Type: 'Task', Resource: `${LAMBDA}HelloWorld`, TimeoutSeconds: 300, HeartbeatSeconds: 60, Next: 'N' }, N: { Type: 'Succeed' } }), { expected: { status: 'SUCCEEDED', timeouts: [300] } }),
  example('Task State with paths', from('TaskState', { TaskState: { Type: 'Task', Resource: `${LAMBDA}HelloWorld`, TimeoutSecondsPath: '$.params.maxTime', HeartbeatSecondsPath: '$.params.heartbeat', End: true } }), { input: { params: { maxTime: 9, heartbeat: 3 } }, expected: { timeouts: [9] } }),
  example('Task State with Credentials', from('T', { T: { Type: 'Task', Resource: `${LAMBDA}HelloWorld`, Credentials: { 'RoleArn.$': '$.roleArn' }, End: true } }), { input: { roleArn: 'arn:aws:iam::123456789012:role/r' }, expected: { credentials: [{ RoleArn: 'arn:aws:iam::123456789012:role/r' }] } }),
  ...([['Public', { type: 'Public' }], ['ValueInTwenties', { type: 'Private', value: 22 }], ['StartAudit', { type: 'Private', rating: 5, auditThreshold: 3 }], ['RecordEvent', { type: 'Private', rating: 2, auditThreshold: 3 }]] as const).map(([to, input]) => example(`Choice State: ${to}`, CHOICE, { input, expected: { output: to } })),
  example('Choice State in JSONata', from('D', { D: { Type: 'Choice', Choices: [{ Condition: '{% $states.input.type != "Private" %}', Next: 'Public' }, { Condition: '{% $states.input.value >= 20 and $states.input.value < 30 %}', Assign: { kind: 'twenties' }, Output: '{% $states.input.value %}', Next: 'Twenties' }], Default: 'Public' }, Public: { Type: 'Pass', End: true }, Twenties: { Type: 'Pass', Output: { of: '{% $states.input %}', kind: '{% $kind %}' }, End: true } }, JSONATA), { input: { type: 'Private', value: 22 }, expected: { output: { of: 22, kind: 'twenties' } } }),
  example('Wait State: Seconds 10', from('wait_ten_seconds', { wait_ten_seconds: { Type: 'Wait', Seconds: 10, Next: 'NextState' }, NextState: { Type: 'Succeed' } }), { expected: { seconds: 10 } }),
  example('Wait State: Timestamp', from('wait_until', { wait_until: { Type: 'Wait', Timestamp: '2016-03-14T01:59:00Z', Next: 'NextState' }, NextState: { Type: 'Succeed' } }), { expected: { seconds: 0, status: 'SUCCEEDED' } }),
  example('Wait State: TimestampPath', from('wait_until', { wait_until: { Type: 'Wait', TimestampPath: '$.expirydate', Next: 'NextState' }, NextState: { Type: 'Succeed' } }), { input: { expirydate: '2026-01-01T00:00:20Z' }, expected: { seconds: 20 } }),
  example('Succeed State', from('SuccessState', { SuccessState: { Type: 'Succeed' } }), { input: 5, expected: { status: 'SUCCEEDED', output: 5 } }),
  example('Fail State', from('FailState', { FailState: { Type: 'Fail', Error: 'ErrorA', Cause: 'Kaiju attack' } }), { expected: { status: 'FAILED', error: 'ErrorA', cause: 'Kaiju attack' } }),
  example('Fail State with paths', from('FailState', { FailState: { Type: 'Fail', Comment: 'my error comment', ErrorPath: '$.Error', CausePath: '$.Cause' } }), { input: { Error: 'ErrorA', Cause: 'Kaiju attack' }, expected: { error: 'ErrorA', cause: 'Kaiju attack' } }),
  example('Parallel State: FunWithMath', math(false), { input: [3, 2], answers: { Add: [{ output: 5 }], Subtract: [{ output: 1 }] }, expected: { output: [5, 1], sent: [[3, 2], [3, 2]] } }),
  example('Parallel State: FunWithMath in JSONata', math(true), { input: [3, 2], answers: { Add: [{ output: 5 }], Subtract: [{ output: 1 }] }, expected: { output: [5, 1] } }),
  example('Map State: Validate-All', from('Validate-All', { 'Validate-All': { Type: 'Map', InputPath: '$.detail', ItemsPath: '$.shipped', MaxConcurrency: 0, ResultPath: '$.detail.shipped', ItemSelector: { 'parcel.$': '$$.Map.Item.Value', 'courier.$': '$.delivery-partner' }, ItemProcessor: from('Validate', { Validate: { Type: 'Task', Resource: `${LAMBDA}ship-val`, ResultPath: null, End: true } }), End: true } }), { input: DELIVERY, expected: { output: { ...DELIVERY, detail: { 'delivery-partner': 'UQS', shipped: DELIVERY.detail.shipped.map((parcel) => ({ parcel, courier: 'UQS' })) } } } }),
  example('Map State in JSONata', from('Validate-All', { 'Validate-All': { Type: 'Map', Items: '{% $states.input.detail.shipped %}', ItemSelector: { parcel: '{% $states.context.Map.Item.Value %}', courier: '{% $states.input.detail.`delivery-partner` %}' }, ItemProcessor: from('Validate', { Validate: { Type: 'Pass', End: true } }), End: true } }, JSONATA), { input: DELIVERY, expected: { output: DELIVERY.detail.shipped.map((parcel) => ({ parcel, courier: 'UQS' })) } }),
  example('Errors: retriers count each for themselves', REPORT, { answers: { X: ['ErrorA', 'ErrorB', 'ErrorC', 'ErrorC', 'ErrorC'].map((error) => ({ error })) }, expected: { output: 'Y', seconds: 1 + 2 + 5 + 10 + 20 } }),
  example('Errors: when they are used up, Catch', REPORT, { answers: { X: ['ErrorA', 'ErrorB', 'ErrorA'].map((error) => ({ error })) }, expected: { output: 'Z', seconds: 3 } }),
  example('Errors: Retry of States.Timeout three times, then give up', from('X', { X: { Type: 'Task', Resource: `${LAMBDA}X`, TimeoutSeconds: 2, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 1.5 }], End: true } }), { answers: { X: [{ silence: true }, { silence: true }, { silence: true }] }, expected: { status: 'FAILED', error: 'States.Timeout', seconds: 2 + 3 + 2 + 4.5 + 2 } }),
  example('Errors: Catch with ResultPath "$.error-info"', from('X', { X: { Type: 'Task', Resource: `${LAMBDA}X`, Catch: [{ ErrorEquals: ['java.lang.Exception'], ResultPath: '$.error-info', Next: 'RecoveryState' }, { ErrorEquals: ['States.ALL'], Next: 'EndMachine' }], End: true }, RecoveryState: { Type: 'Pass', End: true }, EndMachine: { Type: 'Fail' } }), { input: { id: 1 }, answers: { X: [{ error: 'java.lang.Exception', cause: 'x' }] }, expected: { output: { id: 1, 'error-info': { Error: 'java.lang.Exception', Cause: 'x' } } } }),
  example('Variables: Assign and later use', from('A', { A: { Type: 'Pass', Assign: { x: 42, 'now.$': '$$.State.EnteredTime', o: { 'y.$': '$.n' } }, Next: 'B' }, B: { Type: 'Pass', Parameters: { 'x.$': '$x', 'y.$': '$o.y', 'sum.$': 'States.MathAdd($x, $o.y)' }, End: true } }), { input: { n: 1 }, expected: { output: { x: 42, y: 1, sum: 43 } } }),
]; // prettier-ignore
