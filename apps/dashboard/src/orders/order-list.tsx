import { ORDER_STATUSES, SAGA_STYLES } from '@counterpoint/contracts';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { setQuery, useSearch } from '../app/router.js';
import { may } from '../app/session.js';
import { useSigned } from '../app/session-context.js';
import { useLoaded } from '../api/use-loaded.js';
import { Choice } from '../ui/choice.js';
import { PageButtons, useCursorPages } from '../ui/cursor-pages.js';
import { Failure } from '../ui/feedback.js';
import { orderStatusName } from '../ui/status.js';
import { OrderTable } from './order-table.js';

const REFRESH_MS = 2_000;
const PAGE_SIZE = 25;

/** Orders, the newest first: a customer's own, an operator's all. The filter is in the address. */
export function OrderList() {
  const { api, session } = useSigned();
  const search = useSearch();
  const query = new URLSearchParams(search);
  const [status, style] = [query.get('status') ?? '', query.get('style') ?? ''];
  const pages = useCursorPages(search);
  const key = JSON.stringify([status, style, pages.cursor]);
  const list = useLoaded(key, () => api.orders({ status, style, cursor: pages.cursor, limit: PAGE_SIZE }), REFRESH_MS);
  return (
    <SpaceBetween size="m">
      <Failure error={list.error} />
      <OrderTable
        items={list.value?.items ?? []}
        loading={list.value === undefined && list.error === undefined}
        header={
          <Header
            variant="h1"
            actions={
              may(session, 'customer') ? (
                <Button variant="primary" href="/ui/orders/new">
                  Place an order
                </Button>
              ) : undefined
            }
          >
            Orders
          </Header>
        }
        filter={
          <SpaceBetween direction="horizontal" size="xs">
            <Choice
              label="Status"
              value={status}
              options={ORDER_STATUSES.map((value) => ({ value, label: orderStatusName(value) }))}
              onChange={(value) => setQuery({ status: value })}
            />
            <Choice
              label="Style"
              value={style}
              options={SAGA_STYLES.map((value) => ({ value, label: value }))}
              onChange={(value) => setQuery({ style: value })}
            />
          </SpaceBetween>
        }
        pagination={<PageButtons pages={pages} next={list.value?.nextCursor} />}
      />
    </SpaceBetween>
  );
}
