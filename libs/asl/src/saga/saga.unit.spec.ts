import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../model.js';
import { validate } from '../validate/index.js';
import type { Catalogue } from './catalogue.js';

const FOREVER = { ErrorEquals: ['States.ALL'], MaxAttempts: 99_999_999 };
const send = (type: string, more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::kafka:request',
  Parameters: { Topic: `${type.slice(-1).toLowerCase()}.commands`, Type: type },
  TimeoutSeconds: 30,
  ...more,
});

const CATALOGUE: Catalogue = {
  DoA: { kind: 'compensatable', outcomes: ['ADone', 'ARefused'] },
  UndoA: { kind: 'compensation', outcomes: ['AUndone'] },
  DoP: { kind: 'pivot', outcomes: ['PDone', 'PRefused'] },
  DoR: { kind: 'retriable', outcomes: ['RDone'] },
  Open: { kind: 'closing', outcomes: ['Opened'] },
  Close: { kind: 'closing', outcomes: ['Closed'] },
};

const saga = (changes: Record<string, JsonObject> = {}, top: JsonObject = {}): JsonObject => ({
  StartAt: 'A',
  Compensation: { Begin: 'Begin', End: 'Finish' },
  States: {
    A: send('DoA', { Compensate: 'UndoA', Next: 'P' }),
    P: send('DoP', { Pivot: true, Next: 'R' }),
    R: send('DoR', { Retry: [FOREVER], End: true }),
    UndoA: send('UndoA', { CompensateAfter: [], End: true }),
    Begin: send('Open', { End: true }),
    Finish: send('Close', { End: true }),
    ...changes,
  },
  ...top,
});

const codes = (definition: Json, catalogue?: Catalogue): string[] =>
  validate(definition, catalogue ? { catalogue } : {}).map(
    ({ severity, code, location }) => `${severity} ${code} ${location ?? ''}`,
  );

describe('rules of sagas', () => {
  it('a sound saga has nothing to report, with and without its contracts', () => {
    expect(codes(saga())).toEqual([]);
    expect(codes(saga(), CATALOGUE)).toEqual([]);
  });

  const without = (state: JsonObject, field: string): JsonObject =>
    Object.fromEntries(Object.entries(state).filter(([key]) => key !== field));

  it.each<[string, JsonObject, string[]]>([
    [
      'a step without a timeout',
      saga({ A: without(send('DoA', { Compensate: 'UndoA', Next: 'P' }), 'TimeoutSeconds') }),
      ['ERROR SAGA_TIMEOUT_MISSING /States/A'],
    ],
    [
      'a compensation without a timeout',
      saga({ UndoA: without(send('UndoA', { End: true }), 'TimeoutSeconds') }),
      ['ERROR SAGA_TIMEOUT_MISSING /States/UndoA'],
    ],
    [
      'Compensate after the pivot',
      saga({ R: send('DoR', { Retry: [FOREVER], Compensate: 'UndoA', End: true }) }),
      ['ERROR SAGA_COMPENSATE_AFTER_PIVOT /States/R'],
    ],
    [
      'Compensate on the pivot',
      saga({ P: send('DoP', { Pivot: true, Compensate: 'UndoA', Next: 'R' }) }),
      ['ERROR SAGA_PIVOT_COMPENSATED /States/P'],
    ],
    [
      'a step after the pivot that gives up',
      saga({ R: send('DoR', { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 5 }], End: true }) }),
      ['ERROR SAGA_RETRIABLE_NOT_RETRIED /States/R'],
    ],
    [
      'a compensation that gives up',
      saga({ UndoA: send('UndoA', { Retry: [{ ErrorEquals: ['States.ALL'] }], End: true }) }),
      ['ERROR SAGA_COMPENSATION_NOT_RETRIED /States/UndoA'],
    ],
    [
      'a compensation that is no Task',
      saga({ UndoA: { Type: 'Pass', End: true } }),
      ['ERROR SAGA_COMPENSATION_INVALID /States/UndoA'],
    ],
    [
      'a compensation that goes on',
      saga({ UndoA: send('UndoA', { Next: 'Begin' }) }),
      ['ERROR SAGA_COMPENSATION_INVALID /States/UndoA'],
    ],
    [
      'a compensation on the way',
      saga({ P: send('DoP', { Pivot: true, Next: 'UndoA' }), R: { Type: 'Pass', End: true } }),
      ['ERROR MISSING_TRANSITION_TARGET /States/R', 'ERROR SAGA_COMPENSATION_ON_THE_WAY /States/UndoA'],
    ],
    [
      'a compensation that is missing',
      saga({ A: send('DoA', { Compensate: 'Nope', Next: 'P' }) }),
      [
        'ERROR MISSING_TRANSITION_TARGET /States/A/Compensate',
        'ERROR MISSING_TRANSITION_TARGET /States/UndoA',
        'ERROR SAGA_COMPENSATE_AFTER_INVALID /States/UndoA/CompensateAfter',
      ],
    ],
    [
      'Begin that is missing',
      saga({}, { Compensation: { Begin: 'Nope', End: 'Finish' } }),
      ['ERROR MISSING_TRANSITION_TARGET /States/Begin', 'ERROR SAGA_COMPENSATION_INVALID /Compensation'],
    ],
    [
      'CompensateAfter of a stranger',
      saga({ UndoA: send('UndoA', { CompensateAfter: ['R'], End: true }) }),
      ['ERROR SAGA_COMPENSATE_AFTER_INVALID /States/UndoA/CompensateAfter[0]'],
    ],
    ['failing after the pivot', saga({ R: { Type: 'Fail' } }), ['ERROR SAGA_FAIL_AFTER_PIVOT /States/R']],
    [
      'a pivot that catches the unknown',
      saga({ P: send('DoP', { Pivot: true, Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'R' }], Next: 'R' }) }),
      ['WARNING SAGA_PIVOT_UNKNOWN_CAUGHT /States/P/Catch[0]'],
    ],
    ['two pivots in a row', saga({ R: send('DoR', { Pivot: true, End: true }) }), ['ERROR SAGA_PIVOT_REPEATED /States/R']],
    [
      'CompensateAfter in a plain definition',
      { StartAt: 'A', States: { A: send('DoA', { CompensateAfter: [], End: true }) } },
      ['ERROR SAGA_COMPENSATE_AFTER_INVALID /States/A/CompensateAfter'],
    ],
  ])('%s', (_name, definition, expected) => {
    expect(codes(definition)).toEqual(expected);
  });

  it('compensations that wait for each other', () => {
    const circle = saga({
      A: send('DoA', { Compensate: 'UndoA', Next: 'B' }),
      B: send('DoA', { Compensate: 'UndoB', Next: 'P' }),
      UndoA: send('UndoA', { CompensateAfter: ['UndoB'], End: true }),
      UndoB: send('UndoA', { CompensateAfter: ['UndoA'], End: true }),
    });
    expect(codes(circle)).toEqual([
      'ERROR SAGA_COMPENSATE_AFTER_CIRCLE /States/UndoA/CompensateAfter',
      'ERROR SAGA_COMPENSATE_AFTER_CIRCLE /States/UndoB/CompensateAfter',
    ]);
  });

  it.each<[string, JsonObject, string[]]>([
    [
      'a compensatable step without Compensate',
      saga({ A: send('DoA', { Next: 'A2' }), A2: send('DoA', { Compensate: 'UndoA', Next: 'P' }) }),
      ['ERROR SAGA_COMPENSATE_MISSING /States/A'],
    ],
    [
      'an unknown command',
      saga({ A: send('DoX', { Compensate: 'UndoA', Next: 'P' }) }),
      ['ERROR SAGA_COMMAND_UNKNOWN /States/A'],
    ],
    [
      'an undeclared outcome',
      saga({
        A: send('DoA', { Compensate: 'UndoA', Catch: [{ ErrorEquals: ['ARefused', 'AExploded'], Next: 'P' }], Next: 'P' }),
      }),
      ['ERROR SAGA_OUTCOME_UNDECLARED /States/A/Catch[0]/ErrorEquals[1]'],
    ],
    [
      'a pivot that is not marked',
      saga({ P: send('DoP', { Retry: [FOREVER], Next: 'R' }) }),
      ['ERROR SAGA_KIND_MISMATCH /States/P'],
    ],
    [
      'a retriable step before the pivot',
      saga({ A: send('DoR', { Next: 'A2' }), A2: send('DoA', { Compensate: 'UndoA', Next: 'P' }) }),
      ['ERROR SAGA_KIND_MISMATCH /States/A'],
    ],
    ['a step as a compensation', saga({ UndoA: send('DoA', { End: true }) }), ['ERROR SAGA_KIND_MISMATCH /States/UndoA']],
    [
      'a compensation as a step',
      saga({ A: send('UndoA', { Compensate: 'UndoA', Next: 'P' }) }),
      ['ERROR SAGA_KIND_MISMATCH /States/A'],
    ],
  ])('against the contracts: %s', (_name, definition, expected) => {
    expect(codes(definition, CATALOGUE)).toEqual(expected);
  });

  const parallel = (after: JsonObject): JsonObject => ({
    StartAt: 'Both',
    States: {
      Both: {
        Type: 'Parallel',
        End: true,
        Branches: ['B1', 'B2'].map((name) => ({
          StartAt: name,
          States: { [name]: send('DoA', { Compensate: `Undo${name}`, End: true }) },
        })),
      },
      UndoB1: send('UndoA', { ...after, End: true }),
      UndoB2: send('UndoA', { ...after, End: true }),
    },
  });

  it('warns of parallel compensations of one participant, unless their order was thought of', () => {
    expect(codes(parallel({}))).toEqual(['WARNING SAGA_COMPENSATIONS_MAY_NOT_COMMUTE /States/UndoB2']);
    expect(codes(parallel({ CompensateAfter: [] }))).toEqual([]);
  });

  it('warns of overlapping iterations with compensations', () => {
    const processor = { StartAt: 'I', States: { I: send('DoA', { Compensate: 'UndoA', End: true }) } };
    const map = (more: JsonObject): JsonObject => ({
      StartAt: 'M',
      States: { M: { Type: 'Map', ItemProcessor: processor, End: true, ...more }, UndoA: send('UndoA', { End: true }) },
    });
    expect(codes(map({}))).toEqual(['WARNING SAGA_COMPENSATIONS_MAY_NOT_COMMUTE /States/UndoA']);
    expect(codes(map({ MaxConcurrency: 1 }))).toEqual([]);
  });

  it('is for STANDARD workflows', () => {
    expect(validate(saga(), { type: 'EXPRESS' }).map(({ code }) => code)).toEqual(['SAGA_STANDARD_ONLY']);
  });
});
