import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useLoaded } from '../api/use-loaded.js';
import { useSigned } from '../app/session-context.js';
import { Empty, Failure } from '../ui/feedback.js';
import { dateTime } from '../ui/format.js';

/** The state machines of the orchestrator. */
export function MachineList() {
  const { api } = useSigned();
  const list = useLoaded('machines', api.stateMachines);
  return (
    <SpaceBetween size="m">
      <Failure error={list.error} />
      <Table
        variant="container"
        header={
          <Header
            variant="h1"
            description="Written in the Amazon States Language; made and changed through the Step Functions API."
          >
            State machines
          </Header>
        }
        items={list.value?.items ?? []}
        trackBy="name"
        loading={list.value === undefined && list.error === undefined}
        loadingText="Loading state machines"
        empty={<Empty>There are no state machines.</Empty>}
        columnDefinitions={[
          {
            id: 'name',
            header: 'Name',
            isRowHeader: true,
            cell: ({ name }) => <Link href={`/ui/state-machines/${encodeURIComponent(name)}`}>{name}</Link>,
          },
          { id: 'type', header: 'Type', cell: ({ type }) => type.toLowerCase() },
          { id: 'updated', header: 'Changed', cell: ({ updatedAt }) => dateTime(updatedAt) },
          {
            id: 'runs',
            header: 'Executions',
            cell: ({ name }) => <Link href={`/ui/executions?machine=${encodeURIComponent(name)}`}>Executions</Link>,
          },
        ]}
      />
    </SpaceBetween>
  );
}
