import { randomUUID } from 'node:crypto';
import {
  CancelOrderResponse,
  ORDER_STATUSES,
  OrderPage,
  OrderView,
  PlaceOrderRequest,
  SAGA_STYLES,
} from '@counterpoint/contracts';
import { Command, Option } from 'commander';
import { chosenFolder } from '../client/control.js';
import { gatewayOf } from '../client/gateway.js';
import { pages } from '../client/pages.js';
import { CommandError } from '../exit-codes.js';
import { money, printJson, printRecord, printRows, state, type OutputFormat } from '../output/print.js';
import { command, dataOption, limitOption, outputOption, personOption, repeat } from './common.js';
import type { DataOption, LimitOption, OutputOption, PersonOption } from './common.js';
import { watchOrder } from './watch.js';

type Common = DataOption & OutputOption & PersonOption;
interface PlaceOptions extends Common {
  readonly style: string;
  readonly item: string[];
  readonly payment: string;
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly postalCode: string;
  readonly country: string;
  readonly key?: string;
  readonly watch?: boolean;
}

const itemsOf = (order: OrderView): string => order.items.map(({ sku, quantity }) => `${quantity} × ${sku}`).join(', ');

export function orderCommand(): Command {
  const order = command('order', 'Place and follow orders', [
    'order place --style choreography --item WIDGET=2 --watch',
    'order list --status REJECTED',
  ]);
  return order.addCommand(place()).addCommand(get()).addCommand(list()).addCommand(watch()).addCommand(cancel());
}

function place(): Command {
  return command('place', 'Place an order', [
    'order place --style orchestration --item WIDGET=2',
    'order place --style choreography --item GADGET=2 --watch      # needs an approval',
    'order place --style choreography --payment tok_declined --watch',
    'order place --style orchestration --postal-code 00000 --watch  # the carrier refuses',
  ])
    .addOption(new Option('--style <style>', 'saga style').choices(SAGA_STYLES).default('choreography'))
    .option('--item <sku[=quantity]>', 'what to order; may be repeated (default: WIDGET)', repeat)
    .option('--payment <token>', 'payment token', 'tok_ok')
    .option('--name <name>', 'recipient', 'Ada Lovelace')
    .option('--street <street>', 'street and number', 'Main Street 1')
    .option('--city <city>', 'city', 'Berlin')
    .option('--postal-code <code>', 'postal code', '10115')
    .option('--country <code>', 'country, ISO 3166-1 alpha-2', 'DE')
    .option('--key <key>', 'Idempotency-Key; a new one when left out')
    .option('--watch', 'follow the order until its saga is over')
    .addOption(dataOption())
    .addOption(personOption('customer'))
    .addOption(outputOption())
    .action(async ({ data, as, output, watch: follow, key, ...options }: PlaceOptions) => {
      const gateway = gatewayOf(chosenFolder(data), as);
      const body = requestOf(options);
      const placed = await gateway.post(OrderView, '/orders', { headers: { 'idempotency-key': key ?? randomUUID() }, body });
      printOrder(follow ? 'table' : output, placed);
      if (follow) await watchOrder(gateway, placed.id, output);
    });
}

function requestOf({
  style,
  item = ['WIDGET'],
  payment,
  name,
  street,
  city,
  postalCode,
  country,
}: Omit<PlaceOptions, keyof Common>): PlaceOrderRequest {
  const items = item.map((text) => {
    const [sku, quantity = '1'] = text.split('=');
    return { sku, quantity: Number(quantity) };
  });
  const request = PlaceOrderRequest.safeParse({
    style,
    items,
    payment: { token: payment },
    shipping: { name, street, city, postalCode, country },
  });
  if (request.success) return request.data;
  throw new CommandError('usage', request.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'));
}

function get(): Command {
  return command('get', 'Show an order', ['order get 01997d2e-7f4e-7c3a-9d52-0b6a1c2f3e4d'])
    .argument('<id>', 'order id')
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action(async (id: string, { data, as, output }: Common) => {
      printOrder(output, await gatewayOf(chosenFolder(data), as).get(OrderView, `/orders/${encodeURIComponent(id)}`));
    });
}

function list(): Command {
  return command('list', 'List orders, the newest first', [
    'order list',
    'order list --style choreography --status COMPENSATING',
    'order list --as customer -o json',
  ])
    .addOption(new Option('--status <status>', 'only these').choices(ORDER_STATUSES))
    .addOption(new Option('--style <style>', 'only these').choices(SAGA_STYLES))
    .addOption(limitOption())
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action(async ({ data, as, output, limit, status, style }: Common & LimitOption & { status?: string; style?: string }) => {
      const orders = await pages(gatewayOf(chosenFolder(data), as), OrderPage, '/orders', { status, style }, limit);
      printRows(output, orders, [
        { title: 'id', of: ({ id }) => id },
        { title: 'style', of: (order) => order.style },
        { title: 'status', of: (order) => state(order.status) },
        { title: 'total', of: ({ totalMinor }) => money(totalMinor) },
        { title: 'items', of: itemsOf },
        { title: 'reason', of: ({ reason }) => reason?.code ?? '' },
        { title: 'placed', of: ({ placedAt }) => placedAt },
      ]);
    });
}

function watch(): Command {
  return command('watch', 'Follow an order until its saga is over; with -o json one message a line', [
    'order watch 01997d2e-7f4e-7c3a-9d52-0b6a1c2f3e4d',
  ])
    .argument('<id>', 'order id')
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action((id: string, { data, as, output }: Common) => watchOrder(gatewayOf(chosenFolder(data), as), id, output));
}

function cancel(): Command {
  return command('cancel', 'Ask to cancel an order; the saga decides, and order get tells who won', [
    'order cancel 01997d2e-7f4e-7c3a-9d52-0b6a1c2f3e4d',
  ])
    .argument('<id>', 'order id')
    .addOption(dataOption())
    .addOption(personOption('customer'))
    .addOption(outputOption())
    .action(async (id: string, { data, as, output }: Common) => {
      const answer = await gatewayOf(chosenFolder(data), as).post(
        CancelOrderResponse,
        `/orders/${encodeURIComponent(id)}/cancel`,
      );
      if (output === 'json') printJson(answer);
      else console.log(`cancellation ${answer.cancellation}; the order is ${state(answer.status)}`);
    });
}

export function printOrder(output: OutputFormat, order: OrderView): void {
  printRecord(output, order, [
    ['id', order.id],
    ['style', order.style],
    ['status', state(order.status)],
    ['customer', order.customerId],
    ['items', itemsOf(order)],
    ['total', money(order.totalMinor, order.currency)],
    ...(order.reason ? ([['reason', `${order.reason.code}: ${order.reason.detail}`]] as const) : []),
    ['cancellation', order.cancellation],
    ['hand-over', order.trackingCode === null ? order.handOver : `${order.handOver} (${order.trackingCode})`],
    ['placed', order.placedAt],
    ['changed', order.updatedAt],
  ]);
}
