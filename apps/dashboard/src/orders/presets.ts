import type { PlaceOrderRequest } from '@counterpoint/contracts';

export type Draft = Omit<PlaceOrderRequest, 'style'>;
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly hint: string;
  readonly draft: Draft;
}

const SHIPPING: Draft['shipping'] = {
  name: 'Clara Wieck',
  street: 'Inselstrasse 18',
  city: 'Leipzig',
  postalCode: '04103',
  country: 'DE',
};
const draft = (sku: string, quantity: number, token = 'tok_ok', postalCode = SHIPPING.postalCode): Draft => ({
  items: [{ sku, quantity }],
  payment: { token },
  shipping: { ...SHIPPING, postalCode },
});

/** Orders that show something, by the seeded catalogue and what the simulated provider and carrier do for a token or an address. */
export const PRESETS: readonly Preset[] = [
  { id: 'ok', title: 'All goes well', hint: 'Two widgets, paid and shipped.', draft: draft('WIDGET', 2) },
  { id: 'sold-out', title: 'Sold out', hint: 'Fails at the first step: nothing has to be undone.', draft: draft('SOLDOUT', 1) },
  {
    id: 'declined',
    title: 'Card declined',
    hint: 'The payment fails: the stock goes back.',
    draft: draft('WIDGET', 1, 'tok_declined'),
  },
  {
    id: 'refused',
    title: 'Carrier refuses',
    hint: 'Fails at the last step before the pivot: payment and stock are undone.',
    draft: draft('WIDGET', 1, 'tok_ok', '00000'),
  },
  { id: 'approval', title: 'Needs approval', hint: 'Above 1,000.00: an approver has to agree.', draft: draft('GADGET', 2) },
  {
    id: 'flaky',
    title: 'Provider stumbles',
    hint: 'Two errors of the provider, then it works; the saga does not notice.',
    draft: draft('WIDGET', 1, 'tok_flaky'),
  },
  {
    id: 'lost',
    title: 'Answer lost',
    hint: 'The provider authorises but its answer is lost; asked again under the same key.',
    draft: draft('WIDGET', 1, 'tok_answer_lost'),
  },
  { id: 'slow', title: 'Slow payment', hint: 'The authorisation takes 20 s.', draft: draft('WIDGET', 1, 'tok_slow') },
];
