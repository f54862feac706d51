import type { OrderStatus, SagaStyle } from '@counterpoint/contracts';
import Badge from '@cloudscape-design/components/badge';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { ExecutionStatusName } from '../api/executions.js';

type Look = readonly [StatusIndicatorProps.Type, string];
const ORDER: Readonly<Record<OrderStatus, Look>> = {
  PENDING: ['in-progress', 'Pending'],
  AWAITING_APPROVAL: ['pending', 'Awaiting approval'],
  COMPENSATING: ['warning', 'Compensating'],
  CONFIRMED: ['success', 'Confirmed'],
  REJECTED: ['error', 'Rejected'],
  CANCELLED: ['stopped', 'Cancelled'],
};
const EXECUTION: Readonly<Record<ExecutionStatusName, Look>> = {
  RUNNING: ['in-progress', 'Running'],
  SUCCEEDED: ['success', 'Succeeded'],
  FAILED: ['error', 'Failed'],
  TIMED_OUT: ['error', 'Timed out'],
  ABORTED: ['stopped', 'Aborted'],
  PENDING_REDRIVE: ['pending', 'Pending redrive'],
};

const Indicator = ({ look: [type, text] }: { readonly look: Look }) => <StatusIndicator type={type}>{text}</StatusIndicator>;

export const OrderStatusText = ({ status }: { readonly status: OrderStatus }) => <Indicator look={ORDER[status]} />;
export const ExecutionStatusText = ({ status }: { readonly status: ExecutionStatusName }) => (
  <Indicator look={EXECUTION[status]} />
);
export const orderStatusName = (status: OrderStatus): string => ORDER[status][1];

export const StyleBadge = ({ style }: { readonly style: SagaStyle }) => (
  <Badge color={style === 'choreography' ? 'blue' : 'severity-medium'}>{style}</Badge>
);
