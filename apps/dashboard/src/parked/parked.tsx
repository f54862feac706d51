import { PARKING_SERVICES, type ParkedItem, type ParkingService } from '@counterpoint/contracts';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import type { Api } from '../api/client.js';
import { useLoaded } from '../api/use-loaded.js';
import { useSigned } from '../app/session-context.js';
import { Empty, Failure } from '../ui/feedback.js';
import { dateTime } from '../ui/format.js';
import { ReasonDialog } from '../ui/reason-dialog.js';

const REFRESH_MS = 4_000;

interface Row {
  readonly service: ParkingService;
  readonly item: ParkedItem;
}

/** What all services have parked. One that does not answer hides only its own; it is named. */
async function allParked(api: Api): Promise<{ readonly rows: readonly Row[]; readonly silent: readonly string[] }> {
  const answers = await Promise.all(
    PARKING_SERVICES.map(async (service) => {
      const page = await api.parked(service).catch(() => undefined);
      return { service, items: page?.items };
    }),
  );
  return {
    rows: answers.flatMap(({ service, items = [] }) => items.map((item) => ({ service, item }))),
    silent: answers.flatMap(({ service, items }) => (items === undefined ? [service] : [])),
  };
}

/** Keys behind a poison message, and messages that nobody could read: to be handled again or given up. */
export function Parked() {
  const { api } = useSigned();
  const list = useLoaded('parked', () => allParked(api), REFRESH_MS);
  const [discarding, setDiscarding] = useState<Row>();
  const [error, setError] = useState<Error>();
  const redrive = ({ service, item }: Row) => {
    setError(undefined);
    api.redriveParked(service, item.id).then(list.reload, setError);
  };
  const silent = list.value?.silent ?? [];
  return (
    <SpaceBetween size="m">
      <Failure error={error ?? list.error} />
      {silent.length === 0 ? null : (
        <Alert type="warning">No answer from: {silent.join(', ')}. What they have parked is not shown.</Alert>
      )}
      <Table
        variant="container"
        wrapLines
        header={
          <Header
            variant="h1"
            description="A message that keeps failing is set aside with everything behind it of the same order; all other orders go on."
          >
            Parked messages
          </Header>
        }
        items={list.value?.rows ?? []}
        trackBy={({ service, item }) => `${service} ${item.id}`}
        loading={list.value === undefined && list.error === undefined}
        loadingText="Loading parked messages"
        empty={<Empty>Nothing is parked. Every message that came was handled.</Empty>}
        columnDefinitions={[
          { id: 'service', header: 'Service', cell: ({ service }) => service },
          { id: 'id', header: 'Key or message', isRowHeader: true, cell: ({ item }) => <span className="mono">{item.id}</span> },
          { id: 'kind', header: 'Kind', cell: ({ item }) => (item.kind === 'key' ? 'key' : 'unreadable message') },
          { id: 'messages', header: 'Waiting', cell: ({ item }) => item.messages },
          { id: 'error', header: 'Error', cell: ({ item }) => item.error },
          { id: 'since', header: 'Since', cell: ({ item }) => dateTime(item.parkedAt) },
          {
            id: 'actions',
            header: 'Repair',
            cell: (row) => (
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={row.item.kind !== 'key'} onClick={() => redrive(row)}>
                  Redrive
                </Button>
                <Button onClick={() => setDiscarding(row)}>Discard</Button>
              </SpaceBetween>
            ),
          },
        ]}
      />
      {discarding === undefined ? null : (
        <ReasonDialog
          title={`Discard the first message of ${discarding.item.id}`}
          label="Reason"
          action="Discard"
          command={`npx counterpoint parked discard ${discarding.service} ${discarding.item.id} --reason "..."`}
          onClose={() => setDiscarding(undefined)}
          onConfirm={async (reason) => {
            await api.discardParked(discarding.service, discarding.item.id, reason);
            list.reload();
          }}
        />
      )}
    </SpaceBetween>
  );
}
