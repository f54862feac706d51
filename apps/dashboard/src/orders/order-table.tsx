import type { OrderView } from '@counterpoint/contracts';
import Link from '@cloudscape-design/components/link';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import type { ReactNode } from 'react';
import { Empty } from '../ui/feedback.js';
import { dateTime, money, shortId } from '../ui/format.js';
import { OrderStatusText, StyleBadge } from '../ui/status.js';

const COLUMNS: readonly TableProps.ColumnDefinition<OrderView>[] = [
  {
    id: 'id',
    header: 'Order',
    isRowHeader: true,
    cell: ({ id }) => (
      <Link href={`/ui/orders/${id}`}>
        <span className="mono" title={id}>
          …{shortId(id)}
        </span>
      </Link>
    ),
  },
  { id: 'style', header: 'Style', cell: ({ style }) => <StyleBadge style={style} /> },
  { id: 'status', header: 'Status', cell: ({ status }) => <OrderStatusText status={status} /> },
  { id: 'items', header: 'Items', cell: ({ items }) => items.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ') },
  { id: 'total', header: 'Total', cell: ({ totalMinor }) => money(totalMinor) },
  { id: 'reason', header: 'Reason', cell: ({ reason }) => reason?.code ?? '–' },
  { id: 'placed', header: 'Placed', cell: ({ placedAt }) => dateTime(placedAt) },
];

interface Props {
  readonly items: readonly OrderView[];
  readonly loading: boolean;
  readonly header: ReactNode;
  readonly filter?: ReactNode;
  readonly pagination?: ReactNode;
}

export function OrderTable({ items, loading, header, filter, pagination }: Props) {
  return (
    <Table
      variant="container"
      columnDefinitions={COLUMNS}
      items={items}
      trackBy="id"
      loading={loading}
      loadingText="Loading orders"
      header={header}
      filter={filter}
      pagination={pagination}
      empty={<Empty>No orders here yet.</Empty>}
    />
  );
}
