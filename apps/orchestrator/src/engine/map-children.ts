import type { ChildResult, Json } from '@counterpoint/asl';
import type { ChildRow } from '../store/sql/map-runs.js';
import type { Resident } from './resident.js';

/** A child as it stands among the results: what DescribeExecution would show of it. */
export function childRecord(parent: Resident, label: string, child: ChildRow): Json {
  const machine = parent.stateMachineArn;
  return {
    ExecutionArn: `${machine.replace(':stateMachine:', ':execution:')}/${label}:${child.name}`,
    Input: child.input,
    InputDetails: { Included: true },
    Name: child.name,
    ...(child.output === null ? {} : { Output: child.output, OutputDetails: { Included: true } }),
    ...(child.error === null ? {} : { Error: child.error }),
    ...(child.cause === null ? {} : { Cause: child.cause }),
    StartDate: child.startedAt.toISOString(),
    StateMachineArn: `${machine}/${label}`,
    Status: child.status,
    StopDate: child.stoppedAt?.toISOString() ?? null,
  };
}

/** Results of a Map Run in the order of its items; a hole where a child was never started. */
export function childResults(
  parent: Resident,
  label: string,
  total: number,
  children: readonly ChildRow[],
): (ChildResult | undefined)[] {
  const results = new Array<ChildResult | undefined>(total).fill(undefined);
  for (const child of children) {
    const record = childRecord(parent, label, child);
    const isDone = child.status === 'SUCCEEDED';
    results[child.index] = isDone ? { output: JSON.parse(child.output ?? 'null') as Json, record } : { record };
  }
  return results;
}
