import type { Json } from '@counterpoint/asl';
import type { ChildRow } from '../store/sql/map-runs.js';
import type { Resident } from './resident.js';

/** A child that did not succeed and was tolerated, as it stands among the results: what DescribeExecution would show of it. */
export function childRecord(parent: Resident, label: string, child: ChildRow): Json {
  const machine = parent.stateMachineArn;
  return {
    ExecutionArn: `${machine.replace(':stateMachine:', ':execution:')}/${label}:${child.name}`,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.error === null ? {} : { Error: child.error }),
    ...(child.cause === null ? {} : { Cause: child.cause }),
    StartDate: child.startedAt.toISOString(),
    StateMachineArn: `${machine}/${label}`,
    Status: child.status,
    StopDate: child.stoppedAt?.toISOString() ?? null,
  };
}
