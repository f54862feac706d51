import type { JsonObject } from '../../src/model.js';
import { END, JSONATA, machine, one, pass, task, type Story } from '../support/story.js';

type Edge = Omit<Story, 'shows'>;
const edge = (feature: string, definition: JsonObject, more: Omit<Edge, 'feature' | 'definition'>): Story => ({
  feature,
  shows: '',
  definition,
  ...more,
});
const choose = (rule: JsonObject): JsonObject =>
  machine({
    C: { Type: 'Choice', Choices: [{ ...rule, Next: 'Y' }], Default: 'N' },
    Y: pass({ Result: true }),
    N: pass({ Result: false }),
  });
const wait = (more: JsonObject): JsonObject => one({ Type: 'Wait', ...more, ...END });
const map = (more: JsonObject, states: Record<string, JsonObject> = { I: pass() }): JsonObject =>
  one({ Type: 'Map', ItemProcessor: machine(states), ...END, ...more });
const SAME = '2026-01-01T12:00:00Z';

/** Order of the fields, null paths, Choice, Wait, Map and scopes: where implementations go wrong (developer guide, specification). */
export const FLOW: Story[] = [
  edge('InputPath null, then Parameters sees {}', one(task({ InputPath: null, Parameters: { 'a.$': '$' } })), { input: { x: 1 }, expected: { sent: [{ a: {} }] } }),
  edge('OutputPath null gives {} even when ResultPath keeps the input', one(task({ ResultPath: null, OutputPath: null })), { input: { x: 1 }, expected: { output: {} } }),
  edge('ResultPath null keeps the raw input, not what InputPath selected', one(task({ InputPath: '$.a', ResultPath: null })), { input: { a: 1, b: 2 }, expected: { output: { a: 1, b: 2 }, sent: [1] } }),
  edge('ResultPath makes the objects that are missing on its way', one(task({ ResultPath: '$.r.deep' })), { input: { x: 1 }, answers: { S: [{ output: 7 }] }, expected: { output: { x: 1, r: { deep: 7 } } } }),
  edge('ResultPath replaces what is there', one(task({ ResultPath: '$.x' })), { input: { x: { y: 1 } }, answers: { S: [{ output: 7 }] }, expected: { output: { x: 7 } } }),
  edge('ResultPath on an input that is no object', one(task({ ResultPath: '$.r' })), { input: 'text', expected: { status: 'FAILED', error: 'States.ResultPathMatchFailure' } }),
  edge('States.ALL does catch States.ResultPathMatchFailure', machine({ S: task({ ResultPath: '$.r', Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }] }), D: pass() }), { input: 'text', expected: { status: 'SUCCEEDED', output: { Error: 'States.ResultPathMatchFailure' } } }),
  edge('ResultSelector sees the result alone', one(task({ ResultSelector: { 'n.$': '$.Count', k: 'v' }, ResultPath: '$.r' })), { input: { Count: 1 }, answers: { S: [{ output: { Count: 2 } }] }, expected: { output: { Count: 1, r: { n: 2, k: 'v' } } } }),
  edge('OutputPath looks at what ResultPath made', one(task({ ResultPath: '$.r', OutputPath: '$.r.a' })), { input: {}, answers: { S: [{ output: { a: [1] } }] }, expected: { output: [1] } }),
  edge('Pass with Result and InputPath: the result takes its place', one(pass({ InputPath: '$.a', Result: 5, ResultPath: '$.r' })), { input: { a: 1 }, expected: { output: { a: 1, r: 5 } } }),
  edge('Pass Result keeps .$ as it is', one(pass({ Result: { 'a.$': '$.x' } })), { input: { x: 1 }, expected: { output: { 'a.$': '$.x' } } }),
  edge('Parameters in nested arrays of objects', one(pass({ Parameters: { l: [{ 'a.$': '$.x' }, ['$.x']] } })), { input: { x: 1 }, expected: { output: { l: [{ a: 1 }, ['$.x']] } } }),
  edge('an indefinite path that finds one is still a list', one(pass({ Parameters: { 'a.$': '$.l[?(@.k==1)].v', 'b.$': '$.l[0:1].v', 'c.$': '$.l[5:].v' } })), { input: { l: [{ k: 1, v: 9 }] }, expected: { output: { a: [9], b: [9], c: [] } } }),
  edge('whole context object', one(pass({ Parameters: { 'c.$': '$$' } })), { input: { q: 1 }, expected: { output: { c: { Execution: { Id: 'arn:aws:states:us-east-1:000000000000:execution:machine:run', Input: { q: 1 }, StartTime: '2026-01-01T00:00:00.000Z', Name: 'run', RoleArn: 'arn:aws:iam::000000000000:role/role', RedriveCount: 0 }, StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', Name: 'machine' }, State: { Name: 'S', EnteredTime: '2026-01-01T00:00:00.000Z', RetryCount: 0 } } } } }),
  edge('$$.State.RetryCount counts retries', one(task({ Parameters: { 'n.$': '$$.State.RetryCount' }, Retry: [{ ErrorEquals: ['Boom'] }] })), { answers: { S: [{ error: 'Boom' }, { error: 'Boom' }] }, expected: { sent: [{ n: 0 }, { n: 1 }, { n: 2 }] } }),

  edge('timestamps in different offsets are the same instant', choose({ Variable: '$.t', TimestampEquals: SAME }), { input: { t: '2026-01-01T14:00:00+02:00' }, expected: { output: true } }),
  edge('timestamps with fractions', choose({ Variable: '$.t', TimestampGreaterThan: SAME }), { input: { t: '2026-01-01T12:00:00.001Z' }, expected: { output: true } }),
  edge('timestamps with a lower-case t are none', choose({ Variable: '$.t', IsTimestamp: true }), { input: { t: '2026-01-01t12:00:00Z' }, expected: { output: false } }),
  edge('timestamps without a zone are none', choose({ Variable: '$.t', IsTimestamp: true }), { input: { t: '2026-01-01T12:00:00' }, expected: { output: false } }),
  edge('30 February is no timestamp', choose({ Variable: '$.t', IsTimestamp: true }), { input: { t: '2026-02-30T12:00:00Z' }, expected: { output: false } }),
  edge('TimestampLessThan of a number is false', choose({ Variable: '$.t', TimestampLessThan: SAME }), { input: { t: 5 }, expected: { output: false } }),
  edge('NumericEquals of numeric text is false', choose({ Variable: '$.n', NumericEquals: 5 }), { input: { n: '5' }, expected: { output: false } }),
  edge('NumericEquals by value', choose({ Variable: '$.n', NumericEquals: 1 }), { input: { n: 1.0 }, expected: { output: true } }),
  edge('BooleanEquals of the text true is false', choose({ Variable: '$.b', BooleanEquals: true }), { input: { b: 'true' }, expected: { output: false } }),
  edge('IsPresent of null is true', choose({ Variable: '$.a', IsPresent: true }), { input: { a: null }, expected: { output: true } }),
  edge('IsPresent false before a comparison saves from the missing path', choose({ And: [{ Variable: '$.a', IsPresent: true }, { Variable: '$.a', NumericEquals: 1 }] }), { input: {}, expected: { output: false } }),
  edge('IsPresent below a missing member is false', choose({ Variable: '$.a.b.c', IsPresent: true }), { input: {}, expected: { output: false } }),
  edge('a missing Variable ends the execution', choose({ Variable: '$.a', NumericEquals: 1 }), { input: {}, expected: { status: 'FAILED', error: 'States.Runtime' } }),
  edge('Not of a comparison of another type is true', choose({ Not: { Variable: '$.n', StringEquals: 'x' } }), { input: { n: 1 }, expected: { output: true } }),
  edge('StringMatches with several wildcards', choose({ Variable: '$.s', StringMatches: 'log-*.t*t' }), { input: { s: 'log-2026.a.txt' }, expected: { output: true } }),
  edge('StringMatches takes an escaped asterisk literally', choose({ Variable: '$.s', StringMatches: 'a\\*' }), { input: { s: 'ab' }, expected: { output: false } }),
  edge('StringLessThan goes by code units', choose({ Variable: '$.s', StringLessThan: 'a' }), { input: { s: 'Z' }, expected: { output: true } }),
  edge('...Path compares with the context object', choose({ Variable: '$.n', StringEqualsPath: '$$.Execution.Name' }), { input: { n: 'run' }, expected: { output: true } }),
  edge('the first rule that matches wins', machine({ C: { Type: 'Choice', Choices: [{ Variable: '$.n', NumericGreaterThan: 0, Next: 'A' }, { Variable: '$.n', NumericGreaterThan: 1, Next: 'B' }] }, A: pass({ Result: 'A' }), B: pass({ Result: 'B' }) }), { input: { n: 2 }, expected: { output: 'A' } }),
  edge('Choice of JSONata without a match', machine({ C: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'D' }] }, D: pass() }, JSONATA), { expected: { status: 'FAILED', error: 'States.NoChoiceMatched' } }),
  edge('a Condition that is no boolean', machine({ C: { Type: 'Choice', Choices: [{ Condition: '{% 1 %}', Next: 'D' }], Default: 'D' }, D: pass() }, JSONATA), { expected: { status: 'FAILED', error: 'States.QueryEvaluationError' } }),
  edge('a Choice rule without Assign does not use the one of the state', machine({ C: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'D' }], Default: 'D', Assign: { v: 1 } }, D: pass({ Output: '{% $exists($v) %}' }) }, JSONATA), { expected: { output: false } }),

  edge('Wait until a timestamp with an offset', wait({ Timestamp: '2026-01-01T01:00:30+01:00' }), { expected: { seconds: 30 } }),
  edge('Wait until a fraction of a second', wait({ TimestampPath: '$.t' }), { input: { t: '2026-01-01T00:00:10.5Z' }, expected: { status: 'SUCCEEDED' } }),
  edge('Wait for 0 seconds', wait({ Seconds: 0 }), { expected: { seconds: 0, status: 'SUCCEEDED' } }),
  edge('Wait for negative seconds', wait({ SecondsPath: '$.s' }), { input: { s: -1 }, expected: { status: 'FAILED', error: 'States.Runtime' } }),
  edge('Wait until what is no timestamp', wait({ TimestampPath: '$.t' }), { input: { t: 'tomorrow' }, expected: { status: 'FAILED', error: 'States.Runtime' } }),
  edge('Wait passes its input on', wait({ Seconds: 1, OutputPath: '$.a' }), { input: { a: 3 }, expected: { output: 3 } }),

  edge('Map with MaxConcurrencyPath', map({ ItemsPath: '$.l', MaxConcurrencyPath: '$.n' }, { I: { Type: 'Wait', Seconds: 10, ...END } }), { input: { l: [1, 2, 3, 4], n: 2 }, expected: { seconds: 20 } }),
  edge('MaxConcurrencyPath 0 is no limit', map({ ItemsPath: '$.l', MaxConcurrencyPath: '$.n' }, { I: { Type: 'Wait', Seconds: 10, ...END } }), { input: { l: [1, 2, 3, 4], n: 0 }, expected: { seconds: 10 } }),
  edge('ItemSelector sees the input of the state, not the item', map({ ItemsPath: '$.l', ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'k.$': '$.k' } }), { input: { l: ['a', 'b'], k: 'K' }, expected: { output: [{ i: 0, v: 'a', k: 'K' }, { i: 1, v: 'b', k: 'K' }] } }),
  edge('ItemsPath after InputPath', map({ InputPath: '$.in', ItemsPath: '$.l' }), { input: { in: { l: [1] } }, expected: { output: [1] } }),
  edge('ItemsPath that is no array', map({ ItemsPath: '$.l' }), { input: { l: 1 }, expected: { status: 'FAILED', error: 'States.Runtime', cause: "An error occurred while executing the state 'S' (entered at the event id #2). Reference path \"$.l\" must point to array." } }),
  edge('$$.Map.Item of the inner Map inside a Map', map({}, { J: { Type: 'Map', ItemProcessor: machine({ K: pass({ Parameters: { 'v.$': '$$.Map.Item.Value' } }) }), ...END } }), { input: [[1], [2]], expected: { output: [[{ v: 1 }], [{ v: 2 }]] } }),
  edge('results in the order of the items', map({}, { I: task() }), { input: [1, 2, 3], answers: { I: [{ output: 'a', after: 3 }, { output: 'b', after: 2 }, { output: 'c', after: 1 }] }, expected: { output: ['a', 'b', 'c'] } }),
  edge('Map: ResultPath onto the raw input', map({ ItemsPath: '$.l', ResultPath: '$.r' }), { input: { l: [1] }, expected: { output: { l: [1], r: [1] } } }),

  edge('two variables are swapped', machine({ A: pass({ Assign: { x: 1, y: 2 }, Next: 'B' }), B: pass({ Assign: { x: '{% $y %}', y: '{% $x %}' }, Output: '{% [$x, $y] %}', Next: 'C' }), C: pass({ Output: { before: '{% $states.input %}', after: '{% [$x, $y] %}' } }) }, JSONATA), { expected: { output: { before: [1, 2], after: [2, 1] } } }),
  edge('an iteration reads outer variables', machine({ A: pass({ Assign: { k: 10 }, Next: 'M' }), M: { Type: 'Map', Items: [1, 2], ItemProcessor: machine({ I: pass({ Output: '{% $states.input + $k %}' }) }), ...END } }, JSONATA), { expected: { output: [11, 12] } }),
  edge('variables of an iteration are its own', machine({ M: { Type: 'Map', Items: [1, 2], ItemProcessor: machine({ I: pass({ Assign: { v: '{% $states.input %}' }, Next: 'J' }), J: pass({ Output: '{% $v %}' }) }), Next: 'D' }, D: pass({ Output: { l: '{% $states.input %}', e: '{% $exists($v) %}' } }) }, JSONATA), { expected: { output: { l: [1, 2], e: false } } }),
  edge('a child of a distributed Map sees no outer variables', machine({ A: pass({ Assign: { k: 10 }, Next: 'M' }), M: { Type: 'Map', Items: [1], ItemProcessor: { ...machine({ I: pass({ Output: '{% $exists($k) %}' }) }), ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }, ...END } }, JSONATA), { expected: { output: [false] } }),
  edge('Assign of JSONPath sees the result', machine({ A: task({ Assign: { 'v.$': '$.n' }, ResultPath: null, Next: 'B' }), B: pass({ Parameters: { 'v.$': '$v' } }) }), { answers: { A: [{ output: { n: 4 } }] }, expected: { output: { v: 4 } } }),
  edge('Catch with Assign does not run the one of the state', machine({ A: task({ Assign: { s: 1 }, Catch: [{ ErrorEquals: ['States.ALL'], Assign: { 'e.$': '$.Error' }, Next: 'B' }], Next: 'B' }), B: pass({ Parameters: { 'e.$': '$e', 'in.$': '$' } }) }), { answers: { A: [{ error: 'Boom', cause: 'c' }] }, expected: { output: { e: 'Boom', in: { Error: 'Boom', Cause: 'c' } } } }),
]; // prettier-ignore
