import { validate, type Diagnostic, type Json } from '@counterpoint/asl';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Tabs from '@cloudscape-design/components/tabs';
import Textarea from '@cloudscape-design/components/textarea';
import { useDeferredValue, useMemo, useState } from 'react';
import { definitionGraph } from '../graph/definition-graph.js';
import { GraphView } from '../graph/graph-view.js';
import { Rehearsal } from './rehearsal.js';

const EDITOR_ROWS = 34;

interface Props {
  readonly initial: string;
  readonly type: 'STANDARD' | 'EXPRESS';
}

/** A definition to play with: the engine's own validator, graph and simulator run in the browser. */
export function Workbench({ initial, type }: Props) {
  const [text, setText] = useState(initial);
  const [selected, setSelected] = useState<string>();
  const settled = useDeferredValue(text);
  const diagnostics = useMemo(() => validate(settled, { type }), [settled, type]);
  const definition = useMemo(() => parse(settled), [settled]);
  const graph = useMemo(() => definitionGraph(definition ?? {}), [definition]);
  const errors = diagnostics.filter(({ severity }) => severity === 'ERROR').length;
  return (
    <Grid gridDefinition={[{ colspan: { default: 12, m: 4 } }, { colspan: { default: 12, m: 8 } }]}>
      <Container
        header={
          <Header
            variant="h2"
            actions={
              <Button disabled={text === initial} onClick={() => setText(initial)}>
                Reset
              </Button>
            }
          >
            Definition
          </Header>
        }
        footer={<Findings diagnostics={diagnostics} />}
      >
        <div className="definition">
          <Textarea
            ariaLabel="Definition"
            value={text}
            rows={EDITOR_ROWS}
            spellcheck={false}
            onChange={({ detail }) => setText(detail.value)}
          />
        </div>
      </Container>
      <Tabs
        variant="container"
        tabs={[
          { id: 'graph', label: 'Graph', content: <GraphView graph={graph} selected={selected} onSelect={setSelected} /> },
          {
            id: 'rehearsal',
            label: 'Rehearse',
            content:
              definition === undefined || errors > 0 ? (
                'Mend the definition first: only a valid one can be run.'
              ) : (
                <Rehearsal definition={definition} graph={graph} />
              ),
          },
        ]}
      />
    </Grid>
  );
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function Findings({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }) {
  if (diagnostics.length === 0) return <StatusIndicator type="success">Valid</StatusIndicator>;
  return (
    <SpaceBetween size="xs">
      {diagnostics.map(({ severity, message, location, code }, index) => (
        <StatusIndicator key={index} type={severity === 'ERROR' ? 'error' : 'warning'} wrapText>
          {message} <span className="mono">{location ?? code}</span>
        </StatusIndicator>
      ))}
    </SpaceBetween>
  );
}
