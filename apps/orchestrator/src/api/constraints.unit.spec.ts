import { describe, expect, it } from '@jest/globals';
import { check } from './constraints.js';
import { REQUESTS } from './requests.js';

const violation = (action: keyof typeof REQUESTS, request: Record<string, unknown>): string => {
  try {
    check(REQUESTS[action], request);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};
const route = (version: number, weight: number) => ({
  stateMachineVersionArn: `arn:aws:states:us-east-1:1:stateMachine:m:${version}`,
  weight,
});

describe('the constraints of requests', () => {
  it.each([
    ['ListExecutions', { maxResults: 1_001 }, "1 validation error detected: Value '1001' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to 1000"],
    ['ListExecutions', { nextToken: 'x'.repeat(3_097) }, `1 validation error detected: Value '${'x'.repeat(3_097)}' at 'nextToken' failed to satisfy constraint: Member must have length less than or equal to 3096`],
    ['DescribeStateMachine', {}, "1 validation error detected: Value null at 'stateMachineArn' failed to satisfy constraint: Member must not be null"],
    ['CreateStateMachineAlias', { name: 'a', routingConfiguration: [route(1, 101)] }, "1 validation error detected: Value '101' at 'routingConfiguration.1.member.weight' failed to satisfy constraint: Member must have value less than or equal to 100"],
    ['CreateActivity', { name: '' }, "1 validation error detected: Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1"],
    ['ListStateMachines', { maxResults: 0 }, ''],
  ] as const)('%s %o', (action, request, message) => {
    expect(violation(action, request)).toBe(message);
  }); // prettier-ignore

  it('shows a list as the service does', () => {
    expect(
      violation('CreateStateMachineAlias', { name: 'a', routingConfiguration: [route(1, 50), route(2, 30), route(3, 20)] }),
    ).toContain(
      "Value '[RoutingConfigurationListItem(stateMachineVersionArn=arn:aws:states:us-east-1:1:stateMachine:m:1, weight=50), ",
    );
  });

  it('never repeats a payload', () => {
    expect(violation('StartExecution', { stateMachineArn: 'a', input: 'secret'.repeat(50_000) })).not.toContain('secret');
  });
});
