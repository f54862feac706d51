import { TERMINAL_ORDER_STATUSES, type OrderView } from '@counterpoint/contracts';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useMemo, useState } from 'react';
import { useLoaded } from '../api/use-loaded.js';
import { useTimeline } from '../api/use-timeline.js';
import { setQuery, useSearch } from '../app/router.js';
import { may } from '../app/session.js';
import { useSigned } from '../app/session-context.js';
import { axisOf } from '../sequence/axis.js';
import { SequenceDiagram } from '../sequence/diagram.js';
import { figuresOf } from '../sequence/figures.js';
import { Legend } from '../sequence/legend.js';
import { arrowsOf } from '../sequence/model.js';
import { Failure, Loading } from '../ui/feedback.js';
import { MessageDetails } from './message-details.js';
import { OrderFacts } from './order-facts.js';

const REFRESH_MS = 1_000;
const canCancel = ({ status, cancellation }: OrderView) => !TERMINAL_ORDER_STATUSES.includes(status) && cancellation === 'none';

/** One order: its state, its saga as a live sequence diagram, and its cancel. */
export function OrderPage({ id }: { readonly id: string }) {
  const { api, session } = useSigned();
  const timeline = useTimeline(id);
  const [settled, setSettled] = useState(false);
  const order = useLoaded(
    `${id} ${timeline.entries.length} ${timeline.ended}`,
    () => api.order(id),
    settled ? undefined : REFRESH_MS,
  );
  if (timeline.ended && !settled) setSettled(true);
  const [error, setError] = useState<Error>();
  const query = new URLSearchParams(useSearch());
  const selected = Number(query.get('message') ?? Number.NaN);
  const view = order.value;
  const arrows = useMemo(
    () => (view === undefined ? [] : arrowsOf(timeline.entries, view.style)),
    [timeline.entries, view?.style],
  );
  const axis = useMemo(() => axisOf([arrows]), [arrows]);
  const entry = timeline.entries.find(({ sequence }) => sequence === selected);
  if (view === undefined) return order.error === undefined ? <Loading /> : <Failure error={order.error} />;
  const cancel = () => {
    setError(undefined);
    api.cancel(id).then(order.reload, setError);
  };
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={<span className="mono">{id}</span>}
        actions={
          <SpaceBetween direction="horizontal" size="xs">
            {view.style === 'orchestration' && may(session, 'operator') ? (
              <Button href={`/ui/executions/${id}`}>Execution</Button>
            ) : null}
            {may(session, 'customer', 'operator') ? (
              <Button disabled={!canCancel(view)} onClick={cancel}>
                Cancel order
              </Button>
            ) : null}
          </SpaceBetween>
        }
      >
        Order
      </Header>
      <Failure error={error} />
      <Container>
        <OrderFacts order={view} figures={figuresOf(arrows)} />
      </Container>
      <Grid gridDefinition={[{ colspan: { default: 12, m: 8 } }, { colspan: { default: 12, m: 4 } }]}>
        <Container
          header={
            <Header
              variant="h2"
              actions={
                timeline.ended ? (
                  <StatusIndicator type="success">complete</StatusIndicator>
                ) : (
                  <StatusIndicator type="in-progress">live</StatusIndicator>
                )
              }
            >
              Saga
            </Header>
          }
          footer={<Legend />}
        >
          <SequenceDiagram
            style={view.style}
            arrows={arrows}
            axis={axis}
            side={0}
            consistentAt={figuresOf(arrows).consistentAt}
            selected={selected}
            onSelect={(sequence) => setQuery({ message: String(sequence) })}
          />
        </Container>
        <Container header={<Header variant="h2">Message</Header>}>
          <MessageDetails entry={entry} cause={timeline.entries.find(({ messageId }) => messageId === entry?.causationId)} />
        </Container>
      </Grid>
    </SpaceBetween>
  );
}
