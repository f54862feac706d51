import { describe, expect, it } from '@jest/globals';
import type { Json, TaskEffect } from '../../src/model.js';
import type { Answer } from '../../src/testing/index.js';
import { lines, run, task, typesOf } from './stories.js';

const branch = (name: string, state: Json): Json => ({ StartAt: name, States: { [name]: state } });
const fails: Answer = { error: 'Boom', cause: 'why' };

describe('Parallel', () => {
  const parallel = (more: Record<string, Json>, ...branches: Json[]): Json => ({
    StartAt: 'P',
    States: { P: { Type: 'Parallel', Branches: branches, End: true, ...more }, Caught: { Type: 'Pass', End: true } },
  });

  it('gathers the branches in their order, whatever the order in which they end', async () => {
    const { snapshot, history } = await run(parallel({}, branch('A', task()), branch('B', task())), {
      answer: ({ stateName }) => ({ output: stateName, after: stateName === 'A' ? 5 : 1 }),
    });
    expect(snapshot.output).toEqual(['A', 'B']);
    const exited = history.find(({ type }) => type === 'ParallelStateExited');
    const succeeded = history.find(({ type }) => type === 'ParallelStateSucceeded');
    expect(exited?.previousEventId).toBe(succeeded?.previousEventId);
  });

  it('aborts the others when one fails: their events, their tokens, and the error of the first', async () => {
    const inner = { Type: 'Map', ItemsPath: '$.xs', ItemProcessor: branch('I', task()), End: true };
    const { history, effects, snapshot } = await run(
      parallel({}, branch('A', task()), branch('W', { Type: 'Wait', Seconds: 100, End: true }), branch('M', inner)),
      { input: { xs: [1, 2] }, answer: ({ stateName }) => (stateName === 'A' ? { ...fails, after: 1 } : { silence: true }) },
    );
    expect(typesOf(history).slice(-9)).toEqual([
      'ActivityFailed', 'WaitStateAborted', 'TaskStateAborted', 'MapIterationAborted', 'TaskStateAborted', 'MapIterationAborted',
      'MapStateAborted', 'ParallelStateFailed', 'ExecutionFailed',
    ]); // prettier-ignore
    const failed = history.find(({ type }) => type === 'ActivityFailed');
    expect(history.find(({ type }) => type === 'ParallelStateFailed')?.previousEventId).toBe(failed?.id);
    expect(effects.filter(({ kind }) => kind === 'taskCancelled')).toHaveLength(2);
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'Boom' });
  });

  it('starts anew at a retry, pointing at what failed', async () => {
    let tries = 0;
    const { history, snapshot } = await run(
      parallel({ Retry: [{ ErrorEquals: ['States.ALL'] }] }, branch('A', task()), branch('B', { Type: 'Pass', End: true })),
      {
        answer: () => (++tries === 1 ? fails : { output: tries }),
      },
    );
    const starts = history.filter(({ type }) => type === 'ParallelStateStarted');
    expect(history[(starts[1]?.previousEventId ?? 0) - 1]?.type).toBe('ActivityFailed');
    expect(snapshot.output).toEqual([2, {}]);
  });

  it('ends the execution at once for a runtime error inside a branch', async () => {
    const { history } = await run(
      parallel(
        { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }] },
        branch('A', { Type: 'Pass', Parameters: { 'm.$': '$.nope' }, End: true }),
      ),
    );
    expect(lines(history)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 ParallelStateEntered',
      '3<-2 ParallelStateStarted',
      '4<-3 PassStateEntered',
      '5<-4 ExecutionFailed',
    ]);
  });

  it('keeps variables of a branch inside it', async () => {
    const definition = {
      StartAt: 'Before',
      States: {
        Before: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
        P: {
          Type: 'Parallel',
          Branches: [
            {
              StartAt: 'A',
              States: {
                A: { Type: 'Pass', Assign: { inner: 2 }, Next: 'A2' },
                A2: { Type: 'Pass', Parameters: { 'inner.$': '$inner', 'outer.$': '$outer' }, End: true },
              },
            },
          ],
          Next: 'After',
        },
        After: { Type: 'Pass', Parameters: { 'inner.$': '$inner' }, End: true },
      },
    };
    const { history, snapshot } = await run(definition);
    expect(history.find(({ details }) => details?.name === 'A2' && details.output)?.details?.output).toBe(
      '{"inner":2,"outer":1}',
    );
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});

describe('Map', () => {
  const map = (more: Record<string, Json> = {}, state: Json = task()): Json => ({
    StartAt: 'M',
    States: { M: { Type: 'Map', ItemProcessor: branch('I', state), End: true, ...more } },
  });
  const echo = ({ parameters }: TaskEffect): Answer => ({ output: parameters });

  it('keeps to MaxConcurrency', async () => {
    let running = 0;
    let most = 0;
    const { snapshot, history } = await run(map({ MaxConcurrency: 2 }), {
      input: [1, 2, 3, 4, 5],
      answer: (effect) => ({ ...echo(effect), after: 1 }),
    });
    for (const { type } of history) {
      if (type === 'MapIterationStarted') most = Math.max(most, ++running);
      if (type === 'MapIterationSucceeded') running--;
    }
    expect(most).toBe(2);
    expect(snapshot.output).toEqual([1, 2, 3, 4, 5]);
  });

  it('shows the item in the context object, inside the iteration too', async () => {
    const { snapshot } = await run(
      map({}, { Type: 'Pass', Parameters: { 'index.$': '$$.Map.Item.Index', 'value.$': '$$.Map.Item.Value' }, End: true }),
      { input: ['a', 'b'] },
    );
    expect(snapshot.output).toEqual([
      { index: 0, value: 'a' },
      { index: 1, value: 'b' },
    ]);
  });

  it('fails when an iteration fails', async () => {
    const { history, snapshot } = await run(map({ MaxConcurrency: 1 }), {
      input: [1, 2],
      answer: (effect) => (effect.parameters === 2 ? fails : echo(effect)),
    });
    expect(lines(history).slice(-4)).toEqual(
      ['15<-14 ActivityFailed', '16<-15 MapIterationFailed', '17<-15 MapStateFailed', '18<-17 ExecutionFailed'].map((line) =>
        shifted(line, history.length - 18),
      ),
    );
    expect(snapshot.error).toBe('Boom');
  });

  it('stops its iterations when it fails itself', async () => {
    const catches = { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'H' }] };
    const definition = map({ ItemSelector: { 'a.$': 'States.ArrayGetItem($$.Map.Item.Value, 0)' }, ...catches }) as {
      States: Record<string, Json>;
    };
    definition.States['H'] = { Type: 'Pass', End: true };
    const { history, effects, snapshot } = await run(definition, { input: [['x'], []], answer: () => ({ silence: true }) });
    expect(snapshot.status).toBe('SUCCEEDED');
    expect(typesOf(history)).toContain('MapIterationAborted');
    expect(effects.filter(({ kind }) => kind === 'task').length).toBe(
      effects.filter(({ kind }) => kind === 'taskCancelled').length,
    );
  });

  it('refuses what is no array', async () => {
    const { snapshot } = await run(map({ ItemsPath: '$.xs' }), { input: { xs: 1 } });
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  it('runs a thousand iterations', async () => {
    const input = Array.from({ length: 1_000 }, (_, at) => at);
    const { snapshot, history } = await run(map(), { input, answer: echo });
    expect(snapshot.output).toEqual(input);
    expect(history).toHaveLength(2 + 1 + 1_000 * 7 + 3);
  });
});

/** The line with its event numbers moved. */
function shifted(line: string, by: number): string {
  return line.replace(/\d+/g, (number) => String(Number(number) + by));
}

describe('distributed Map', () => {
  const map = (more: Record<string, Json>, state: Json): Json => ({
    StartAt: 'M',
    States: {
      M: {
        Type: 'Map',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
          ...(branch('I', state) as Record<string, Json>),
        },
        End: true,
        ...more,
      },
    },
  });
  const oddFails = { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 1, Next: 'F' }], Default: 'S' };
  const picky = (more: Record<string, Json>): Json => {
    const definition = map(more, oddFails) as { States: { M: { ItemProcessor: { States: Record<string, Json> } } } };
    Object.assign(definition.States.M.ItemProcessor.States, {
      F: { Type: 'Fail', Error: 'Odd' },
      S: { Type: 'Pass', End: true },
    });
    return definition;
  };

  it('shows the Map Run alone, and batches items', async () => {
    const { history, snapshot } = await run(
      map({ ItemBatcher: { MaxItemsPerBatch: 2, BatchInput: { b: 1 } } }, { Type: 'Pass', End: true }),
      { input: [1, 2, 3] },
    );
    expect(lines(history)).toEqual([
      '1<-0 ExecutionStarted', '2<-0 MapStateEntered', '3<-2 MapStateStarted', '4<-3 MapRunStarted', '5<-4 MapRunSucceeded',
      '6<-5 MapStateSucceeded', '7<-4 MapStateExited', '8<-7 ExecutionSucceeded',
    ]); // prettier-ignore
    expect(snapshot.output).toEqual([
      { BatchInput: { b: 1 }, Items: [1, 2] },
      { BatchInput: { b: 1 }, Items: [3] },
    ]);
  });

  it.each([
    [{}, 'FAILED'],
    [{ ToleratedFailureCount: 1 }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 34 }, 'SUCCEEDED'],
    [{ ToleratedFailurePercentage: 20 }, 'FAILED'],
    [{ ToleratedFailurePercentage: 50, ToleratedFailureCount: 0 }, 'FAILED'],
  ])('with %j ends %s when one of three fails', async (more, status) => {
    const { snapshot } = await run(picky(more), { input: [1, 2, 3] });
    expect(snapshot.status).toBe(status);
    if (status === 'FAILED') expect(snapshot.error).toBe('States.ExceedToleratedFailureThreshold');
    else expect(snapshot.output).toMatchObject([{ Status: 'FAILED', Error: 'Odd' }, 2, 3]);
  });
});
