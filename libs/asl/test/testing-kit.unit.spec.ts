/// <reference types="node" />
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
// example: begin
import { describe, expect, it } from '@jest/globals';
import { checkModel, compile, given, simulate, testState } from '../src/testing/index.js';

const task = (more: object) => ({ Type: 'Task', Resource: 'arn:aws:states:::kafka:request', TimeoutSeconds: 30, ...more });
const definition = {
  StartAt: 'Reserve',
  States: {
    Reserve: task({ Compensate: 'Release', ResultPath: null, Next: 'Reminder' }),
    Reminder: { Type: 'Wait', Seconds: 31_536_000, Next: 'Charge' },
    Charge: task({ Pivot: true, ResultPath: '$.receipt', Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 2 }], End: true }),
    Release: task({ End: true }),
  },
};
const machine = compile(definition);

describe('a booking', () => {
  it('tells its story step by step', () => {
    given(machine)
      .when({ kind: 'start', input: { room: 7 } })
      .then('ExecutionStarted', { type: 'TaskStateEntered', details: { name: 'Reserve' } }, 'TaskScheduled', 'TaskStarted')
      .when({ kind: 'taskSucceeded', taskId: 3, output: '{}' }, 1_000)
      .then('TaskSucceeded', 'TaskStateExited', 'WaitStateEntered');
  });

  it('runs a year in milliseconds, with scripted tasks', async () => {
    let calls = 0;
    const { snapshot, tasks, seconds } = await simulate(machine, {
      input: { room: 7 },
      answer: ({ stateName }) => (stateName === 'Charge' && ++calls === 1 ? { error: 'Busy' } : { output: { number: calls } }),
    });
    expect(snapshot).toMatchObject({ status: 'SUCCEEDED', output: { room: 7, receipt: { number: 2 } } });
    expect(tasks.map(({ stateName }) => stateName)).toEqual(['Reserve', 'Charge', 'Charge']);
    expect(seconds).toBe(31_536_001);
  });

  it('undoes what landed when the charge is declined', async () => {
    const { snapshot, tasks } = await simulate(machine, {
      answer: ({ stateName }) => (stateName === 'Charge' ? { error: 'Declined', cause: 'no funds' } : { output: {} }),
    });
    expect(snapshot).toMatchObject({ status: 'FAILED', error: 'Declined' });
    expect(tasks.at(-1)?.stateName).toBe('Release');
  });

  it('tests one state by itself, with a mock', async () => {
    const tested = await testState({
      definition,
      stateName: 'Charge',
      input: { room: 7 },
      mock: { errorOutput: { error: 'Busy' } },
    });
    expect(tested).toMatchObject({ status: 'RETRIABLE', backoffSeconds: 1 });
  });

  it('is all or compensated, whatever crashes, repeats or comes late', async () => {
    const checked = await checkModel(definition, {
      kinds: { Reserve: 'compensatable', Charge: 'pivot', Release: 'compensation' },
      undoes: { Release: 'Reserve' },
      faults: 2,
    });
    expect(checked).toMatchObject({ ok: true, exhausted: true });
  });
});
// example: end

it('docs/asl-testing.md shows this very example', () => {
  const here = readFileSync(fileURLToPath(import.meta.url), 'utf8');
  const document = readFileSync(fileURLToPath(new URL('../../../docs/asl-testing.md', import.meta.url)), 'utf8');
  const example = /\/\/ example: begin\n([\s\S]*?)\/\/ example: end\n/.exec(here)?.[1] ?? 'none';
  expect(document).toContain(example.replace('../src/testing/index.js', '@counterpoint/asl/testing'));
  const { exports } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { exports: object };
  expect(exports).toHaveProperty(['./testing', '@counterpoint/source'], './src/testing/index.ts');
});
