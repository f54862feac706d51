import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { EXECUTION_STATUSES, type ExecutionSummary } from '../api/executions.js';
import { useLoaded } from '../api/use-loaded.js';
import { setQuery, useSearch } from '../app/router.js';
import { useSigned } from '../app/session-context.js';
import { Choice } from '../ui/choice.js';
import { PageButtons, useCursorPages } from '../ui/cursor-pages.js';
import { Empty, Failure } from '../ui/feedback.js';
import { dateTime, duration, shortId } from '../ui/format.js';
import { ExecutionStatusText } from '../ui/status.js';

const REFRESH_MS = 2_000;
const PAGE_SIZE = 25;

const COLUMNS: readonly TableProps.ColumnDefinition<ExecutionSummary>[] = [
  {
    id: 'id',
    header: 'Execution',
    isRowHeader: true,
    cell: ({ id }) => (
      <Link href={`/ui/executions/${id}`}>
        <span className="mono" title={id}>
          …{shortId(id)}
        </span>
      </Link>
    ),
  },
  {
    id: 'machine',
    header: 'State machine',
    cell: ({ stateMachine }) => <Link href={`/ui/state-machines/${encodeURIComponent(stateMachine)}`}>{stateMachine}</Link>,
  },
  { id: 'status', header: 'Status', cell: ({ status }) => <ExecutionStatusText status={status} /> },
  { id: 'error', header: 'Error', cell: ({ error }) => error ?? '–' },
  { id: 'started', header: 'Started', cell: ({ startedAt }) => dateTime(startedAt) },
  {
    id: 'duration',
    header: 'Duration',
    cell: ({ startedAt, stoppedAt }) => (stoppedAt === null ? '–' : duration(Date.parse(stoppedAt) - Date.parse(startedAt))),
  },
];

/** Executions of the orchestrator, the newest first. */
export function ExecutionList() {
  const { api } = useSigned();
  const search = useSearch();
  const query = new URLSearchParams(search);
  const [status, stateMachine] = [query.get('status') ?? '', query.get('machine') ?? ''];
  const pages = useCursorPages(search);
  const machines = useLoaded('machines', api.stateMachines).value?.items ?? [];
  const key = JSON.stringify([status, stateMachine, pages.cursor]);
  const list = useLoaded(key, () => api.executions({ status, stateMachine, cursor: pages.cursor, limit: PAGE_SIZE }), REFRESH_MS);
  return (
    <SpaceBetween size="m">
      <Failure error={list.error} />
      <Table
        variant="container"
        columnDefinitions={COLUMNS}
        items={list.value?.items ?? []}
        trackBy="id"
        loading={list.value === undefined && list.error === undefined}
        loadingText="Loading executions"
        empty={<Empty>No executions here yet. An orchestrated order starts one.</Empty>}
        header={<Header variant="h1">Executions</Header>}
        filter={
          <SpaceBetween direction="horizontal" size="xs">
            <Choice
              label="Status"
              value={status}
              options={EXECUTION_STATUSES.map((value) => ({ value, label: value.toLowerCase().replaceAll('_', ' ') }))}
              onChange={(value) => setQuery({ status: value })}
            />
            <Choice
              label="State machine"
              value={stateMachine}
              options={machines.map(({ name }) => ({ value: name, label: name }))}
              onChange={(value) => setQuery({ machine: value })}
            />
          </SpaceBetween>
        }
        pagination={<PageButtons pages={pages} next={list.value?.nextCursor} />}
      />
    </SpaceBetween>
  );
}
