import { describe, expect, it } from '@jest/globals';
import { compile } from '../../src/compile/compile.js';
import { AWS_QUOTAS, type Json } from '../../src/model.js';
import { given } from '../../src/testing/index.js';
import { lines, run, task, typesOf } from './stories.js';

describe('redrive', () => {
  it('continues in the failed state, with fresh retries', async () => {
    const definition = {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Result: { n: 1 }, Next: 'B' },
        B: task({ Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] }),
      },
    };
    let calls = 0;
    const { history, snapshot } = await run(definition, {
      answer: () => (++calls <= 3 ? { error: 'Boom' } : { output: calls }),
      at: [{ seconds: 10, stimulus: { kind: 'redrive' } }],
    });
    expect(snapshot).toMatchObject({ status: 'SUCCEEDED', output: 4, redriveCount: 1 });
    const redriven = history.findIndex(({ type }) => type === 'ExecutionRedriven');
    expect(typesOf(history).slice(redriven, redriven + 2)).toEqual(['ExecutionRedriven', 'ActivityScheduled']);
    expect(typesOf(history).filter((type) => type === 'TaskStateEntered')).toHaveLength(1);
  });

  it('runs only the branches that did not succeed', async () => {
    const branches = ['A', 'B', 'C'].map((name) => ({ StartAt: name, States: { [name]: task() } }));
    let failures = 0;
    const { tasks, snapshot } = await run(
      { StartAt: 'P', States: { P: { Type: 'Parallel', Branches: branches, End: true } } },
      {
        answer: ({ stateName }) =>
          stateName === 'B' && failures++ === 0
            ? { error: 'Boom', after: 2 }
            : { output: stateName, after: stateName === 'C' ? 5 : 1 },
        at: [{ seconds: 10, stimulus: { kind: 'redrive' } }],
      },
    );
    expect(tasks.map(({ stateName }) => stateName)).toEqual(['A', 'B', 'C', 'B', 'C']);
    expect(snapshot.output).toEqual(['A', 'B', 'C']);
  });

  it('goes on with the items that a failed Map had not begun', async () => {
    const processor = { StartAt: 'I', States: { I: { Type: 'Pass', End: true } } };
    const definition = {
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          MaxConcurrency: 1,
          ItemSelector: { 'a.$': 'States.ArrayGetItem($$.Map.Item.Value, 0)' },
          ItemProcessor: processor,
          End: true,
        },
      },
    };
    const { history, snapshot } = await run(definition, {
      input: [['x'], []],
      at: [{ seconds: 5, stimulus: { kind: 'redrive' } }],
    });
    expect(snapshot).toMatchObject({ status: 'FAILED', redriveCount: 1 });
    expect(typesOf(history).filter((type) => type === 'MapIterationStarted')).toHaveLength(1);
    expect(typesOf(history).filter((type) => type === 'ExecutionFailed')).toHaveLength(2);
  });

  it('is refused for what has succeeded or still runs', async () => {
    const machine = compile({ StartAt: 'A', States: { A: { Type: 'Pass', End: true } } });
    const started = given(machine).when({ kind: 'start', input: {} }, 1);
    expect(started.when({ kind: 'redrive' }).then().decision.refused?.code).toBe('ExecutionNotRedrivable');
  });
});

describe('stop', () => {
  it('ends at once, with an event that points at nothing', async () => {
    const { history, effects, snapshot } = await run(
      { StartAt: 'A', States: { A: task() } },
      {
        answer: () => ({ silence: true }),
        at: [{ seconds: 3, stimulus: { kind: 'stop', error: 'E', cause: 'c' } }],
      },
    );
    expect(lines(history).at(-1)).toBe('5<-0 ExecutionAborted');
    expect(snapshot).toMatchObject({ status: 'ABORTED', error: 'E', cause: 'c' });
    expect(effects.map(({ kind }) => kind)).toEqual(['task', 'taskCancelled', 'ended']);
  });
});

describe('pause', () => {
  it('lets replies in and enters nothing until it is resumed', async () => {
    const definition = {
      StartAt: 'A',
      States: { A: task({ Next: 'B', End: undefined as unknown as Json }), B: { Type: 'Pass', End: true } },
    };
    delete definition.States.A['End'];
    const { history, seconds } = await run(definition, {
      answer: () => ({ output: 1, after: 5 }),
      at: [
        { seconds: 2, stimulus: { kind: 'pause' } },
        { seconds: 60, stimulus: { kind: 'resume' } },
      ],
    });
    expect(typesOf(history).slice(4)).toEqual([
      'ExecutionPaused', 'ActivitySucceeded', 'TaskStateExited', 'ExecutionResumed', 'PassStateEntered', 'PassStateExited', 'ExecutionSucceeded',
    ]); // prettier-ignore
    expect(seconds).toBe(60);
  });
});

describe('limits', () => {
  const loop = { StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } };

  it('end a machine that runs for ever with the event of the limit', async () => {
    const { history, snapshot } = await run(loop);
    expect(history).toHaveLength(25_000);
    expect(history.at(-1)).toMatchObject({ id: 25_000, previousEventId: 24_999, type: 'ExecutionFailed' });
    expect(snapshot).toMatchObject({
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
  });

  it('bound the work of one decision', () => {
    const first = given(compile(loop), [], { quotas: { ...AWS_QUOTAS, transitionsPerDecision: 10 } }).when(
      { kind: 'start', input: {} },
      1,
    );
    expect(first.decision).toMatchObject({ more: true });
    expect(first.decision.events).toHaveLength(1 + 10 * 2);
    const second = first.when({ kind: 'wake' });
    expect(second.decision.events[0]).toMatchObject({ id: 22, previousEventId: 21, type: 'PassStateEntered' });
  });

  it('fail a state whose output is too large', async () => {
    const { snapshot } = await run(
      { StartAt: 'A', States: { A: { Type: 'Pass', ResultPath: '$.copy', End: true } } },
      { input: { text: 'x'.repeat(200_000) } },
    );
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });
});

describe('deterministic ids', () => {
  it('are the same at every repetition, and new at every event', async () => {
    const id = { Type: 'Pass', Parameters: { 'a.$': 'States.UUID()', 'b.$': 'States.UUID()' } };
    const definition = {
      StartAt: 'A',
      States: { A: { ...id, ResultPath: '$.one', Next: 'B' }, B: { ...id, ResultPath: '$.two', End: true } },
    };
    const { snapshot } = await run(definition);
    const { one, two } = snapshot.output as { one: Record<string, string>; two: Record<string, string> };
    expect(new Set([one['a'], one['b'], two['a'], two['b']]).size).toBe(4);
    expect((await run(definition)).snapshot.output).toEqual(snapshot.output);
    expect((await run(definition, { context: { executionArn: 'another' } })).snapshot.output).not.toEqual(snapshot.output);
  });
});
