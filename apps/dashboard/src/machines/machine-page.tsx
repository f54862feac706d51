import Alert from '@cloudscape-design/components/alert';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useLoaded } from '../api/use-loaded.js';
import { useSigned } from '../app/session-context.js';
import { Failure, Loading } from '../ui/feedback.js';
import { pretty } from '../ui/format.js';
import { Workbench } from './workbench.js';

/** One state machine: its definition to try changes on, checked and drawn as one types. */
export function MachinePage({ name }: { readonly name: string }) {
  const { api } = useSigned();
  const list = useLoaded('machines', api.stateMachines);
  if (list.value === undefined) return list.error === undefined ? <Loading /> : <Failure error={list.error} />;
  const machine = list.value.items.find((item) => item.name === name);
  if (machine === undefined) return <Alert type="warning">There is no state machine {name}.</Alert>;
  return (
    <SpaceBetween size="m">
      <Header
        variant="h1"
        description={`${machine.type.toLowerCase()}, in the Amazon States Language. Changes here stay in this browser.`}
      >
        {name}
      </Header>
      <Workbench initial={pretty(machine.definition)} type={machine.type} />
    </SpaceBetween>
  );
}
