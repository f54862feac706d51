import { PAYMENT_TOKENS } from '@counterpoint/contracts';
import Autosuggest from '@cloudscape-design/components/autosuggest';
import Button from '@cloudscape-design/components/button';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import FormField from '@cloudscape-design/components/form-field';
import Grid from '@cloudscape-design/components/grid';
import Input from '@cloudscape-design/components/input';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSigned } from '../app/session-context.js';
import { useLoaded } from '../api/use-loaded.js';
import { money } from '../ui/format.js';
import type { Draft } from './presets.js';

const ADDRESS = [
  ['name', 'Name'],
  ['street', 'Street'],
  ['city', 'City'],
  ['postalCode', 'Postal code'],
  ['country', 'Country'],
] as const;

interface Props {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

/** What an order is made of, free to edit. The gateway is the judge of it. */
export function DraftFields({ draft, onChange }: Props) {
  const { api } = useSigned();
  const catalogue = useLoaded('catalogue', api.catalogue).value?.items ?? [];
  const setItem = (at: number, change: Partial<Draft['items'][number]>) =>
    onChange({ ...draft, items: draft.items.map((item, index) => (index === at ? { ...item, ...change } : item)) });
  return (
    <SpaceBetween size="m">
      {draft.items.map((item, at) => (
        <Grid
          key={at}
          gridDefinition={[
            { colspan: { default: 6, s: 6 } },
            { colspan: { default: 3, s: 3 } },
            { colspan: { default: 3, s: 3 } },
          ]}
        >
          <FormField label={at === 0 ? 'Item' : undefined}>
            <Autosuggest
              ariaLabel="SKU"
              value={item.sku}
              enteredTextLabel={(text) => `Use "${text}"`}
              filteringType="none"
              options={catalogue.map(({ sku, unitPriceMinor }) => ({ value: sku, description: money(unitPriceMinor) }))}
              onChange={({ detail }) => setItem(at, { sku: detail.value })}
            />
          </FormField>
          <FormField label={at === 0 ? 'Quantity' : undefined}>
            <Input
              type="number"
              ariaLabel="Quantity"
              value={String(item.quantity)}
              onChange={({ detail }) => setItem(at, { quantity: Number(detail.value) })}
            />
          </FormField>
          <FormField label={at === 0 ? <>&nbsp;</> : undefined}>
            {at === 0 ? (
              <Button
                iconName="add-plus"
                formAction="none"
                onClick={() => onChange({ ...draft, items: [...draft.items, { sku: 'WIDGET', quantity: 1 }] })}
              >
                Item
              </Button>
            ) : (
              <Button
                iconName="remove"
                formAction="none"
                onClick={() => onChange({ ...draft, items: draft.items.filter((_, index) => index !== at) })}
              >
                Remove
              </Button>
            )}
          </FormField>
        </Grid>
      ))}
      <FormField label="Payment token" description="The simulated provider does what the token says.">
        <Autosuggest
          ariaLabel="Payment token"
          value={draft.payment.token}
          enteredTextLabel={(text) => `Use "${text}"`}
          filteringType="none"
          options={PAYMENT_TOKENS.map((value) => ({ value }))}
          onChange={({ detail }) => onChange({ ...draft, payment: { token: detail.value } })}
        />
      </FormField>
      <ColumnLayout columns={2}>
        {ADDRESS.map(([name, label]) => (
          <FormField
            key={name}
            label={label}
            constraintText={name === 'postalCode' ? '00000: the carrier refuses; 99999: it takes 20 s' : undefined}
          >
            <Input
              value={draft.shipping[name]}
              onChange={({ detail }) => onChange({ ...draft, shipping: { ...draft.shipping, [name]: detail.value } })}
            />
          </FormField>
        ))}
      </ColumnLayout>
    </SpaceBetween>
  );
}
