import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../model.js';
import { checkModel, printSequence, printTest, replay, type CheckOptions } from './index.js';

const FOREVER = { ErrorEquals: ['States.ALL'], MaxAttempts: 99_999_999 };
const send = (more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::kafka:request',
  Parameters: {},
  TimeoutSeconds: 30,
  ResultPath: null,
  ...more,
});

const SOUND: Record<string, JsonObject> = {
  A: send({ Compensate: 'UndoA', Next: 'B' }),
  B: send({ Compensate: 'UndoB', Next: 'P' }),
  P: send({ Pivot: true, Next: 'R' }),
  R: send({ Retry: [FOREVER], End: true }),
  UndoA: send({ End: true }),
  UndoB: send({ End: true }),
};
const saga = (changes: Record<string, JsonObject> = {}, top: JsonObject = {}): JsonObject => ({
  StartAt: 'A',
  States: { ...SOUND, ...changes },
  ...top,
});

/** What the contracts say: it does not change when a definition is broken. */
const FACTS: CheckOptions = {
  kinds: { A: 'compensatable', B: 'compensatable', P: 'pivot', R: 'retriable', UndoA: 'compensation', UndoB: 'compensation' },
  undoes: { UndoA: 'A', UndoB: 'B' },
};

describe('sound sagas', () => {
  it.each<[string, JsonObject]>([
    ['compensated in reverse order', saga()],
    [
      'compensated independently',
      saga({ UndoA: send({ CompensateAfter: [], End: true }), UndoB: send({ CompensateAfter: [], End: true }) }),
    ],
    [
      'with a beginning and an end',
      saga({ Begin: send({ End: true }), Finish: send({ End: true }) }, { Compensation: { Begin: 'Begin', End: 'Finish' } }),
    ],
    [
      'with retried steps',
      saga({ A: send({ Compensate: 'UndoA', Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }], Next: 'B' }) }),
    ],
    ['with a deadline for the whole', saga({}, { TimeoutSeconds: 20 })],
  ])('%s: every world within two faults is right', async (_name, definition) => {
    const result = await checkModel(definition, { ...FACTS, faults: 2 });
    expect(result.violation && printSequence(result.violation)).toBeUndefined();
    expect(result).toMatchObject({ ok: true, exhausted: true, bound: { faults: 2, inputs: 1 } });
    expect(result.worlds).toBeGreaterThan(200);
  });

  it('parallel branches', async () => {
    const branch = (name: string): JsonObject => ({
      StartAt: name,
      States: { [name]: send({ Compensate: `Undo${name}`, End: true }) },
    });
    const definition = {
      StartAt: 'Both',
      States: {
        Both: { Type: 'Parallel', Branches: [branch('A'), branch('B')], ResultPath: null, Next: 'P' },
        P: send({ Pivot: true, End: true }),
        UndoA: send({ CompensateAfter: [], End: true }),
        UndoB: send({ CompensateAfter: [], End: true }),
      },
    };
    const result = await checkModel(definition, { ...FACTS, faults: 1 });
    expect(result.violation && printSequence(result.violation)).toBeUndefined();
    expect(result.ok).toBe(true);
  });

  it('both ways through a Choice', async () => {
    const definition = saga({
      A: send({ Compensate: 'UndoA', Next: 'Which' }),
      Which: { Type: 'Choice', Choices: [{ Variable: '$.b', BooleanEquals: true, Next: 'B' }], Default: 'P' },
    });
    expect(await checkModel(definition, { ...FACTS, faults: 1, inputs: [{ b: true }, { b: false }] })).toMatchObject({
      ok: true,
      bound: { inputs: 2 },
    });
  });
});

/** Sagas with one mistake each.  */
const BROKEN: [string, JsonObject, string][] = [
  ['a step without its compensation', saga({ A: send({ Next: 'B' }) }), 'all-or-compensated'],
  [
    'compensations swapped',
    saga({ A: send({ Compensate: 'UndoB', Next: 'B' }), B: send({ Compensate: 'UndoB', Next: 'P' }) }),
    'all-or-compensated',
  ],
  ['a pivot that is not marked', saga({ P: send({ Next: 'R' }) }), 'all-or-compensated'],
  ['a pivot marked too late', saga({ P: send({ Next: 'R' }), R: send({ Pivot: true, End: true }) }), 'all-or-compensated'],
  ['a step after the pivot that gives up', saga({ R: send({ End: true }) }), 'all-or-compensated'],
  [
    'a step after the pivot whose failure is ignored',
    saga({ R: send({ Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }], End: true }), Done: { Type: 'Succeed' } }),
    'all-or-compensated',
  ],
  [
    'a compensatable step behind the pivot',
    saga({
      A: send({ Compensate: 'UndoA', Next: 'P' }),
      P: send({ Pivot: true, Next: 'B' }),
      B: send({ Compensate: 'UndoB', Next: 'R' }),
    }),
    'all-or-compensated',
  ],
  [
    'the compensation on the way forward',
    saga({ B: send({ Compensate: 'UndoB', Next: 'UndoA' }), UndoA: send({ Next: 'P' }) }),
    'all-or-compensated',
  ],
  [
    'a pivot without compensable steps marked at all',
    saga({ A: send({ Next: 'B' }), B: send({ Next: 'P' }) }),
    'all-or-compensated',
  ],
  ['a Fail state after the pivot', saga({ R: { Type: 'Fail', Error: 'Oops' } }), 'all-or-compensated'],
];

describe('broken sagas are rejected, each with its counter-example', () => {
  it.each(BROKEN)('%s', async (_name, definition, property) => {
    const result = await checkModel(definition, { ...FACTS, faults: 2 });
    expect(result).toMatchObject({ ok: false, violation: { property } });
    const violation = result.violation;
    if (!violation) throw new Error('no counter-example');
    expect(await replay(definition, FACTS, violation.input, violation.actions)).toMatchObject({
      property,
      message: violation.message,
    });
    expect(printSequence(violation)).toContain('The execution starts');
  });

  it('prints a sequence and a test', async () => {
    const { violation } = await checkModel(saga({ A: send({ Next: 'B' }) }), { ...FACTS, faults: 1 });
    if (!violation) throw new Error('no counter-example');
    expect(printSequence(violation)).toBe(
      [
        "all-or-compensated: The execution ended FAILED, but 'A' landed and was not undone",
        'Input {}',
        '  1. The execution starts',
        '  2. A reaches its participant and lands',
        '  3. A timeout fires while the answer is under way',
        '  4. The success of A reaches the engine',
      ].join('\n'),
    );
    expect(printTest(violation)).toContain('await replay(definition, facts, {}, [');
  });

  it('says when the search was given up', async () => {
    expect(await checkModel(saga(), { ...FACTS, faults: 3, maxWorlds: 100 })).toMatchObject({
      ok: false,
      exhausted: false,
      worlds: 100,
    });
  });
});
