import { END, JSONATA, machine, one, pass, task, type Story } from './story.js';
import type { JsonObject } from '../../src/model.js';

const processor = (state: JsonObject, more: JsonObject = {}): JsonObject => ({ ...machine({ I: state }), ...more });
const map = (more: JsonObject, state: JsonObject = pass()): JsonObject =>
  one({ Type: 'Map', ItemProcessor: processor(state), ...END, ...more });
const distributed = (more: JsonObject, state: JsonObject = pass()): JsonObject =>
  map({ ItemProcessor: processor(state, { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }), ...more });
const failing = { Type: 'Choice', Choices: [{ Variable: '$', NumericGreaterThan: 2, Next: 'F' }], Default: 'G' };
const tolerant = (more: JsonObject): JsonObject =>
  one({
    Type: 'Map',
    ItemsPath: '$.xs',
    ItemProcessor: {
      ...machine({ I: failing, F: { Type: 'Fail', Error: 'TooBig' }, G: pass() }),
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    },
    ...END,
    ...more,
  });

/** Parallel and Map. */
export const NESTED: Story[] = [
  {
    feature: 'Parallel.Branches',
    shows: 'outputs in the order of the branches',
    definition: one({
      Type: 'Parallel',
      Branches: [machine({ W: { Type: 'Wait', Seconds: 5, ...END } }), machine({ Q: pass({ Result: 2 }) })],
      ...END,
    }),
    input: 1,
    expected: { output: [1, 2] },
  },
  {
    feature: 'Parallel.Parameters, ResultSelector, ResultPath',
    shows: 'as in a Task',
    definition: one({
      Type: 'Parallel',
      Parameters: { 'a.$': '$.x' },
      Branches: [machine({ B: pass() })],
      ResultSelector: { 'first.$': '$[0].a' },
      ResultPath: '$.r',
      ...END,
    }),
    input: { x: 1 },
    expected: { output: { x: 1, r: { first: 1 } } },
  },
  {
    feature: 'Parallel.Arguments, Output',
    shows: 'JSONata',
    definition: one(
      {
        Type: 'Parallel',
        Arguments: { a: '{% $states.input.x %}' },
        Branches: [machine({ B: pass() })],
        Output: '{% $states.result[0].a %}',
        ...END,
      },
      JSONATA,
    ),
    input: { x: 4 },
    expected: { output: 4 },
  },
  {
    feature: 'Map.ItemProcessor',
    shows: 'outputs in the order of the items',
    definition: map({}),
    input: [1, 2],
    expected: { output: [1, 2] },
  },
  {
    feature: 'Map.Iterator (old)',
    shows: 'as ItemProcessor',
    definition: one({ Type: 'Map', Iterator: processor(pass()), ...END }),
    input: [1],
    expected: { output: [1] },
  },
  {
    feature: 'Map.ProcessorConfig.Mode: INLINE',
    shows: 'iterations in the same history',
    definition: map({ ItemProcessor: processor(pass(), { ProcessorConfig: { Mode: 'INLINE' } }) }),
    input: [1],
    expected: {
      events: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapIterationStarted',
        'PassStateEntered',
        'PassStateExited',
        'MapIterationSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    feature: 'Map.ProcessorConfig.Mode: DISTRIBUTED, ExecutionType',
    shows: 'child executions of a Map Run',
    definition: distributed({}),
    input: [1, 2],
    expected: {
      output: [1, 2],
      events: [
        'ExecutionStarted',
        'MapStateEntered',
        'MapStateStarted',
        'MapRunStarted',
        'MapRunSucceeded',
        'MapStateSucceeded',
        'MapStateExited',
        'ExecutionSucceeded',
      ],
    },
  },
  {
    feature: 'Map.ItemsPath',
    shows: 'where the items are',
    definition: map({ ItemsPath: '$.xs' }),
    input: { xs: ['a'] },
    expected: { output: ['a'] },
  },
  {
    feature: 'Map.Items',
    shows: 'JSONata list',
    definition: map({ ...JSONATA, Items: ['{% 1 + 1 %}', 3] }),
    expected: { output: [2, 3] },
  },
  {
    feature: 'Map.ItemSelector',
    shows: 'per item, of the Map state input',
    definition: map({
      ItemsPath: '$.xs',
      ItemSelector: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value', 'k.$': '$.k' },
    }),
    input: { xs: ['a'], k: 9 },
    expected: { output: [{ i: 0, v: 'a', k: 9 }] },
  },
  {
    feature: 'Map.Parameters (old)',
    shows: 'as ItemSelector',
    definition: map({ ItemsPath: '$.xs', Parameters: { 'v.$': '$$.Map.Item.Value' } }),
    input: { xs: [1] },
    expected: { output: [{ v: 1 }] },
  },
  {
    feature: '$$.Map.Item',
    shows: 'Index and Value inside the iteration',
    definition: map({}, pass({ Parameters: { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value' } })),
    input: ['x'],
    expected: { output: [{ i: 0, v: 'x' }] },
  },
  {
    feature: 'Map.MaxConcurrency',
    shows: 'one after the other',
    definition: map({ MaxConcurrency: 1 }, { Type: 'Wait', Seconds: 5, ...END }),
    input: [1, 2],
    expected: { seconds: 10 },
  },
  {
    feature: 'Map.MaxConcurrency as an expression',
    shows: 'JSONata number',
    definition: map({ ...JSONATA, MaxConcurrency: '{% 2 %}' }, { Type: 'Wait', Seconds: 5, ...END }),
    input: [1, 2],
    expected: { seconds: 5 },
  },
  {
    feature: 'Map.MaxConcurrencyPath',
    shows: 'read from the input',
    definition: map({ ItemsPath: '$.xs', MaxConcurrencyPath: '$.n' }, { Type: 'Wait', Seconds: 5, ...END }),
    input: { xs: [1, 2], n: 1 },
    expected: { seconds: 10 },
  },
  {
    feature: 'Map.ToleratedFailureCount',
    shows: 'so many children may fail',
    definition: tolerant({ ToleratedFailureCount: 1 }),
    input: { xs: [1, 3] },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'Map.ToleratedFailureCountPath',
    shows: 'read from the input',
    definition: tolerant({ ToleratedFailureCountPath: '$.n' }),
    input: { xs: [1, 3], n: 1 },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'Map.ToleratedFailurePercentage',
    shows: 'of the children may fail',
    definition: tolerant({ ToleratedFailurePercentage: 50 }),
    input: { xs: [1, 3] },
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'Map.ToleratedFailurePercentagePath',
    shows: 'read from the input',
    definition: tolerant({ ToleratedFailurePercentagePath: '$.p' }),
    input: { xs: [1, 3], p: 10 },
    expected: { status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' },
  },
  {
    feature: 'Map.ItemBatcher.MaxItemsPerBatch, BatchInput',
    shows: 'children get Items and BatchInput',
    definition: distributed({ ItemsPath: '$.xs', ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { 'k.$': '$.k' } } }),
    input: { xs: [1, 2, 3], k: 'v' },
    expected: {
      output: [
        { BatchInput: { k: 'v' }, Items: [1, 2] },
        { BatchInput: { k: 'v' }, Items: [3] },
      ],
    },
  },
  {
    feature: 'Map.ItemBatcher.MaxItemsPerBatchPath',
    shows: 'read from the input',
    definition: distributed({ ItemsPath: '$.xs', ItemBatcher: { MaxItemsPerBatchPath: '$.n' } }),
    input: { xs: [1, 2], n: 1 },
    expected: { output: [{ Items: [1] }, { Items: [2] }] },
  },
  {
    feature: 'Map.ItemBatcher.MaxInputBytesPerBatch',
    shows: 'bounds the size of a child input',
    definition: distributed({ ItemsPath: '$.xs', ItemBatcher: { MaxInputBytesPerBatch: 30 } }),
    input: { xs: ['aaaaaaaaaa', 'bbbbbbbbbb'] },
    expected: { output: [{ Items: ['aaaaaaaaaa'] }, { Items: ['bbbbbbbbbb'] }] },
  },
  {
    feature: 'Map.Label',
    shows: 'accepted, and part of the Map Run ARN',
    definition: distributed({ Label: 'L' }),
    input: [1],
    expected: { status: 'SUCCEEDED' },
  },
  {
    feature: 'Map.ResultSelector, ResultPath',
    shows: 'as in a Task',
    definition: map({ ItemsPath: '$.xs', ResultSelector: { 'all.$': '$' }, ResultPath: '$.r' }),
    input: { xs: [1] },
    expected: { output: { xs: [1], r: { all: [1] } } },
  },
  {
    feature: 'Map.Output, Assign',
    shows: 'JSONata, of the list of results',
    definition: machine(
      {
        M: {
          Type: 'Map',
          ItemProcessor: processor(pass()),
          Output: '{% $sum($states.result) %}',
          Assign: { n: '{% $count($states.result) %}' },
          Next: 'D',
        },
        D: pass({ Output: '{% [$states.input, $n] %}' }),
      },
      JSONATA,
    ),
    input: [1, 2],
    expected: { output: [3, 2] },
  },
  { feature: 'Map over nothing', shows: 'an empty list', definition: map({}), input: [], expected: { output: [] } },
  {
    feature: 'task in an iteration',
    shows: 'several tasks at a time',
    definition: map({}, task()),
    input: [1, 2],
    expected: { output: [1, 2] },
  },
];
