import type { OrderView } from '@counterpoint/contracts';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import type { Figures } from '../sequence/figures.js';
import { dateTime, duration, money } from '../ui/format.js';
import { OrderStatusText, StyleBadge } from '../ui/status.js';

const CANCELLATION: Readonly<Record<OrderView['cancellation'], string>> = {
  none: 'not requested',
  requested: 'requested, the saga decides',
  refused: 'refused: too late',
  done: 'done',
};

/** What there is to know of an order, at a glance. */
export function OrderFacts({ order, figures }: { readonly order: OrderView; readonly figures: Figures }) {
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'Status', value: <OrderStatusText status={order.status} /> },
        { label: 'Style', value: <StyleBadge style={order.style} /> },
        { label: 'Total', value: money(order.totalMinor) },
        { label: 'Items', value: order.items.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ') },
        { label: 'Placed', value: dateTime(order.placedAt) },
        { label: 'Consistent after', value: figures.consistentAt === undefined ? '–' : duration(figures.consistentAt) },
        { label: 'Cancellation', value: CANCELLATION[order.cancellation] },
        order.reason === null
          ? { label: 'Tracking code', value: order.trackingCode ?? '–' }
          : { label: 'Reason', value: `${order.reason.detail} (${order.reason.code})` },
      ]}
    />
  );
}
