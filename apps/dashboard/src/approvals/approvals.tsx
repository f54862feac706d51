import type { ApprovalView } from '@counterpoint/contracts';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useLoaded } from '../api/use-loaded.js';
import { may } from '../app/session.js';
import { useSigned } from '../app/session-context.js';
import { PageButtons, useCursorPages } from '../ui/cursor-pages.js';
import { Empty, Failure } from '../ui/feedback.js';
import { dateTime, duration, money, shortId } from '../ui/format.js';
import { DecideDialog, type Decision } from './decide-dialog.js';

const REFRESH_MS = 2_000;
const PAGE_SIZE = 25;
const LOOKS: Readonly<Record<ApprovalView['status'], StatusIndicatorProps.Type>> = {
  pending: 'pending',
  approved: 'success',
  refused: 'error',
  expired: 'stopped',
  withdrawn: 'stopped',
};

/** What waits for a person, the pending ones first. Approvers decide; operators look. */
export function Approvals() {
  const { api, session } = useSigned();
  const pages = useCursorPages('');
  const list = useLoaded(pages.cursor ?? '', () => api.approvals({ cursor: pages.cursor, limit: PAGE_SIZE }), REFRESH_MS);
  const [deciding, setDeciding] = useState<Decision>();
  const decides = may(session, 'approver');
  return (
    <SpaceBetween size="m">
      <Failure error={list.error} />
      <Table
        variant="container"
        header={
          <Header
            variant="h1"
            description="Orders above the limit wait for a person until their deadline; then they are rejected."
          >
            Approvals
          </Header>
        }
        items={list.value?.items ?? []}
        trackBy="id"
        loading={list.value === undefined && list.error === undefined}
        loadingText="Loading approvals"
        empty={<Empty>Nothing waits for approval.</Empty>}
        pagination={<PageButtons pages={pages} next={list.value?.nextCursor} />}
        columnDefinitions={[
          {
            id: 'order',
            header: 'Order',
            isRowHeader: true,
            cell: ({ orderId }) => (
              <Link href={`/ui/orders/${orderId}`}>
                <span className="mono">…{shortId(orderId)}</span>
              </Link>
            ),
          },
          {
            id: 'status',
            header: 'Status',
            cell: ({ status }) => <StatusIndicator type={LOOKS[status]}>{status}</StatusIndicator>,
          },
          { id: 'customer', header: 'Customer', cell: ({ customerId }) => customerId },
          { id: 'total', header: 'Total', cell: ({ totalMinor }) => money(totalMinor) },
          { id: 'requested', header: 'Requested', cell: ({ requestedAt }) => dateTime(requestedAt) },
          { id: 'deadline', header: 'Deadline', cell: (approval) => deadline(approval) },
          {
            id: 'decision',
            header: 'Decision',
            cell: (approval) =>
              approval.status === 'pending' && decides ? (
                <SpaceBetween direction="horizontal" size="xs">
                  <Button onClick={() => setDeciding({ approval, decision: 'approve' })}>Approve</Button>
                  <Button onClick={() => setDeciding({ approval, decision: 'refuse' })}>Refuse</Button>
                </SpaceBetween>
              ) : (
                <Box>{[approval.decidedBy, approval.comment].filter(Boolean).join(': ') || '–'}</Box>
              ),
          },
        ]}
      />
      <DecideDialog deciding={deciding} onClose={() => setDeciding(undefined)} onDecided={list.reload} />
    </SpaceBetween>
  );
}

function deadline({ status, deadline: at }: ApprovalView): string {
  const left = Date.parse(at) - Date.now();
  return status === 'pending' && left > 0 ? `in ${duration(left)}` : dateTime(at);
}
