import * as fc from 'fast-check';
import type { Json } from '../../src/model.js';

type StateMap = Record<string, Record<string, Json>>;

const ERRORS = ['Boom', 'Crash', 'States.Timeout'] as const;
const error = fc.constantFrom(...ERRORS);
const retry = fc.record({
  ErrorEquals: fc.oneof(fc.constant(['States.ALL']), fc.array(error, { minLength: 1, maxLength: 2 })),
  IntervalSeconds: fc.integer({ min: 1, max: 5 }),
  MaxAttempts: fc.integer({ min: 0, max: 3 }),
  BackoffRate: fc.constantFrom(1, 2),
  JitterStrategy: fc.constantFrom('NONE', 'FULL'),
});
const retries = fc.option(fc.array(retry, { minLength: 1, maxLength: 2 }), { nil: undefined });

/** A state before it knows where it goes: given its name and the states that may follow it. */
type Draft = (name: string, next: string | undefined, later: string[]) => Record<string, Json>;

const transition = (next: string | undefined): Record<string, Json> => (next === undefined ? { End: true } : { Next: next });
const optional = (name: string, value: Json | undefined): Record<string, Json> => (value === undefined ? {} : { [name]: value });

const task: fc.Arbitrary<Draft> = fc
  .record({
    resource: fc.constantFrom(
      'arn:aws:states:::kafka:request',
      'arn:aws:states:local:0:activity:a',
      'arn:aws:lambda:local:0:function:f',
    ),
    timeout: fc.option(fc.integer({ min: 3, max: 9 }), { nil: undefined }),
    heartbeat: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
    retries,
    caught: fc.boolean(),
    isPicky: fc.boolean(),
  })
  .map(({ resource, timeout, heartbeat, retries: Retry, caught, isPicky }) => (_name, next, later) => ({
    Type: 'Task',
    Resource: resource,
    ResultPath: '$.last',
    Parameters: { 'in.$': '$', ...(isPicky ? { 'n.$': 'States.ArrayGetItem($.items, 1)' } : {}) },
    // Every task ends: what is never answered must time out.
    TimeoutSeconds: timeout ?? 10,
    ...optional('HeartbeatSeconds', timeout === undefined ? undefined : heartbeat),
    ...optional('Retry', Retry as Json | undefined),
    ...(caught && later[0] !== undefined
      ? { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: later.at(-1) ?? '' }] }
      : {}),
    ...transition(next),
  }));

const plain: fc.Arbitrary<Draft> = fc.constantFrom<Draft>(
  (name, next) => ({ Type: 'Pass', Result: name, ResultPath: '$.passed', Assign: { seen: name }, ...transition(next) }),
  (_name, next) => ({ Type: 'Wait', Seconds: 3, ...transition(next) }),
  (_name, next, later) => ({
    Type: 'Choice',
    Choices: [{ Variable: '$.items[0]', NumericGreaterThan: 1, Next: later.at(-1) ?? next ?? '' }],
    Default: next ?? later[0] ?? '',
  }),
  () => ({ Type: 'Fail', Error: 'Boom', Cause: 'The machine says so' }),
  () => ({ Type: 'Succeed' }),
);

function nested(depth: number): fc.Arbitrary<Draft> {
  const flow = flowOf(depth - 1);
  const parallel = fc
    .record({ branches: fc.array(flow, { minLength: 1, maxLength: 3 }), retries, caught: fc.boolean() })
    .map(({ branches, retries: Retry, caught }): Draft => (name, next, later) => ({
      Type: 'Parallel',
      Branches: branches.map((branch, at) => branch(`${name}.${at}`)),
      ResultPath: '$.branches',
      ...optional('Retry', Retry as Json | undefined),
      ...(caught && later[0] !== undefined
        ? { Catch: [{ ErrorEquals: ['States.ALL'], ResultPath: '$.error', Next: later[0] }] }
        : {}),
      ...transition(next),
    }));
  const map = fc
    .record({ processor: flow, maxConcurrency: fc.integer({ min: 0, max: 2 }), retries, isBroken: fc.boolean() })
    .map(({ processor, maxConcurrency, retries: Retry, isBroken }): Draft => (name, next) => ({
      Type: 'Map',
      ItemsPath: '$.items',
      ItemSelector: { 'item.$': '$$.Map.Item.Value', items: isBroken ? [] : [1, 2] },
      MaxConcurrency: maxConcurrency,
      ItemProcessor: processor(name),
      ResultPath: '$.mapped',
      ...optional('Retry', Retry as Json | undefined),
      ...transition(next),
    }));
  return fc.oneof(parallel, map);
}

/** States in a row, each of which may jump forward only: so every machine ends. */
function flowOf(depth: number): fc.Arbitrary<(prefix: string) => Record<string, Json>> {
  const state =
    depth > 0
      ? fc.oneof({ weight: 3, arbitrary: task }, { weight: 3, arbitrary: plain }, { weight: 2, arbitrary: nested(depth) })
      : fc.oneof(task, plain);
  return fc.array(state, { minLength: 1, maxLength: 4 }).map((drafts) => (prefix) => {
    const names = [...drafts.map((_, at) => `${prefix}/${at}`), `${prefix}/end`];
    const states: StateMap = {};
    drafts.forEach((draft, at) => (states[names[at] as string] = draft(names[at] as string, names[at + 1], names.slice(at + 1))));
    states[names.at(-1) as string] = { Type: 'Pass', End: true };
    return { StartAt: names[0] as string, States: states };
  });
}

/** Machines of every state type, two levels deep. */
export const machines: fc.Arbitrary<Json> = fc
  .record({ flow: flowOf(2), timeout: fc.option(fc.integer({ min: 5, max: 60 }), { nil: undefined }) })
  .map(({ flow, timeout }) => ({ ...flow('s'), ...optional('TimeoutSeconds', timeout) }));

/** Sagas: compensatable steps, a pivot among them, retriable steps after it. */
export const sagas: fc.Arbitrary<Json> = fc
  .record({
    before: fc.integer({ min: 1, max: 4 }),
    after: fc.integer({ min: 0, max: 2 }),
    frames: fc.boolean(),
    free: fc.boolean(),
    pivot: fc.boolean(),
  })
  .map(({ before, after: retriable, frames, free, pivot }) => {
    const after = pivot ? retriable : 0;
    const step = (more: Record<string, Json>): Record<string, Json> => ({
      Type: 'Task',
      Resource: 'arn:aws:states:::kafka:request',
      TimeoutSeconds: 5,
      ResultPath: null,
      ...more,
    });
    const states: StateMap = {};
    for (let at = 0; at < before; at++) {
      states[`Step${at}`] = step({ Compensate: `Undo${at}`, Next: at + 1 < before ? `Step${at + 1}` : pivot ? 'Pivot' : 'Last' });
      states[`Undo${at}`] = step({ End: true, ...(free ? { CompensateAfter: [] } : {}) });
    }
    if (pivot) states['Pivot'] = step({ Pivot: true, Next: after > 0 ? 'After0' : 'Last' });
    const forever = [{ ErrorEquals: ['States.ALL'], MaxAttempts: 99_999_999, MaxDelaySeconds: 30 }];
    for (let at = 0; at < after; at++)
      states[`After${at}`] = step({ Retry: forever, Next: at + 1 < after ? `After${at + 1}` : 'Last' });
    states['Last'] = { Type: 'Succeed' };
    if (frames) Object.assign(states, { Begin: step({ End: true }), End: step({ End: true }) });
    return { StartAt: 'Step0', ...(frames ? { Compensation: { Begin: 'Begin', End: 'End' } } : {}), States: states };
  });
