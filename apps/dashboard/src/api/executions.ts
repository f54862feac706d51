/** An execution as the orchestrator shows it to operators. */
export interface ExecutionSummary {
  readonly id: string;
  readonly name: string;
  readonly stateMachine: string;
  readonly status: ExecutionStatusName;
  readonly startedAt: string;
  readonly stoppedAt: string | null;
  readonly error: string | null;
  readonly cause: string | null;
}
export const EXECUTION_STATUSES = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'] as const;
export type ExecutionStatusName = (typeof EXECUTION_STATUSES)[number];

export interface ExecutionPage {
  readonly items: readonly ExecutionSummary[];
  readonly nextCursor: string | null;
}

/** A history event as GetExecutionHistory shows it: its details are under a member that its type names. */
export interface ShownEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: string;
  readonly type: string;
  readonly [member: `${string}EventDetails`]: Readonly<Record<string, unknown>> | undefined;
}

export interface ExecutionView extends ExecutionSummary {
  /** Amazon States Language, as JSON text; null where the revision is gone. */
  readonly definition: string | null;
  readonly input: string | null;
  readonly output: string | null;
  readonly redriveCount: number;
  readonly history: readonly ShownEvent[];
}

/** The details of an event, wherever they are. */
export function detailsOf(event: ShownEvent): Readonly<Record<string, unknown>> {
  const member = Object.keys(event).find((name) => name.endsWith('EventDetails')) as `${string}EventDetails` | undefined;
  return (member === undefined ? undefined : event[member]) ?? {};
}
