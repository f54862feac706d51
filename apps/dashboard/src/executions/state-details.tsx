import { isObject, type Json } from '@counterpoint/asl';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ExecutionView } from '../api/executions.js';
import { causeText, duration } from '../ui/format.js';
import { Json as JsonText } from '../ui/json.js';
import { VisitStatus } from './visit-table.js';
import type { Run, Visit } from './visits.js';

interface Props {
  readonly execution: ExecutionView;
  readonly definition: Json;
  readonly run: Run;
  readonly selected: string | undefined;
}

/** The selected state: its error first, then what went in and came out. Without a selection, the execution's own. */
export function StateDetails({ execution, definition, run, selected }: Props) {
  const visit = run.visits.findLast(({ name }) => name === selected);
  const states = isObject(definition) && isObject(definition['States']) ? definition['States'] : {};
  const state = selected === undefined ? undefined : states[selected];
  if (state === undefined) {
    return (
      <Container header={<Header variant="h2">Execution</Header>}>
        <SpaceBetween size="m">
          <Box color="text-body-secondary">Choose a state to see what it was given and what it gave.</Box>
          <Payload label="Input" text={execution.input} />
          <Payload label="Output" text={execution.output} />
        </SpaceBetween>
      </Container>
    );
  }
  const undo = isObject(state) && typeof state['Compensate'] === 'string' ? state['Compensate'] : undefined;
  return (
    <Container header={<Header variant="h2">{selected}</Header>}>
      <SpaceBetween size="m">
        {visit?.error === undefined ? null : (
          <Alert type="error" header={visit.error}>
            <div className="cause">{causeText(visit.cause)}</div>
          </Alert>
        )}
        {visit === undefined ? (
          <Box color="text-body-secondary">The execution has not been here.</Box>
        ) : (
          <Facts visit={visit} undo={undo} undone={run.visits.some(({ name }) => name === undo)} />
        )}
        {visit === undefined ? null : <Payload label="Input" text={visit.input} />}
        {visit === undefined ? null : <Payload label="Output" text={visit.output} />}
        <Payload label="Definition" text={JSON.stringify(state)} />
      </SpaceBetween>
    </Container>
  );
}

function Facts({ visit, undo, undone }: { readonly visit: Visit; readonly undo: string | undefined; readonly undone: boolean }) {
  const pair =
    visit.undoes !== undefined
      ? { label: 'Undoes', value: visit.undoes }
      : { label: 'Undone by', value: undo === undefined ? '–' : undone ? undo : `${undo} (was not needed)` };
  return (
    <KeyValuePairs
      columns={2}
      items={[
        { label: 'Status', value: <VisitStatus status={visit.status} /> },
        { label: 'Duration', value: visit.exitedAt === undefined ? '–' : duration(visit.exitedAt - visit.enteredAt) },
        { label: 'Attempts', value: visit.attempts === 0 ? '–' : String(visit.attempts) },
        pair,
      ]}
    />
  );
}

function Payload({ label, text }: { readonly label: string; readonly text: string | null | undefined }) {
  return (
    <div>
      <Box variant="awsui-key-label">{label}</Box>
      {text === null || text === undefined ? <Box color="text-body-secondary">none</Box> : <JsonText label={label} text={text} />}
    </div>
  );
}
