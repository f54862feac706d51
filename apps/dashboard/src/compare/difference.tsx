import { SAGA_STYLES, type SagaStyle } from '@counterpoint/contracts';
import Box from '@cloudscape-design/components/box';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import type { Figures } from '../sequence/figures.js';
import { duration } from '../ui/format.js';

interface Row {
  readonly name: string;
  readonly why: string;
  readonly value: (figures: Figures) => string;
}
const time = (ms: number | undefined) => (ms === undefined ? '–' : duration(ms));
const ROWS: readonly Row[] = [
  { name: 'Messages', why: 'commands, events and replies on Kafka', value: ({ messages }) => String(messages) },
  { name: 'Hops', why: 'longest chain of messages that caused each other', value: ({ hops }) => String(hops) },
  {
    name: 'Time to consistent',
    why: 'until the order’s end is decided and everything is undone',
    value: ({ consistentAt }) => time(consistentAt),
  },
  { name: 'Time until the failure shows', why: 'until the step that fails has said so', value: ({ failedAt }) => time(failedAt) },
  {
    name: 'Time until the failure is known',
    why: 'until the order service, and so the customer, knows',
    value: ({ failureKnownAt }) => time(failureKnownAt),
  },
  {
    name: 'Services that had to know',
    why: 'that were sent a message because of the failure',
    value: ({ failedAt, toldOfFailure }) => (failedAt === undefined ? '–' : toldOfFailure.join(', ')),
  },
];

/** What the same order took in each style, in figures. */
export function Difference({ figures }: { readonly figures: Readonly<Record<SagaStyle, Figures>> }) {
  return (
    <Table
      variant="container"
      header={<Header variant="h2">Difference</Header>}
      items={[...ROWS]}
      trackBy="name"
      columnDefinitions={[
        {
          id: 'name',
          header: 'Measure',
          isRowHeader: true,
          cell: ({ name, why }) => (
            <>
              {name}
              <Box variant="small" display="block">
                {why}
              </Box>
            </>
          ),
        },
        ...SAGA_STYLES.map((style) => ({ id: style, header: style, cell: ({ value }: Row) => value(figures[style]) })),
      ]}
    />
  );
}
