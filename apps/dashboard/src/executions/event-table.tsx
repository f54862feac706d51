import Button from '@cloudscape-design/components/button';
import Table from '@cloudscape-design/components/table';
import type { ExecutionView } from '../api/executions.js';
import { duration } from '../ui/format.js';
import type { Run } from './visits.js';

interface Props {
  readonly execution: ExecutionView;
  readonly run: Run;
  readonly selected: string | undefined;
  readonly onSelect: (state: string) => void;
}

/** The history, event by event, with the state that each belongs to. */
export function EventTable({ execution, run, selected, onSelect }: Props) {
  const start = Date.parse(execution.startedAt);
  const stateOf = (id: number) => run.visits[run.visitOf.get(id) ?? -1]?.name;
  const items = execution.history.map((event) => ({ ...event, state: stateOf(event.id) }));
  return (
    <Table
      variant="embedded"
      items={items}
      contentDensity="compact"
      selectedItems={items.filter(({ state }) => state !== undefined && state === selected)}
      columnDefinitions={[
        { id: 'id', header: 'Id', cell: ({ id }) => id },
        {
          id: 'type',
          header: 'Event',
          isRowHeader: true,
          cell: ({ type, state }) => (state !== undefined && state === selected ? <b>{type}</b> : type),
        },
        {
          id: 'state',
          header: 'State',
          cell: ({ state }) =>
            state === undefined ? (
              '–'
            ) : (
              <Button variant="inline-link" onClick={() => onSelect(state)}>
                {state}
              </Button>
            ),
        },
        { id: 'after', header: 'After', cell: ({ timestamp }) => duration(Date.parse(timestamp) - start) },
        { id: 'previous', header: 'Follows', cell: ({ previousEventId }) => (previousEventId === 0 ? '–' : previousEventId) },
      ]}
    />
  );
}
