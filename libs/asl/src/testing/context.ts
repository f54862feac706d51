import { AWS_QUOTAS, type Context } from '../model.js';

const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:machine:run';

/** The surroundings of an execution under test. Nothing in them is random or of today. */
export function testContext(now: number, changes: Partial<Context> = {}): Context {
  const executionArn = changes.executionArn ?? EXECUTION;
  return {
    executionArn,
    executionName: 'run',
    roleArn: 'arn:aws:iam::000000000000:role/role',
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine',
    stateMachineName: 'machine',
    region: 'us-east-1',
    now,
    quotas: AWS_QUOTAS,
    taskTokenFor: (taskId) => `${executionArn}.${taskId}`,
    ...changes,
  };
}
