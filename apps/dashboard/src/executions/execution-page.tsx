import type { Json } from '@counterpoint/asl';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useMemo, useState } from 'react';
import { useLoaded } from '../api/use-loaded.js';
import type { ExecutionView } from '../api/executions.js';
import { setQuery, useSearch } from '../app/router.js';
import { useSigned } from '../app/session-context.js';
import { definitionGraph } from '../graph/definition-graph.js';
import { GraphView } from '../graph/graph-view.js';
import { Failure, Loading } from '../ui/feedback.js';
import { causeText, dateTime, duration } from '../ui/format.js';
import { ExecutionStatusText } from '../ui/status.js';
import { EventTable } from './event-table.js';
import { marksOf } from './marks.js';
import { StateDetails } from './state-details.js';
import { compensationsOf, runOf } from './visits.js';
import { VisitTable } from './visit-table.js';

const REFRESH_MS = 1_000;

/** One execution as a graph, a table and events; what is selected is selected in all of them, and in the address. */
export function ExecutionPage({ id }: { readonly id: string }) {
  const { api } = useSigned();
  const [settled, setSettled] = useState(false);
  const loaded = useLoaded(id, () => api.execution(id), settled ? undefined : REFRESH_MS);
  const execution = loaded.value;
  const isOver = execution !== undefined && execution.stoppedAt !== null;
  if (isOver && !settled) setSettled(true);
  const query = new URLSearchParams(useSearch());
  const selected = query.get('state') ?? undefined;
  const select = (state: string) => setQuery({ state });
  const definition = useMemo(
    () => (execution?.definition ? (JSON.parse(execution.definition) as Json) : {}),
    [execution?.definition],
  );
  const graph = useMemo(() => definitionGraph(definition), [definition]);
  const run = useMemo(() => runOf(execution?.history ?? [], compensationsOf(definition)), [execution?.history, definition]);
  if (execution === undefined) return loaded.error === undefined ? <Loading /> : <Failure error={loaded.error} />;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={<span className="mono">{id}</span>}
        actions={execution.stateMachine === 'order-saga' ? <Button href={`/ui/orders/${id}`}>Order</Button> : undefined}
      >
        Execution
      </Header>
      {execution.error === null ? null : (
        <Alert type="error" header={execution.error}>
          {causeText(execution.cause)}
        </Alert>
      )}
      <Container>
        <Facts execution={execution} />
      </Container>
      <Grid gridDefinition={[{ colspan: { default: 12, m: 8 } }, { colspan: { default: 12, m: 4 } }]}>
        <Tabs
          variant="container"
          activeTabId={query.get('view') ?? 'graph'}
          onChange={({ detail }) => setQuery({ view: detail.activeTabId })}
          tabs={[
            {
              id: 'graph',
              label: 'Graph',
              content: <GraphView graph={graph} marks={marksOf(run)} taken={run.taken} selected={selected} onSelect={select} />,
            },
            {
              id: 'table',
              label: 'Table',
              content: <VisitTable run={run} startedAt={Date.parse(execution.startedAt)} selected={selected} onSelect={select} />,
            },
            {
              id: 'events',
              label: `Events (${execution.history.length})`,
              content: <EventTable execution={execution} run={run} selected={selected} onSelect={select} />,
            },
          ]}
        />
        <StateDetails execution={execution} definition={definition} run={run} selected={selected} />
      </Grid>
    </SpaceBetween>
  );
}

function Facts({ execution }: { readonly execution: ExecutionView }) {
  const { stateMachine, status, startedAt, stoppedAt, redriveCount } = execution;
  return (
    <KeyValuePairs
      columns={4}
      items={[
        { label: 'Status', value: <ExecutionStatusText status={status} /> },
        {
          label: 'State machine',
          value: <Link href={`/ui/state-machines/${encodeURIComponent(stateMachine)}`}>{stateMachine}</Link>,
        },
        { label: 'Started', value: dateTime(startedAt) },
        {
          label: 'Duration',
          value: `${stoppedAt === null ? 'running' : duration(Date.parse(stoppedAt) - Date.parse(startedAt))}${redriveCount === 0 ? '' : `, redriven ${redriveCount} times`}`,
        },
      ]}
    />
  );
}
