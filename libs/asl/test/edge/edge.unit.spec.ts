import { describe, expect, it } from '@jest/globals';
import type { Json, JsonObject } from '../../src/model.js';
import { AWS_QUOTAS } from '../../src/model.js';
import { validate } from '../../src/validate/index.js';
import { lines, run, task, typesOf } from '../states/stories.js';
import { tell, type Story } from '../support/story.js';
import { FAILING } from './failing.js';
import { FLOW } from './flow.js';
import { SPECIFICATION } from './specification.js';

const named = (stories: Story[]): [string, Story][] => stories.map((story) => [story.feature, story]);

describe('every example of the specification', () => {
  it.each(named(SPECIFICATION))('%s', async (_feature, story) => {
    expect(await tell(story)).toMatchObject(story.expected);
  });
});

describe('what implementers get wrong', () => {
  it.each(named(FLOW))('%s', async (_feature, story) => {
    expect(await tell(story)).toMatchObject(story.expected);
  });

  it.each(named(FAILING))('%s', async (_feature, story) => {
    expect(await tell(story)).toMatchObject(story.expected);
  });

  it('eleven nested intrinsic functions are refused by the validator', () => {
    const call = 'States.Array('.repeat(11) + '1' + ')'.repeat(11);
    const definition = { StartAt: 'S', States: { S: { Type: 'Pass', Parameters: { 'v.$': call }, End: true } } };
    expect(validate(definition).some(({ severity }) => severity === 'ERROR')).toBe(true);
  });

  it('a failing Parallel inside a Map: the others are aborted, from inside out', async () => {
    const processor = {
      StartAt: 'P',
      States: {
        P: {
          Type: 'Parallel',
          Branches: [
            { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Deep' } } },
            { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 9, End: true } } },
          ],
          End: true,
        },
      },
    };
    const { history, snapshot } = await run(
      { StartAt: 'M', States: { M: { Type: 'Map', ItemProcessor: processor, End: true } } },
      { input: [1] },
    );
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'Deep' });
    expect(typesOf(history).slice(-4)).toEqual([
      'ParallelStateFailed',
      'MapIterationFailed',
      'MapStateFailed',
      'ExecutionFailed',
    ]);
  });

  it('redrive: the event, the counters and the context object', async () => {
    const definition = { StartAt: 'S', States: { S: task({ Parameters: { 'n.$': '$$.Execution.RedriveCount' } }) } };
    let calls = 0;
    const { history, tasks, snapshot } = await run(definition, {
      answer: () => (++calls < 3 ? { error: 'Boom' } : { output: 1 }),
      at: [5, 10].map((seconds) => ({ seconds, stimulus: { kind: 'redrive' as const } })),
    });
    expect(snapshot).toMatchObject({ status: 'SUCCEEDED', redriveCount: 2 });
    expect(tasks.map(({ parameters }) => parameters)).toEqual([{ n: 0 }, { n: 1 }, { n: 2 }]);
    const redrives = history.filter(({ type }) => type === 'ExecutionRedriven');
    expect(redrives.map(({ details }) => details?.redriveCount)).toEqual([1, 2]);
    expect(lines(history).every((line) => !/^(\d+)<-\1 /.test(line))).toBe(true);
  });

  it('redrive of a Fail state fails again', async () => {
    const { snapshot, history } = await run(
      { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E' } } },
      { at: [{ seconds: 5, stimulus: { kind: 'redrive' } }] },
    );
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'E', redriveCount: 1 });
    expect(typesOf(history).slice(-2)).toEqual(['ExecutionRedriven', 'ExecutionFailed']);
  });

  it('a heartbeat just in time and one just too late', async () => {
    const definition = { StartAt: 'S', States: { S: task({ HeartbeatSeconds: 5 }) } };
    const beats = async (...seconds: number[]): Promise<string> => {
      const { snapshot } = await run(definition, {
        answer: () => ({ output: 1, after: 9 }),
        at: seconds.map((at) => ({ seconds: at, stimulus: { kind: 'taskHeartbeat' as const, taskId: 3 } })),
      });
      return snapshot.status;
    };
    expect(await beats(4.9)).toBe('SUCCEEDED');
    expect(await beats(5.1)).toBe('FAILED');
  });

  it('MaxDelaySeconds with jitter: every delay lies between nothing and the limit', async () => {
    const retry = [{ ErrorEquals: ['Boom'], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 20, JitterStrategy: 'FULL', MaxAttempts: 30 }]; // prettier-ignore
    let calls = 0;
    const { history } = await run({ StartAt: 'S', States: { S: task({ Retry: retry }) } }, { answer: () => (++calls <= 30 ? { error: 'Boom' } : { output: 1 }) }); // prettier-ignore
    const scheduled = history.filter(({ type }) => type === 'ActivityScheduled').map(({ timestamp }) => timestamp);
    const delays = scheduled.slice(1).map((at, before) => (at - (scheduled[before] ?? 0)) / 1_000);
    expect(delays).toHaveLength(30);
    expect(delays.every((delay) => delay >= 0 && delay <= 20)).toBe(true);
    expect(new Set(delays).size).toBeGreaterThan(20);
  });
});

describe('limits of variables', () => {
  const limited = (
    changes: object,
    assigns: JsonObject[],
  ): Promise<{ snapshot: { status: string; error?: string | undefined } }> => {
    const states = Object.fromEntries(
      assigns.map((Assign, at): [string, Json] => [
        `S${at}`,
        { Type: 'Pass', Assign, ...(at + 1 < assigns.length ? { Next: `S${at + 1}` } : { End: true }) },
      ]),
    );
    return run(
      { QueryLanguage: 'JSONata', StartAt: 'S0', States: states },
      { context: { quotas: { ...AWS_QUOTAS, ...changes } } },
    );
  };
  const of = (bytes: number): string => 'x'.repeat(bytes - 2);

  it('one variable, one Assign, all variables of an execution', async () => {
    expect((await limited({ variableBytes: 100 }, [{ a: of(100) }])).snapshot.status).toBe('SUCCEEDED');
    expect((await limited({ variableBytes: 100 }, [{ a: of(101) }])).snapshot.error).toBe('States.DataLimitExceeded');
    expect((await limited({ variableBytes: 100 }, [{ a: of(50), b: of(51) }])).snapshot.error).toBe('States.DataLimitExceeded');
    const total = { executionVariableBytes: 200 };
    expect((await limited(total, [{ a: of(100) }, { b: of(100) }])).snapshot.status).toBe('SUCCEEDED');
    expect((await limited(total, [{ a: of(100) }, { b: of(101) }])).snapshot.error).toBe('States.DataLimitExceeded');
  });

  it('a value that is replaced counts no more, nor one of a branch that is through', async () => {
    const total = { executionVariableBytes: 150 };
    expect((await limited(total, [{ a: of(100) }, { a: of(150) }])).snapshot.status).toBe('SUCCEEDED');
    const processor = { StartAt: 'I', States: { I: { Type: 'Pass', Assign: { v: of(100) }, End: true } } };
    const inTurn = { QueryLanguage: 'JSONata', StartAt: 'M', States: { M: { Type: 'Map', Items: [1, 2, 3], MaxConcurrency: 1, ItemProcessor: processor, End: true } } }; // prettier-ignore
    const { snapshot } = await run(inTurn, { context: { quotas: { ...AWS_QUOTAS, ...total } } });
    expect(snapshot).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('bytes are those of UTF-8', async () => {
    expect((await limited({ variableBytes: 5 }, [{ a: 'ää' }])).snapshot.error).toBe('States.DataLimitExceeded');
    expect((await limited({ variableBytes: 6 }, [{ a: '😀' }])).snapshot.status).toBe('SUCCEEDED');
  });
});
