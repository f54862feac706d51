import Button from '@cloudscape-design/components/button';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import { Empty } from '../ui/feedback.js';
import { duration } from '../ui/format.js';
import type { Run, Visit } from './visits.js';

const LOOKS: Readonly<Record<Visit['status'], StatusIndicatorProps.Type>> = {
  running: 'in-progress',
  succeeded: 'success',
  failed: 'error',
  caught: 'warning',
  aborted: 'stopped',
};
export const VisitStatus = ({ status }: Pick<Visit, 'status'>) => (
  <StatusIndicator type={LOOKS[status]}>{status}</StatusIndicator>
);

interface Props {
  readonly run: Run;
  readonly startedAt: number;
  readonly selected: string | undefined;
  readonly onSelect: (state: string) => void;
}

/** Every visit of a state, in the order of entering. */
export function VisitTable({ run, startedAt, selected, onSelect }: Props) {
  const items = [...run.visits];
  return (
    <Table
      variant="embedded"
      items={items}
      selectionType="single"
      selectedItems={items.filter(({ name }) => name === selected).slice(-1)}
      onSelectionChange={({ detail }) => onSelect(detail.selectedItems[0]?.name ?? '')}
      onRowClick={({ detail }) => onSelect(detail.item.name)}
      ariaLabels={{ selectionGroupLabel: 'States', itemSelectionLabel: (_data, { name }) => name }}
      empty={<Empty>No state was entered yet.</Empty>}
      columnDefinitions={[
        {
          id: 'name',
          header: 'State',
          minWidth: 170,
          isRowHeader: true,
          cell: ({ name }) => (
            <Button variant="inline-link" onClick={() => onSelect(name)}>
              {name}
            </Button>
          ),
        },
        { id: 'status', header: 'Status', cell: ({ status }) => <VisitStatus status={status} /> },
        { id: 'undoes', header: 'Undoes', cell: ({ undoes }) => undoes ?? '–' },
        { id: 'attempts', header: 'Attempts', cell: ({ attempts }) => (attempts === 0 ? '–' : attempts) },
        { id: 'after', header: 'Entered after', cell: ({ enteredAt }) => duration(enteredAt - startedAt) },
        {
          id: 'duration',
          header: 'Duration',
          cell: ({ enteredAt, exitedAt }) => (exitedAt === undefined ? '–' : duration(exitedAt - enteredAt)),
        },
      ]}
    />
  );
}
