import { describe, expect, it } from '@jest/globals';
import { compile } from '../compile/compile.js';
import type { Json, JsonObject, TaskEffect } from '../model.js';
import { simulate, type Answer } from '../testing/index.js';
import { validate } from '../validate/index.js';
import { exportPlain } from './index.js';

const send = (type: string, more: JsonObject = {}): JsonObject => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::kafka:request',
  Parameters: { Topic: 't', Type: type, 'Payload.$': '$' },
  TimeoutSeconds: 30,
  ResultPath: '$.last',
  ...more,
});

const saga = (undo: JsonObject = {}): JsonObject => ({
  StartAt: 'A',
  Compensation: { Begin: 'Begin', End: 'Finish' },
  States: {
    A: send('A', { Compensate: 'UndoA', Next: 'Which' }),
    Which: { Type: 'Choice', Choices: [{ Variable: '$.big', BooleanEquals: true, Next: 'B' }], Default: 'C' },
    B: send('B', { Compensate: 'UndoB', Next: 'C' }),
    C: send('C', { Compensate: 'UndoC', Next: 'P' }),
    P: send('P', { Pivot: true, Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }], Next: 'R' }),
    R: send('R', { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 99_999_999 }], End: true }),
    UndoA: send('UndoA', { ...undo, End: true }),
    UndoB: send('UndoB', { ...undo, End: true }),
    UndoC: send('UndoC', { ...undo, End: true }),
    Begin: {
      Type: 'Task',
      QueryLanguage: 'JSONata',
      Resource: 'arn:aws:states:::kafka:request',
      Arguments: { Type: 'Begin', Why: '{% $states.context.Compensation.Error %}', Payload: '{% $states.input %}' },
      TimeoutSeconds: 30,
      End: true,
    },
    Finish: send('Finish', { End: true }),
  },
});

interface Ran {
  status: string;
  error?: string | undefined;
  sent: string[];
}

/** Answers by command; what is not named succeeds. A list is played one answer after the other. */
async function run(definition: JsonObject, answers: Record<string, Answer[]>, input: Json): Promise<Ran> {
  const left = structuredCopy(answers);
  const sent: string[] = [];
  const answer = ({ parameters }: TaskEffect): Answer => {
    const { Type, Payload, Why } = parameters as { Type: string; Payload: JsonObject; Why?: string };
    const [next] = left[Type]?.splice(0, 1) ?? [];
    sent.push(`${Type}${Why === undefined ? '' : `(${Why})`} ${JSON.stringify(Payload)}`);
    return next ?? { output: { done: Type } };
  };
  const { snapshot } = await simulate(compile(definition), { input, answer });
  return { status: snapshot.status, error: snapshot.error, sent };
}

function structuredCopy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

const INDEPENDENT = { CompensateAfter: [] };

describe('export to plain ASL', () => {
  it('is a definition that the service accepts, without our fields', () => {
    for (const undo of [{}, INDEPENDENT]) {
      const result = exportPlain(saga(undo));
      if (!result.ok) throw new Error(result.reason);
      expect(validate(result.definition)).toEqual([]);
      expect(JSON.stringify(result.definition)).not.toMatch(/"(?:Compensate|CompensateAfter|Compensation|Pivot)"/);
    }
  });

  const refused: Answer = { error: 'Refused', cause: 'no' };
  const scenarios: [string, Record<string, Answer[]>][] = [
    ['all goes well', {}],
    ...['A', 'B', 'C'].flatMap((step): [string, Record<string, Answer[]>][] => [
      [`${step} is refused`, { [step]: [refused] }],
      [`${step} does not answer`, { [step]: [{ silence: true }] }],
    ]),
    ['the pivot is refused', { P: [refused] }],
    ['the pivot is silent, then lands', { P: [{ silence: true }, { silence: true }] }],
    ['the pivot is silent, then refused', { P: [{ silence: true }, refused] }],
    ['the pivot is busy, then refused', { P: [{ error: 'Busy' }, refused] }],
    ['a compensation fails twice', { C: [refused], UndoA: [refused, { silence: true }] }],
    ['a retriable step fails', { R: [refused, { silence: true }] }],
  ];

  describe.each([
    ['in reverse order', {}],
    ['independent', INDEPENDENT],
  ] as [string, JsonObject][])('compensations %s', (_name, undo) => {
    it.each(scenarios)('behaves as the engine does: %s', async (_scenario, answers) => {
      const exported = exportPlain(saga(undo));
      if (!exported.ok) throw new Error(exported.reason);
      for (const big of [true, false]) {
        const [ours, plain] = [await run(saga(undo), answers, { big }), await run(exported.definition, answers, { big })];
        expect({ ...plain, sent: plain.sent.toSorted() }).toEqual({ ...ours, sent: ours.sent.toSorted() });
        if (undo === INDEPENDENT) continue;
        const undone = ({ sent }: Ran): string[] => sent.filter((text) => text.startsWith('Undo'));
        expect(undone(plain)).toEqual(undone(ours));
      }
    });
  });

  it('leaves plain definitions alone and refuses what it cannot say', () => {
    const plain = { StartAt: 'S', States: { S: { Type: 'Succeed' } } };
    expect(exportPlain(plain)).toEqual({ ok: true, definition: plain });
    const nested = {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'A', States: { A: send('A', { Compensate: 'U', End: true }) } }],
          End: true,
        },
        U: send('U', { End: true }),
      },
    };
    expect(exportPlain(nested)).toEqual({ ok: false, reason: "The compensatable step 'A' is inside a Parallel or Map state" });
  });
});
