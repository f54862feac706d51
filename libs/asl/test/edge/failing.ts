import type { JsonObject } from '../../src/model.js';
import { END, JSONATA, machine, one, pass, task, type Story } from '../support/story.js';

const edge = (feature: string, definition: JsonObject, more: Omit<Story, 'shows' | 'feature' | 'definition'>): Story => ({
  feature,
  shows: '',
  definition,
  ...more,
});
const expression = (text: string): JsonObject => one(pass({ Parameters: { 'v.$': text } }));
const jsonata = (text: string): JsonObject => one(pass({ Output: `{% ${text} %}` }), JSONATA);
const failing = (more: JsonObject): JsonObject => one({ Type: 'Fail', ...more });
const boom = (count: number, error = 'Boom'): { error: string }[] => Array.from({ length: count }, () => ({ error }));
const retry = (...retriers: JsonObject[]): JsonObject => one(task({ Retry: retriers }));
const nested = (levels: number): string => 'States.Array('.repeat(levels) + '1' + ')'.repeat(levels);
const BROKEN = { status: 'FAILED', error: 'States.IntrinsicFailure' };
const REFUSED = { status: 'FAILED', error: 'States.QueryEvaluationError' };

/** Retry, Catch, timeouts, Fail, intrinsic functions and JSONata: where implementations go wrong. */
export const FAILING: Story[] = [
  edge('each retrier counts for itself', retry({ ErrorEquals: ['A'], MaxAttempts: 1 }, { ErrorEquals: ['B'], MaxAttempts: 1 }), { answers: { S: [{ error: 'A' }, { error: 'B' }, { error: 'A' }] }, expected: { status: 'FAILED', error: 'A', seconds: 2 } }),
  edge('the first retrier that names the error decides, not a later one with attempts left', retry({ ErrorEquals: ['A'], MaxAttempts: 1 }, { ErrorEquals: ['States.ALL'], MaxAttempts: 5 }), { answers: { S: boom(2, 'A') }, expected: { status: 'FAILED', error: 'A', seconds: 1 } }),
  edge('BackoffRate 1 does not grow', retry({ ErrorEquals: ['Boom'], IntervalSeconds: 2, BackoffRate: 1, MaxAttempts: 3 }), { answers: { S: boom(3) }, expected: { status: 'SUCCEEDED', seconds: 6 } }),
  edge('BackoffRate of a fraction', retry({ ErrorEquals: ['Boom'], IntervalSeconds: 2, BackoffRate: 1.5 }), { answers: { S: boom(2) }, expected: { seconds: 5 } }),
  edge('MaxDelaySeconds with jitter is never exceeded', retry({ ErrorEquals: ['Boom'], IntervalSeconds: 10, BackoffRate: 10, MaxDelaySeconds: 11, JitterStrategy: 'FULL', MaxAttempts: 5 }), { answers: { S: boom(5) }, expected: { status: 'SUCCEEDED' } }),
  edge('Retry comes before Catch', machine({ S: task({ Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1 }], Catch: [{ ErrorEquals: ['Boom'], Next: 'D' }] }), D: pass({ Result: 'caught' }) }), { answers: { S: boom(2) }, expected: { output: 'caught', seconds: 1 } }),
  edge('the first catcher that names the error', machine({ S: task({ Catch: [{ ErrorEquals: ['X', 'Boom'], Next: 'A' }, { ErrorEquals: ['States.ALL'], Next: 'B' }] }), A: pass({ Result: 'A' }), B: pass({ Result: 'B' }) }), { answers: { S: boom(1) }, expected: { output: 'A' } }),
  edge('Retry of a Parallel starts all branches again', one({ Type: 'Parallel', Branches: [machine({ A: task() }), machine({ B: task() })], Retry: [{ ErrorEquals: ['Boom'] }], ...END }), { answers: { A: [{ output: 1, after: 5 }, { output: 2 }], B: [{ error: 'Boom' }, { output: 3 }] }, expected: { output: [2, 3] } }),
  edge('a failing Parallel inside a Map fails the Map by its error', machine({ M: { Type: 'Map', ItemProcessor: machine({ P: { Type: 'Parallel', Branches: [machine({ F: { Type: 'Fail', Error: 'Deep', Cause: 'c' } }), machine({ W: { Type: 'Wait', Seconds: 9, ...END } })], ...END } }), Catch: [{ ErrorEquals: ['Deep'], Next: 'D' }], Next: 'D' }, D: pass() }), { input: [1], expected: { status: 'SUCCEEDED', output: { Error: 'Deep', Cause: 'c' }, seconds: 0 } }),
  edge('States.TaskFailed at a Parallel means a Task inside', machine({ P: { Type: 'Parallel', Branches: [machine({ A: task() })], Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'D' }], ...END }, D: pass() }), { answers: { A: boom(1) }, expected: { status: 'SUCCEEDED', output: { Error: 'Boom' } } }),
  edge('an uncaught failure in an iteration ends with its own error', one({ Type: 'Map', ItemProcessor: machine({ F: { Type: 'Fail', Error: 'X', Cause: 'y' } }), ...END }), { input: [1, 2], expected: { status: 'FAILED', error: 'X', cause: 'y' } }),
  edge('a Catch inside the iteration keeps the Map going', one({ Type: 'Map', ItemProcessor: machine({ A: task({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.e', Next: 'B' }] }), B: pass() }), ...END }), { input: [{ n: 1 }], answers: { A: [{ error: 'Boom', cause: 'c' }] }, expected: { output: [{ n: 1, e: { Error: 'Boom', Cause: 'c' } }] } }),
  edge('Catch: ResultPath null keeps the input', machine({ S: task({ Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: null, Next: 'D' }] }), D: pass() }), { input: { a: 1 }, answers: { S: boom(1) }, expected: { output: { a: 1 } } }),
  edge('Catch without a cause', machine({ S: task({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'D' }] }), D: pass() }), { answers: { S: boom(1) }, expected: { output: { Error: 'Boom', Cause: '' } } }),
  edge('heartbeat before timeout', one(task({ HeartbeatSeconds: 2, TimeoutSeconds: 5 })), { answers: { S: [{ silence: true }] }, expected: { status: 'FAILED', error: 'States.Timeout', cause: '', seconds: 2 } }),
  edge('a missed heartbeat is retried under its name', one(task({ HeartbeatSeconds: 2, Retry: [{ ErrorEquals: ['States.HeartbeatTimeout'], MaxAttempts: 1 }] })), { answers: { S: [{ silence: true }, { output: 1 }] }, expected: { output: 1, seconds: 3 } }),
  edge('a reply at the very second of the timeout', one(task({ TimeoutSeconds: 5 })), { answers: { S: [{ output: 1, after: 5 }] }, expected: { status: 'SUCCEEDED' } }),
  edge('a reply after the timeout changes nothing', one(task({ TimeoutSeconds: 5 })), { answers: { S: [{ output: 1, after: 6 }] }, expected: { status: 'FAILED', error: 'States.Timeout' } }),
  edge('TimeoutSeconds of the machine ends waits', machine({ W: { Type: 'Wait', Seconds: 100, ...END } }, { TimeoutSeconds: 10 }), { expected: { status: 'TIMED_OUT', seconds: 10 } }),
  edge('TimeoutSecondsPath that is no number', one(task({ TimeoutSecondsPath: '$.t' })), { input: { t: 'x' }, expected: { status: 'FAILED', error: 'States.Runtime' } }),
  edge('Parameters that fail at a retry only', one(task({ Parameters: { 'a.$': 'States.ArrayGetItem($.l, $$.State.RetryCount)' }, Retry: [{ ErrorEquals: ['Boom'] }] })), { input: { l: [1] }, answers: { S: boom(1) }, expected: { status: 'FAILED', error: 'States.IntrinsicFailure', sent: [{ a: 1 }], seconds: 1 } }),
  edge('Parameters with a missing path at a retry only', one(task({ Parameters: { 'a.$': '$$.State.RetryCount', 'b.$': '$.l[0]' }, Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] })), { input: { l: [] }, expected: { status: 'FAILED', error: 'States.Runtime', sent: [] } }),
  edge('States.Runtime is neither retried nor caught', machine({ S: task({ Parameters: { 'a.$': '$.no' }, Retry: [{ ErrorEquals: ['States.Runtime'] }], Catch: [{ ErrorEquals: ['States.Runtime'], Next: 'D' }] }), D: pass() }), { expected: { status: 'FAILED', error: 'States.Runtime', seconds: 0 } }),

  edge('Fail with intrinsic functions in ErrorPath and CausePath', failing({ ErrorPath: "States.Format('E{}', $.n)", CausePath: 'States.JsonToString($.o)' }), { input: { n: 1, o: { a: [1] } }, expected: { error: 'E1', cause: '{"a":[1]}' } }),
  edge('Fail with ErrorPath in the context object', failing({ ErrorPath: '$$.Execution.Name', Cause: 'c' }), { expected: { error: 'run', cause: 'c' } }),
  edge('Fail with an ErrorPath that is no text', failing({ ErrorPath: '$.n' }), { input: { n: 1 }, expected: { status: 'FAILED', error: 'States.Runtime' } }),
  edge('Fail without anything', failing({}), { expected: { status: 'FAILED', error: '', cause: '' } }),
  edge('Fail with JSONata', { ...failing({ Error: '{% "E" & $states.input.n %}', Cause: 'plain' }), ...JSONATA }, { input: { n: 1 }, expected: { error: 'E1', cause: 'plain' } }),

  edge('States.Format with escaped quotes, braces and backslashes', expression("States.Format('\\'{}\\' \\{\\} \\\\', $.a)"), { input: { a: 'x' }, expected: { output: { v: "'x' {} \\" } } }),
  edge('States.Format of null, a boolean and a list', expression('States.Format(\'{} {} {}\', null, true, $.a)'), { input: { a: [1] }, expected: { output: { v: 'null true [1]' } } }),
  edge('States.Format with too few values', expression("States.Format('{} {}', 1)"), { expected: BROKEN }),
  edge('States.ArrayRange of exactly 1,000', expression('States.ArrayLength(States.ArrayRange(1, 1000, 1))'), { expected: { output: { v: 1000 } } }),
  edge('States.ArrayRange of 1,001', expression('States.ArrayLength(States.ArrayRange(0, 1000, 1))'), { expected: BROKEN }),
  edge('States.ArrayRange against its step is empty', expression('States.ArrayRange(1, 5, -1)'), { expected: { output: { v: [] } } }),
  edge('States.ArrayRange with step 0', expression('States.ArrayRange(1, 5, 0)'), { expected: BROKEN }),
  edge('States.StringSplit by several delimiters', expression("States.StringSplit('a.b+c,,d', '.+,')"), { expected: { output: { v: ['a', 'b', 'c', 'd'] } } }),
  edge('States.ArrayUnique by value', expression('States.ArrayUnique($.l)'), { input: { l: [1, '1', 1.0, { a: 1 }, { a: 1 }] }, expected: { output: { v: [1, '1', { a: 1 }] } } }),
  edge('States.ArrayContains of an object', expression('States.ArrayContains($.l, $.o)'), { input: { l: [{ a: 1, b: 2 }], o: { b: 2, a: 1 } }, expected: { output: { v: true } } }),
  edge('States.JsonMerge is shallow', expression('States.JsonMerge($.a, $.b, false)'), { input: { a: { x: { y: 1 }, z: 1 }, b: { x: { w: 2 } } }, expected: { output: { v: { x: { w: 2 }, z: 1 } } } }),
  edge('States.Base64Decode of 10,001 characters', expression('States.Base64Decode($.a)'), { input: { a: 'A'.repeat(10_001) }, expected: BROKEN }),
  edge('States.MathRandom of an empty interval', expression('States.MathRandom(1, 1)'), { expected: BROKEN }),
  edge('ten nested intrinsic functions', expression(nested(10)), { expected: { status: 'SUCCEEDED' } }),
  edge('an intrinsic function with a context path and a variable', machine({ A: pass({ Assign: { 'x.$': '$.n' }, Next: 'B' }), B: pass({ Parameters: { 'v.$': "States.Format('{}-{}', $$.State.Name, $x)" } }) }), { input: { n: 3 }, expected: { output: { v: 'B-3' } } }),

  edge('JSONata: division by zero is out of range', jsonata('1/0'), { expected: REFUSED }),
  edge('JSONata: a missing member is an error', jsonata('$states.input.no'), { expected: REFUSED }),
  edge('JSONata: a one-element sequence is a scalar', jsonata('$states.input.l[k=1].v'), { input: { l: [{ k: 1, v: 9 }, { k: 2, v: 8 }] }, expected: { output: 9 } }),
  edge('JSONata: [] keeps the list', jsonata('[$states.input.l[k=1].v]'), { input: { l: [{ k: 1, v: 9 }] }, expected: { output: [9] } }),
  edge('JSONata: $partition', jsonata('$partition([1..5], 2)'), { expected: { output: [[1, 2], [3, 4], [5]] } }),
  edge('JSONata: $range ends with its end', jsonata('$range(1, 9, 2)'), { expected: { output: [1, 3, 5, 7, 9] } }),
  edge('JSONata: $range down', jsonata('$range(3, 1, -1)'), { expected: { output: [3, 2, 1] } }),
  edge('JSONata: $parse', jsonata('$parse("{\\"a\\":[1]}").a'), { expected: { output: [1] } }),
  edge('JSONata: $hash', jsonata('$hash("input data", "SHA-1")'), { expected: { output: 'aaff4a450a104cd177d28d18d74485e8cae074b7' } }),
  edge('JSONata: the same seed gives the same', jsonata('$random(7) = $random(7)'), { expected: { output: true } }),
  edge('JSONata: $states.result is not there before success', one(task({ Arguments: '{% $exists($states.result) %}' }), JSONATA), { expected: { sent: [false] } }),
  edge('JSONata: an expression with blanks around it', one(pass({ Output: '{%  $states.input  %}' }), JSONATA), { input: 5, expected: { output: 5 } }),
  edge('JSONata: text around the braces is text', one(pass({ Output: 'x {% 1 %} y' }), JSONATA), { expected: { output: 'x {% 1 %} y' } }),
]; // prettier-ignore
