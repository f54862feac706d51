import { describe, expect, it } from '@jest/globals';
import { testState } from '../../src/testing/index.js';
import { task } from './stories.js';

describe('testState', () => {
  it('shows every station of the data', async () => {
    const definition = task({
      InputPath: '$.in',
      Parameters: { 'x.$': '$.x' },
      ResultSelector: { 'y.$': '$.Y' },
      ResultPath: '$.out',
    });
    const result = await testState({ definition, input: { in: { x: 1 } }, mock: { result: { Y: 2 } } });
    expect(result).toEqual({
      status: 'SUCCEEDED',
      output: { in: { x: 1 }, out: { y: 2 } },
      inspection: {
        input: { in: { x: 1 } },
        afterInputPath: { x: 1 },
        afterParameters: { x: 1 },
        result: { Y: 2 },
        afterResultSelector: { y: 2 },
        afterResultPath: { in: { x: 1 }, out: { y: 2 } },
      },
    });
  });

  it('tells what becomes of an error', async () => {
    const definition = task({
      Retry: [{ ErrorEquals: ['Boom'], MaxAttempts: 1, IntervalSeconds: 4 }],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }],
    });
    const mock = { errorOutput: { error: 'Boom', cause: 'c' } };
    expect(await testState({ definition, mock })).toMatchObject({ status: 'RETRIABLE', backoffSeconds: 4 });
    expect(await testState({ definition, mock, retryCount: 1 })).toMatchObject({
      status: 'CAUGHT_ERROR',
      nextState: 'H',
      output: { Error: 'Boom', Cause: 'c' },
    });
    expect(await testState({ definition: task(), mock })).toMatchObject({ status: 'FAILED', error: 'Boom', cause: 'c' });
  });

  it('runs the states that need no mock, of a machine too', async () => {
    const definition = {
      StartAt: 'A',
      QueryLanguage: 'JSONata',
      States: {
        A: { Type: 'Choice', Choices: [{ Condition: '{% $v > 1 %}', Next: 'B' }], Default: 'C' },
        B: { Type: 'Succeed' },
        C: { Type: 'Succeed' },
      },
    };
    expect(await testState({ definition, stateName: 'A', variables: { v: 2 } })).toMatchObject({
      status: 'SUCCEEDED',
      nextState: 'B',
    });
    expect(await testState({ definition: { Type: 'Pass', Parameters: { 'a.$': '$.nope' }, End: true } })).toMatchObject({
      status: 'FAILED',
      error: 'States.Runtime',
    });
  });
});
