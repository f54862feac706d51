import { compile, simulate, type Answer, type Json, type Simulation } from '@counterpoint/asl';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import Select from '@cloudscape-design/components/select';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Textarea from '@cloudscape-design/components/textarea';
import { useState } from 'react';
import type { ShownEvent } from '../api/executions.js';
import { marksOf } from '../executions/marks.js';
import { compensationsOf, runOf } from '../executions/visits.js';
import type { DefinitionGraph } from '../graph/definition-graph.js';
import { GraphView } from '../graph/graph-view.js';
import { Failure } from '../ui/feedback.js';
import { duration } from '../ui/format.js';
import { SAMPLE_INPUT, SAMPLE_RESULT } from './sample-input.js';

const NOWHERE = { value: '', label: 'Every task succeeds' };
const MS_PER_SECOND = 1_000;
/** Simulated time after which a rehearsal gives up, in seconds: a compensation that always fails is tried without end. */
const UNTIL_SECONDS = 86_400;

interface Props {
  readonly definition: Json;
  readonly graph: DefinitionGraph;
}

/** Runs the definition in the browser, on a clock that is turned by hand, with tasks that do as they are told. */
export function Rehearsal({ definition, graph }: Props) {
  const [failing, setFailing] = useState(NOWHERE);
  const [how, setHow] = useState<'fails' | 'silent'>('fails');
  const [input, setInput] = useState(SAMPLE_INPUT);
  const [result, setResult] = useState<Simulation>();
  const [error, setError] = useState<Error>();
  const tasks = graph.nodes.filter(({ type }) => type === 'Task').map(({ id }) => ({ value: id, label: id }));
  const run = result === undefined ? undefined : runOf(result.history.map(shown), compensationsOf(definition));

  const rehearse = async () => {
    setError(undefined);
    const answer = ({ stateName, attempt }: { readonly stateName: string; readonly attempt: number }): Answer => {
      if (stateName !== failing.value || attempt > 1) return { output: SAMPLE_RESULT };
      return how === 'silent' ? { silence: true } : { error: 'Rehearsed', cause: 'This task was told to fail.' };
    };
    try {
      setResult(await simulate(compile(definition), { input: JSON.parse(input) as Json, answer, untilSeconds: UNTIL_SECONDS }));
    } catch (fault) {
      setError(fault as Error);
    }
  };

  return (
    <SpaceBetween size="m">
      <div className="rehearsal">
        <FormField label="What goes wrong">
          <Select
            selectedOption={failing}
            options={[NOWHERE, ...tasks]}
            onChange={({ detail }) =>
              setFailing({ value: detail.selectedOption.value ?? '', label: detail.selectedOption.label ?? '' })
            }
          />
        </FormField>
        <FormField label="How">
          <Select
            disabled={failing.value === ''}
            selectedOption={
              how === 'fails' ? { value: 'fails', label: 'it fails' } : { value: 'silent', label: 'it never answers' }
            }
            options={[
              { value: 'fails', label: 'it fails' },
              { value: 'silent', label: 'it never answers' },
            ]}
            onChange={({ detail }) => setHow(detail.selectedOption.value === 'silent' ? 'silent' : 'fails')}
          />
        </FormField>
        <Button variant="primary" onClick={() => void rehearse()}>
          Rehearse
        </Button>
      </div>
      <FormField label="Input" stretch>
        <Textarea value={input} rows={3} spellcheck={false} onChange={({ detail }) => setInput(detail.value)} />
      </FormField>
      <Failure error={error} />
      {result === undefined ? null : (
        <StatusIndicator type={result.snapshot.status === 'SUCCEEDED' ? 'success' : 'error'}>
          {result.snapshot.status.toLowerCase()} after {duration(result.seconds * MS_PER_SECOND)} of simulated time,{' '}
          {result.history.length} events, {result.tasks.length} tasks
          {result.snapshot.error === undefined ? '' : `: ${result.snapshot.error} ${result.snapshot.cause ?? ''}`}
        </StatusIndicator>
      )}
      <GraphView graph={graph} marks={run && marksOf(run)} taken={run?.taken} />
    </SpaceBetween>
  );
}

/** A history event in the shape in which the orchestrator shows it. */
function shown({ id, previousEventId, timestamp, type, details }: Simulation['history'][number]): ShownEvent {
  return { id, previousEventId, timestamp: new Date(timestamp).toISOString(), type, anyEventDetails: { ...details } };
}
