import type { Evidence, OperatorAction } from './evidence.js';

type Known = Pick<Evidence, 'approvals' | 'executions' | 'sagas'>;

/** What people with a role have done, as far as the data shows it without the audit tables. */
export function operatorActions({ approvals, executions, sagas }: Known): OperatorAction[] {
  const decided = approvals
    .filter(({ status }) => status === 'approved' || status === 'refused')
    .map(({ orderId, status, decidedBy }) => ({
      database: 'order_service',
      action: `approval ${status}`,
      subject: orderId,
      actor: decidedBy ?? undefined,
    }));
  const announced = [...sagas].flatMap(([orderId, messages]) =>
    messages
      .filter(({ type }) => type === 'ApprovalGranted' || type === 'ApprovalRefused')
      .filter(({ data }) => decidedBy(data) !== undefined)
      .map(({ type, data }) => ({ database: 'order_service', action: type, subject: orderId, actor: decidedBy(data) })),
  );
  const redriven = [...executions.values()]
    .filter(({ redriveCount }) => redriveCount > 0)
    .map(({ id }) => ({ database: 'orchestrator', action: 'redrive of an execution', subject: id, actor: undefined }));
  return [...decided, ...announced, ...redriven];
}

function decidedBy(data: unknown): string | undefined {
  const by = typeof data === 'object' && data !== null && 'decidedBy' in data ? data.decidedBy : undefined;
  return typeof by === 'string' ? by : undefined;
}
