import type { HistoryEvent } from '@counterpoint/asl';

/** Under which member an event's details are (`HistoryEvent` of the service's model). Types without one have no details. */
function detailsMember(type: string): string | undefined {
  if (/StateEntered$/.test(type)) return 'stateEnteredEventDetails';
  if (/StateExited$/.test(type)) return 'stateExitedEventDetails';
  if (/^(Parallel|Map)State(Succeeded|Failed|Aborted)$|^ParallelStateStarted$|StateAborted$/.test(type)) return undefined;
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}

/** An event as GetExecutionHistory shows it. */
export function shownEvent(event: HistoryEvent, includeData: boolean): Record<string, unknown> {
  const member = event.details === undefined ? undefined : detailsMember(event.type);
  return {
    timestamp: new Date(event.timestamp),
    type: event.type,
    id: event.id,
    previousEventId: event.previousEventId,
    ...(member === undefined ? {} : { [member]: shownDetails(event.details as Record<string, unknown>, includeData) }),
  };
}

const DATA = ['input', 'output'] as const;

function shownDetails(details: Readonly<Record<string, unknown>>, includeData: boolean): Record<string, unknown> {
  const shown: Record<string, unknown> = { ...details };
  for (const name of DATA) {
    if (details[name] === undefined) continue;
    shown[`${name}Details`] = { truncated: false };
    if (!includeData) delete shown[name];
  }
  if (details['assignedVariables'] !== undefined) shown['assignedVariablesDetails'] = { truncated: false };
  if (!includeData) for (const name of ['parameters', 'error', 'cause', 'assignedVariables']) delete shown[name];
  return shown;
}
