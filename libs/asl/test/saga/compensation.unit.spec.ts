import { describe, expect, it } from '@jest/globals';
import { compile } from '../../src/compile/compile.js';
import { fold } from '../../src/evolve/evolve.js';
import { AWS_QUOTAS, type Json, type TaskEffect } from '../../src/model.js';
import { given, simulate, type Answer } from '../../src/testing/index.js';
import { ORDER, ORDER_SAGA, STRICT_SAGA } from './order-saga.js';

const saga = compile(ORDER_SAGA);
const strict = compile(STRICT_SAGA);
const ok: Answer = { output: { type: 'Done' } };
const names = (tasks: TaskEffect[]): string[] => tasks.map(({ stateName }) => stateName);
const why = (task: TaskEffect | undefined): Json => (task?.parameters as Record<string, Json>)['Why'] ?? null;

/** Answers by state name; the rest succeed. */
function workers(answers: Record<string, Answer | Answer[]>): (task: TaskEffect) => Answer {
  return ({ stateName, attempt }) => {
    const answer = answers[stateName];
    return (Array.isArray(answer) ? (answer[attempt - 1] ?? answer.at(-1)) : answer) ?? ok;
  };
}

describe('the order saga', () => {
  it('goes forward to the end', async () => {
    const { snapshot, tasks, history } = await simulate(saga, { input: ORDER, answer: () => ok });
    expect(snapshot).toMatchObject({ status: 'SUCCEEDED', output: ORDER });
    expect(names(tasks)).toEqual([
      'ReserveStock',
      'AuthorisePayment',
      'ScheduleShipment',
      'CapturePayment',
      'ConfirmOrder',
      'HandOverShipment',
    ]);
    expect(fold(saga, undefined, history)).toEqual(snapshot);
  });

  it('undoes what landed when a step is refused, and ends with the refusal', async () => {
    const refusal = { error: 'ShipmentRefused', cause: '{"reason":"postal code"}' };
    const { snapshot, tasks, history } = await simulate(saga, { input: ORDER, answer: workers({ ScheduleShipment: refusal }) });
    expect(snapshot).toMatchObject({ status: 'FAILED', ...refusal });
    expect(names(tasks).slice(3)).toEqual(['ReleaseStock', 'VoidPayment', 'BeginCompensation', 'CloseOrder']);
    expect(why(tasks.at(-1))).toEqual({
      Kind: 'failed',
      Error: 'ShipmentRefused',
      Cause: refusal.cause,
      Step: 'ScheduleShipment',
    });
    expect(history.at(-1)?.type).toBe('ExecutionFailed');
    expect(snapshot.ledger?.map(({ step, outcome, compensation }) => [step, outcome, compensation])).toEqual([
      ['ReserveStock', 'landed', 'done'],
      ['AuthorisePayment', 'landed', 'done'],
      ['ScheduleShipment', 'failed', undefined],
    ]);
    expect(fold(saga, undefined, history)).toEqual(snapshot);
  });

  it('tells the owner even when there is nothing to undo', async () => {
    const { snapshot, tasks } = await simulate(saga, {
      input: ORDER,
      answer: workers({ ReserveStock: { error: 'StockRejected' } }),
    });
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'StockRejected' });
    expect(names(tasks)).toEqual(['ReserveStock', 'BeginCompensation', 'CloseOrder']);
  });

  it('undoes a step that timed out too: it may have landed', async () => {
    const { snapshot, tasks } = await simulate(saga, { input: ORDER, answer: workers({ AuthorisePayment: { silence: true } }) });
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(names(tasks).slice(2)).toEqual(['ReleaseStock', 'VoidPayment', 'BeginCompensation', 'CloseOrder']);
  });

  it('records a late reply once, and never moves for it', async () => {
    const late: Answer = { after: 46, output: { type: 'PaymentAuthorised' } };
    const { snapshot, history } = await simulate(saga, {
      input: ORDER,
      answer: workers({ AuthorisePayment: late, VoidPayment: { after: 5, output: {} } }),
    });
    const replies = history.filter(({ type }) => type === 'LateReplyReceived');
    expect(replies).toHaveLength(1);
    expect(replies[0]?.details).toMatchObject({ name: 'AuthorisePayment', outcome: 'succeeded' });
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(history.at(-1)?.type).toBe('ExecutionFailed');
    expect(fold(saga, undefined, history)).toEqual(snapshot);
  });

  it('asks the pivot again without limit while its outcome is unknown', async () => {
    const attempts = 30;
    const silent = Array.from({ length: attempts }, (): Answer => ({ silence: true }));
    const { snapshot, tasks } = await simulate(saga, { input: ORDER, answer: workers({ CapturePayment: [...silent, ok] }) });
    expect(snapshot.status).toBe('SUCCEEDED');
    expect(names(tasks).filter((name) => name === 'CapturePayment')).toHaveLength(attempts + 1);
  });

  it('compensates when the pivot is refused', async () => {
    const { snapshot, tasks } = await simulate(saga, {
      input: ORDER,
      answer: workers({ CapturePayment: [{ silence: true }, { error: 'CaptureRefused' }] }),
    });
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'CaptureRefused' });
    expect(names(tasks).slice(5)).toEqual(['ReleaseStock', 'VoidPayment', 'CancelShipment', 'BeginCompensation', 'CloseOrder']);
  });

  it('repeats a compensation until it succeeds, with backoff, and meanwhile does not end', async () => {
    const down = Array.from({ length: 10 }, (): Answer => ({ error: 'PaymentDown' }));
    const { snapshot, tasks, seconds } = await simulate(saga, {
      input: ORDER,
      answer: workers({ ScheduleShipment: { error: 'ShipmentRefused' }, VoidPayment: [...down, ok] }),
    });
    expect(names(tasks).filter((name) => name === 'VoidPayment')).toHaveLength(11);
    expect(names(tasks).at(-1)).toBe('CloseOrder');
    expect(seconds).toBe(1 + 2 + 4 + 8 + 16 + 32 + 60 * 4);
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'ShipmentRefused' });
  });

  it('compensates when it is cancelled before the pivot, and ends aborted', async () => {
    const cancel = { kind: 'cancel', error: 'cancelled', cause: 'The customer cancelled' } as const;
    const { snapshot, tasks, effects } = await simulate(saga, {
      input: ORDER,
      answer: workers({ ScheduleShipment: { silence: true } }),
      at: [{ seconds: 10, stimulus: cancel }],
    });
    expect(snapshot).toMatchObject({ status: 'ABORTED', error: 'cancelled', cause: 'The customer cancelled' });
    expect(names(tasks).slice(3, 6)).toEqual(['ReleaseStock', 'VoidPayment', 'CancelShipment']);
    expect(why(tasks.at(-1))).toMatchObject({ Kind: 'cancelled', Error: 'cancelled' });
    expect(effects.find(({ kind }) => kind === 'taskCancelled')).toMatchObject({ stateName: 'ScheduleShipment' });
  });

  it('refuses to stop once the pivot was sent, unless it is forced', () => {
    const start = given(saga).when({ kind: 'start', input: ORDER }, 1_000);
    let story = start;
    for (let step = 0; step < 3; step++) {
      const task = story.effects.find((effect) => effect.kind === 'task');
      story = story.when({ kind: 'taskSucceeded', taskId: task?.kind === 'task' ? task.taskId : 0, output: '{}' });
    }
    const refused = story.when({ kind: 'stop' }).then();
    expect(refused.decision.refused?.code).toBe('PivotPassed');
    expect(refused.snapshot).toBe(story.snapshot);
    story
      .when({ kind: 'stop', error: 'Admin', force: true })
      .then({ type: 'ExecutionAborted', details: { error: 'Admin' }, previousEventId: 0 });
  });

  it('is not redrivable once it was compensated', async () => {
    const { history } = await simulate(saga, {
      input: ORDER,
      answer: workers({ AuthorisePayment: { error: 'PaymentDeclined' } }),
    });
    expect(given(saga, history).when({ kind: 'redrive' }).then().decision.refused?.code).toBe('ExecutionNotRedrivable');
  });
});

describe('compensation without CompensateAfter', () => {
  it('runs in strict reverse order', async () => {
    const { tasks, snapshot } = await simulate(strict, {
      input: ORDER,
      answer: workers({ D: { error: 'No' }, UndoB: [{ error: 'Down' }, ok] }),
    });
    expect(names(tasks)).toEqual(['A', 'B', 'C', 'D', 'UndoC', 'UndoB', 'UndoB', 'UndoA']);
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'No' });
  });

  it('undoes a step that was given up on before the execution succeeds', async () => {
    const machine = compile({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: 'arn:aws:states:::kafka:request',
          TimeoutSeconds: 5,
          Compensate: 'UndoA',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Otherwise' }],
          End: true,
        },
        Otherwise: { Type: 'Pass', Result: 'other way', End: true },
        UndoA: { Type: 'Task', Resource: 'arn:aws:states:::kafka:request', TimeoutSeconds: 5, End: true },
      },
    });
    const { snapshot, tasks, history } = await simulate(machine, {
      answer: workers({ A: { after: 6, output: 'late' }, UndoA: { after: 3, output: {} } }),
    });
    expect(names(tasks)).toEqual(['A', 'UndoA']);
    expect(snapshot).toMatchObject({ status: 'SUCCEEDED', output: 'other way' });
    expect(history.some(({ type }) => type === 'LateReplyReceived')).toBe(true);
    expect(fold(machine, undefined, history)).toEqual(snapshot);
  });
});

describe('the history limit', () => {
  const few = { quotas: { ...AWS_QUOTAS, historyEvents: 60 } };

  it('lets what must not be given up go on', async () => {
    const silent = Array.from({ length: 30 }, (): Answer => ({ silence: true }));
    const forward = await simulate(saga, { input: ORDER, context: few, answer: workers({ CapturePayment: [...silent, ok] }) });
    expect(forward.history.length).toBeGreaterThan(60);
    expect(names(forward.tasks).filter((name) => name === 'CapturePayment')).toHaveLength(31);
    expect(forward.snapshot.status).toBe('SUCCEEDED');
    const refused = { error: 'ShipmentRefused' };
    const back = await simulate(saga, {
      input: ORDER,
      context: few,
      answer: workers({ ScheduleShipment: refused, VoidPayment: [...silent, ok] }),
    });
    expect(back.history.length).toBeGreaterThan(60);
    expect(back.snapshot).toMatchObject({ status: 'FAILED', error: 'ShipmentRefused' });
  });

  it('compensates when it is reached before the pivot', async () => {
    const tight = { quotas: { ...AWS_QUOTAS, historyEvents: 14 } };
    const { snapshot, tasks } = await simulate(saga, { input: ORDER, context: tight, answer: () => ok });
    expect(snapshot.cause).toContain('maximum number of history events');
    expect(names(tasks).slice(2)).toEqual(['ReleaseStock', 'VoidPayment', 'BeginCompensation', 'CloseOrder']);
  });
});
