import { SAGA_STYLES, type SagaStyle } from '@counterpoint/contracts';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import ContentLayout from '@cloudscape-design/components/content-layout';
import Form from '@cloudscape-design/components/form';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tiles from '@cloudscape-design/components/tiles';
import { useRef, useState } from 'react';
import { navigate } from '../app/router.js';
import { useSigned } from '../app/session-context.js';
import { Failure } from '../ui/feedback.js';
import { DraftFields } from './draft-fields.js';
import { PRESETS, type Draft } from './presets.js';

const ABOUT: Readonly<Record<SagaStyle, string>> = {
  choreography: 'The services react to each other’s events.',
  orchestration: 'A durable state machine sends commands.',
};

/** Places an order in the style of one's choice, and goes on to its page. */
export function PlaceOrder() {
  const { api } = useSigned();
  const [style, setStyle] = useState<SagaStyle>('choreography');
  const [preset, setPreset] = useState('ok');
  const [draft, setDraft] = useState<Draft>(() => PRESETS[0]!.draft);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error>();
  // One key for each order that was meant: pressing again after a lost answer places nothing twice.
  const meant = useRef({ body: '', key: '' });

  const place = async () => {
    const request = { style, ...draft };
    const body = JSON.stringify(request);
    if (meant.current.body !== body) meant.current = { body, key: crypto.randomUUID() };
    setBusy(true);
    setError(undefined);
    try {
      navigate(`/ui/orders/${(await api.place(request, meant.current.key)).id}`);
    } catch (fault) {
      setError(fault as Error);
      setBusy(false);
    }
  };

  return (
    <ContentLayout
      header={
        <Header variant="h1" description="What happens depends on what you order, how you pay and where it goes.">
          Place an order
        </Header>
      }
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void place();
        }}
      >
        <Form
          actions={
            <Button variant="primary" loading={busy}>
              Place order
            </Button>
          }
        >
          <SpaceBetween size="l">
            <Failure error={error} />
            <Container header={<Header variant="h2">Saga style</Header>}>
              <Tiles
                ariaLabel="Saga style"
                value={style}
                columns={2}
                items={SAGA_STYLES.map((value) => ({ value, label: value, description: ABOUT[value] }))}
                onChange={({ detail }) => setStyle(detail.value as SagaStyle)}
              />
            </Container>
            <Grid gridDefinition={[{ colspan: { default: 12, m: 6 } }, { colspan: { default: 12, m: 6 } }]}>
              <Container header={<Header variant="h2">Story</Header>}>
                <FormField stretch>
                  <Tiles
                    ariaLabel="Story"
                    value={preset}
                    columns={2}
                    items={PRESETS.map(({ id, title, hint }) => ({ value: id, label: title, description: hint }))}
                    onChange={({ detail }) => {
                      setPreset(detail.value);
                      const chosen = PRESETS.find(({ id }) => id === detail.value);
                      if (chosen !== undefined) setDraft(chosen.draft);
                    }}
                  />
                </FormField>
              </Container>
              <Container header={<Header variant="h2">Order</Header>}>
                <DraftFields draft={draft} onChange={setDraft} />
              </Container>
            </Grid>
          </SpaceBetween>
        </Form>
      </form>
    </ContentLayout>
  );
}
