import { describe, expect, it } from '@jest/globals';
import { compile, simulate } from '@counterpoint/asl';
import type { ShownEvent } from '../api/executions.js';
import { compensationsOf, runOf } from './visits.js';

const task = (more: object) => ({
  Type: 'Task',
  Resource: 'arn:aws:states:::kafka:request',
  Parameters: { Topic: 't', Type: 'T', Key: 'k', Payload: {} },
  TimeoutSeconds: 5,
  ...more,
});
const DEFINITION = {
  StartAt: 'Reserve',
  States: {
    Reserve: task({ Compensate: 'Release', Next: 'Pay' }),
    Pay: task({ End: true }),
    Release: task({ End: true }),
  },
};

/** The history as the orchestrator shows it: details under one member. */
async function historyOf(fails: string): Promise<ShownEvent[]> {
  const { history } = await simulate(compile(DEFINITION), {
    answer: ({ stateName }) => (stateName === fails ? { error: 'Declined', cause: 'no money' } : { output: { by: stateName } }),
  });
  return history.map(({ id, previousEventId, timestamp, type, details }) => ({
    id,
    previousEventId,
    timestamp: new Date(timestamp).toISOString(),
    type,
    anyEventDetails: details as Record<string, unknown>,
  }));
}

describe('the visits of an execution', () => {
  it('tell the way of one that succeeds', async () => {
    const { visits, taken } = runOf(await historyOf('none'), compensationsOf(DEFINITION));
    expect(visits.map(({ name, status, attempts }) => [name, status, attempts])).toEqual([
      ['Reserve', 'succeeded', 1],
      ['Pay', 'succeeded', 1],
    ]);
    expect([...taken]).toEqual(['(start)>Reserve', 'Reserve>Pay', 'Pay>(end)']);
  });

  it('pair a compensation with the step that it undoes, and keep the error', async () => {
    const { visits, taken } = runOf(await historyOf('Pay'), compensationsOf(DEFINITION));
    expect(visits.map(({ name, status, error, undoes }) => ({ name, status, error, undoes }))).toEqual([
      { name: 'Reserve', status: 'succeeded', error: undefined, undoes: undefined },
      { name: 'Pay', status: 'failed', error: 'Declined', undoes: undefined },
      { name: 'Release', status: 'succeeded', error: undefined, undoes: 'Reserve' },
    ]);
    expect(taken).toContain('Reserve>Release');
    expect(taken).not.toContain('Pay>(end)');
  });
});
