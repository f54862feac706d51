import { describe, expect, it } from '@jest/globals';
import type { Json } from '../../src/model.js';
import type { Answer } from '../../src/testing/index.js';
import { lines, run, task, typesOf } from './stories.js';

const FAILURE: Answer = { error: 'Boom', cause: 'why' };
const caught = { Type: 'Pass', End: true };
const machine = (state: Record<string, Json>): Json => ({ StartAt: 'A', States: { A: state, Caught: caught } });
const catcher = (...errors: string[]): Json => [{ ErrorEquals: errors, Next: 'Caught' }];

describe('Retry', () => {
  it('schedules the task again under the same entry', async () => {
    const { history, snapshot, seconds } = await run(
      machine(task({ Retry: [{ ErrorEquals: ['Boom'], IntervalSeconds: 2, MaxAttempts: 2 }] })),
      {
        answer: ({ attempt }) => (attempt < 3 ? FAILURE : { output: attempt }),
      },
    );
    expect(lines(history)).toEqual([
      '1<-0 ExecutionStarted', '2<-0 TaskStateEntered', '3<-2 ActivityScheduled', '4<-3 ActivityStarted', '5<-4 ActivityFailed',
      '6<-5 ActivityScheduled', '7<-6 ActivityStarted', '8<-7 ActivityFailed', '9<-8 ActivityScheduled', '10<-9 ActivityStarted',
      '11<-10 ActivitySucceeded', '12<-11 TaskStateExited', '13<-12 ExecutionSucceeded',
    ]); // prettier-ignore
    expect(snapshot.output).toBe(3);
    expect(seconds).toBe(2 + 4);
  });

  it('counts for each retrier alone, in the order of the list', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1, IntervalSeconds: 10, BackoffRate: 1 },
      { ErrorEquals: ['States.ALL'], MaxAttempts: 2, IntervalSeconds: 1, BackoffRate: 1 },
    ];
    const errors = ['B', 'A', 'B', 'A'];
    const { snapshot, seconds } = await run(machine(task({ Retry })), {
      answer: ({ attempt }) => ({ error: errors[attempt - 1] ?? 'none' }),
    });
    expect(seconds).toBe(1 + 10 + 1);
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'A' });
  });

  it('grows to MaxDelaySeconds, and full jitter stays below it', async () => {
    const Retry = [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 3, MaxAttempts: 4, BackoffRate: 3, MaxDelaySeconds: 10 }];
    const { seconds } = await run(machine(task({ Retry })), { answer: () => FAILURE });
    expect(seconds).toBe(3 + 9 + 10 + 10);
    const jittered = { ...Retry[0], JitterStrategy: 'FULL' };
    const first = await run(machine(task({ Retry: [jittered] })), { answer: () => FAILURE });
    expect(first.seconds).toBeLessThan(32);
    expect((await run(machine(task({ Retry: [jittered] })), { answer: () => FAILURE })).seconds).toBe(first.seconds);
  });

  it('covers Parameters that fail at every try', async () => {
    const state = task({ Parameters: { 'x.$': 'States.ArrayGetItem($.xs, 9)' }, Retry: [{ ErrorEquals: ['States.ALL'] }] });
    const { snapshot, history } = await run(machine(state), { input: { xs: [] } });
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
    expect(typesOf(history)).not.toContain('ActivityScheduled');
  });

  it('shows its count in the context object', async () => {
    const state = task({ Parameters: { 'count.$': '$$.State.RetryCount' }, Retry: [{ ErrorEquals: ['States.ALL'] }] });
    const { tasks } = await run(machine(state), { answer: () => FAILURE });
    expect(tasks.map(({ parameters }) => parameters)).toEqual([{ count: 0 }, { count: 1 }, { count: 2 }, { count: 3 }]);
  });
});

describe('Catch', () => {
  it('leaves the state with the error output', async () => {
    const { history, snapshot } = await run(
      machine(task({ Catch: [{ ErrorEquals: ['Boom'], ResultPath: '$.error', Next: 'Caught' }] })),
      {
        input: { x: 1 },
        answer: () => FAILURE,
      },
    );
    expect(typesOf(history).slice(4)).toEqual([
      'ActivityFailed',
      'TaskStateExited',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
    expect(snapshot.output).toEqual({ x: 1, error: { Error: 'Boom', Cause: 'why' } });
  });

  it.each([
    ['States.ALL', 'Boom', true],
    ['States.TaskFailed', 'Boom', true],
    ['States.TaskFailed', 'States.Timeout', false],
    ['States.Timeout', 'States.Timeout', true],
    ['States.ALL', 'States.Runtime', false],
    ['States.Runtime', 'States.Runtime', false],
    ['Other', 'Boom', false],
  ])('%s meets %s: %s', async (name, error, isCaught) => {
    const { snapshot } = await run(machine(task({ Catch: catcher(name) })), { answer: () => ({ error }) });
    expect(snapshot.status).toBe(isCaught ? 'SUCCEEDED' : 'FAILED');
  });

  it('has its own Assign', async () => {
    const definition = {
      StartAt: 'A',
      States: {
        A: task({
          Assign: { seen: 'state' },
          Catch: [{ ErrorEquals: ['States.ALL'], Assign: { 'seen.$': '$.Error' }, Next: 'B' }],
        }),
        B: { Type: 'Pass', Parameters: { 'seen.$': '$seen' }, End: true },
      },
    };
    expect((await run(definition, { answer: () => FAILURE })).snapshot.output).toEqual({ seen: 'Boom' });
  });

  it('takes a result that is too large as a failure of the task', async () => {
    const { snapshot, history } = await run(machine(task({ Catch: catcher('States.DataLimitExceeded') })), {
      answer: () => ({ output: 'x'.repeat(300_000) }),
    });
    expect(snapshot.status).toBe('SUCCEEDED');
    expect(history[4]?.details?.cause).toContain('exceeding the maximum number of bytes service limit');
  });
});

describe('timeouts', () => {
  const silent = (): Answer => ({ silence: true });

  it('end the task, not the execution', async () => {
    const { history, snapshot, seconds } = await run(machine(task({ TimeoutSeconds: 7 })), { answer: silent });
    expect(typesOf(history).slice(-2)).toEqual(['ActivityTimedOut', 'ExecutionFailed']);
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(snapshot.cause).toBeUndefined();
    expect(seconds).toBe(7);
  });

  it('take a missed heartbeat under both names', async () => {
    for (const name of ['States.HeartbeatTimeout', 'States.Timeout']) {
      const { snapshot, seconds } = await run(machine(task({ TimeoutSeconds: 60, HeartbeatSeconds: 5, Catch: catcher(name) })), {
        answer: silent,
      });
      expect(snapshot).toMatchObject({ status: 'SUCCEEDED', output: { Error: 'States.Timeout', Cause: '' } });
      expect(seconds).toBe(5);
    }
  });

  it('wait as long as heartbeats come', async () => {
    const beats = [4, 8, 12].map((seconds) => ({ seconds, stimulus: { kind: 'taskHeartbeat', taskId: 3 } as const }));
    const { seconds } = await run(machine(task({ TimeoutSeconds: 60, HeartbeatSeconds: 5 })), { answer: silent, at: beats });
    expect(seconds).toBe(12 + 5);
  });

  it('of the machine end it as timed out, with an event that points at nothing', async () => {
    const definition = { StartAt: 'W', TimeoutSeconds: 3, States: { W: { Type: 'Wait', Seconds: 30, End: true } } };
    const { history, snapshot } = await run(definition);
    expect(history.at(-1)).toMatchObject({ type: 'ExecutionTimedOut', previousEventId: 0, details: { error: 'States.Timeout' } });
    expect(snapshot.status).toBe('TIMED_OUT');
    expect(snapshot.error).toBeUndefined();
  });

  it('refuse the reply that comes after them', async () => {
    const { snapshot, history } = await run(machine(task({ TimeoutSeconds: 7, Catch: catcher('States.Timeout') })), {
      answer: () => ({ after: 8, output: 'late' }),
    });
    expect(snapshot.output).toEqual({ Error: 'States.Timeout', Cause: '' });
    expect(typesOf(history)).not.toContain('LateReplyReceived');
  });
});
