import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLoaded } from '../api/use-loaded.js';
import { linksFor } from '../app/links.js';
import { may } from '../app/session.js';
import { useSigned } from '../app/session-context.js';
import { OrderTable } from '../orders/order-table.js';
import { Failure } from '../ui/feedback.js';

const REFRESH_MS = 2_000;
const RECENT = 8;

/** Where a newcomer begins: what this is, where to go, and what happened last. */
export function Home() {
  const { api, session } = useSigned();
  const recent = useLoaded('recent', () => api.orders({ limit: RECENT }), REFRESH_MS);
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description="One order-fulfilment business, in two saga styles, on the same services.">
        Counterpoint
      </Header>
      <Grid
        gridDefinition={[
          { colspan: { default: 12, s: 4 } },
          { colspan: { default: 12, s: 4 } },
          { colspan: { default: 12, s: 4 } },
        ]}
      >
        <Container
          fitHeight
          header={<Header variant="h2">Compare</Header>}
          footer={<Link href="/ui/compare">Compare the styles</Link>}
        >
          The same order in both styles, drawn on one time axis: who tells whom, who has to know, when everybody agrees again.
        </Container>
        <Container
          fitHeight
          header={<Header variant="h2">Choreography</Header>}
          footer={<Link href="/ui/orders?style=choreography">Choreographed orders</Link>}
        >
          The services react to each other’s events. Nobody is in charge; the process is what they all do together.
        </Container>
        <Container
          fitHeight
          header={<Header variant="h2">Orchestration</Header>}
          footer={<Link href="/ui/orders?style=orchestration">Orchestrated orders</Link>}
        >
          A durable state machine sends commands and knows where each order stands, and what to undo when a step fails.
        </Container>
      </Grid>
      <Failure error={recent.error} />
      <OrderTable
        items={recent.value?.items ?? []}
        loading={recent.value === undefined && recent.error === undefined}
        header={
          <Header
            variant="h2"
            actions={
              may(session, 'customer') ? (
                <Button variant="primary" href="/ui/orders/new">
                  Place an order
                </Button>
              ) : undefined
            }
          >
            Newest orders
          </Header>
        }
      />
      <Container header={<Header variant="h2">Everything here</Header>}>
        <SpaceBetween direction="horizontal" size="l">
          {linksFor(session).map(({ text, href }) => (
            <Link key={href} href={href}>
              {text}
            </Link>
          ))}
        </SpaceBetween>
      </Container>
    </SpaceBetween>
  );
}
