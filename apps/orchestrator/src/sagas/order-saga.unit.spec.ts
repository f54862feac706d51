import { describe, expect, it } from '@jest/globals';
import {
  COMMANDS,
  DEFAULT_APPROVAL_DEADLINE_SECONDS,
  messageType,
  STEP_TIMEOUT_SECONDS,
  type CommandType,
} from '@counterpoint/contracts';
import { orderSaga, scaledDefinition } from './order-saga.js';

interface TaskState {
  readonly Type: string;
  readonly Resource?: string;
  readonly TimeoutSeconds?: number;
  readonly TimeoutSecondsPath?: string;
  readonly Compensate?: string;
  readonly CompensateAfter?: readonly string[];
  readonly Pivot?: boolean;
  readonly Retry?: readonly { readonly ErrorEquals: readonly string[]; readonly MaxAttempts: number }[];
  readonly Parameters?: { readonly Topic: string; readonly Type: string };
  readonly Arguments?: { readonly Topic: string; readonly Type: string };
}
interface Definition {
  readonly Compensation: { readonly Begin: string; readonly End: string };
  readonly States: Readonly<Record<string, TaskState>>;
}

const saga = orderSaga() as unknown as Definition;
const tasks = Object.entries(saga.States).filter(([, state]) => state.Type === 'Task');
const commandOf = (name: string): CommandType => {
  const state = saga.States[name];
  const sent = state?.Parameters ?? state?.Arguments;
  return messageType(sent?.Type ?? '') as CommandType;
};
/** Commands of the engine itself and those that no saga sends are not the saga's business. */
const sagaCommands = COMMANDS.filter((command) => command.service !== 'orchestrator');

describe('the order saga against the contracts', () => {
  it.each(tasks)('%s sends a command of the contracts to its topic', (name, state) => {
    const command = commandOf(name);
    expect(command?.kind).toBe('command');
    expect((state.Parameters ?? state.Arguments)?.Topic).toBe(command.topic);
    expect(state.Resource).toBe('arn:aws:states:::kafka:request');
  });

  it('sends every command that a saga has, each in one state', () => {
    expect(tasks.map(([name]) => commandOf(name).name).sort()).toEqual(sagaCommands.map((command) => command.name).sort());
  });

  it.each(tasks)('%s waits as long as the contracts say', (name, state) => {
    if (state.TimeoutSecondsPath === undefined) expect(state.TimeoutSeconds).toBe(commandOf(name).timeoutSeconds);
    else expect([state.TimeoutSecondsPath, state.TimeoutSeconds]).toEqual(['$.order.approval.deadlineSeconds', undefined]);
  });

  it('lets the approver have the deadline that the order says', () => {
    expect(saga.States['RequestApproval']?.TimeoutSecondsPath).toBe('$.order.approval.deadlineSeconds');
    expect(commandOf('RequestApproval').timeoutSeconds).toBeGreaterThan(DEFAULT_APPROVAL_DEADLINE_SECONDS);
  });

  it.each(tasks)('%s is compensated by what its contract names', (name, state) => {
    const expected = commandOf(name).compensatedBy;
    expect(state.Compensate === undefined ? undefined : commandOf(state.Compensate).name).toBe(expected);
  });

  it('has the one pivot that the contracts have', () => {
    const pivots = tasks.filter(([, state]) => state.Pivot === true).map(([name]) => commandOf(name).name);
    expect(pivots).toEqual(sagaCommands.filter((command) => command.step === 'pivot').map((command) => command.name));
  });

  it('gives nothing up that is retriable, and asks again for the pivot when its outcome is unknown', () => {
    for (const [name, state] of tasks) {
      const { step } = commandOf(name);
      if (step !== 'retriable' && step !== 'pivot') continue;
      expect({ name, attempts: state.Retry?.[0]?.MaxAttempts }).toEqual({ name, attempts: 99_999_999 });
      expect(state.Retry?.[0]?.ErrorEquals).toEqual(step === 'pivot' ? ['States.Timeout'] : ['States.ALL']);
    }
  });

  it('undoes independently, then closes', () => {
    const compensations = tasks.filter(([name]) => commandOf(name).step === 'compensation');
    expect(compensations).toHaveLength(4);
    for (const [, state] of compensations) expect(state.CompensateAfter).toEqual([]);
    expect([commandOf(saga.Compensation.Begin).step, commandOf(saga.Compensation.End).step]).toEqual(['closing', 'closing']);
  });

  it('handles every outcome: a failure is the error of a step that is compensated or the pivot', () => {
    for (const [name] of tasks) {
      const { outcomes, step } = commandOf(name);
      const failures = outcomes.filter((outcome) => outcome.outcome === 'failure').map((outcome) => outcome.name);
      if (step === 'retriable' || step === 'closing') expect({ name, failures }).toEqual({ name, failures: [] });
      expect(outcomes.some((outcome) => outcome.outcome === 'success')).toBe(true);
    }
  });

  it('scales its timeouts and nothing else', () => {
    const scaled = JSON.parse(scaledDefinition(orderSaga(), 0.1)) as Definition;
    expect(scaled.States['ReserveStock']?.TimeoutSeconds).toBe(Math.round(STEP_TIMEOUT_SECONDS.reserveStock * 0.1));
    expect(scaled.States['Completed']).toEqual(saga.States['Completed']);
    expect(JSON.parse(scaledDefinition(orderSaga(), 1))).toEqual(saga);
  });
});
