import { OrderView, TERMINAL_ORDER_STATUSES, TimelineEntry } from '@counterpoint/contracts';
import colours from 'picocolors';
import type { GatewayClient } from '../client/gateway.js';
import { state, type OutputFormat } from '../output/print.js';

/** Pause before a broken stream is resumed, in milliseconds. */
const RESUME_MS = 500;
/** How many times in a row a stream may break without a word before the watch is given up. */
const MAX_SILENT_BREAKS = 120;

/**
 * Follows an order's timeline until its saga is over. A stream that breaks, as when the gateway is killed, is resumed
 * after the last entry that was seen.
 */
export async function watchOrder(gateway: GatewayClient, id: string, output: OutputFormat): Promise<void> {
  const path = `/orders/${encodeURIComponent(id)}`;
  // An order that does not exist, or is another's, ends the command here.
  await gateway.get(OrderView, path);
  let last = '0';
  for (let silentBreaks = 0; silentBreaks < MAX_SILENT_BREAKS; silentBreaks += 1) {
    try {
      let over = true;
      for await (const { id: position, event, data } of gateway.events(`${path}/stream`, last)) {
        over = event === 'end';
        silentBreaks = 0;
        if (event !== 'message') continue;
        last = position;
        printEntry(output, TimelineEntry.parse(JSON.parse(data)));
      }
      const order = await gateway.get(OrderView, path);
      if (over && TERMINAL_ORDER_STATUSES.includes(order.status)) return printEnd(output, order);
    } catch {
      // The gateway is away: the next attempt resumes, and the limit above ends it.
    }
    await new Promise((resolve) => setTimeout(resolve, RESUME_MS));
  }
  throw new Error(`the timeline of ${id} cannot be followed any longer: the gateway does not answer`);
}

function printEntry(output: OutputFormat, entry: TimelineEntry): void {
  if (output === 'json') return console.log(JSON.stringify(entry));
  const mark = entry.outcome === 'failure' ? colours.red('✗') : entry.kind === 'command' ? colours.cyan('→') : colours.green('•');
  console.log(
    `${colours.dim(entry.at.slice(11, 23))}  ${entry.service.padEnd(12)} ${mark} ${entry.type.padEnd(22)} ${colours.dim(entry.topic)}`,
  );
}

function printEnd(output: OutputFormat, order: OrderView): void {
  if (output === 'json') return console.log(JSON.stringify(order));
  console.log(`${order.id} is ${state(order.status)}${order.reason ? `: ${order.reason.code}, ${order.reason.detail}` : ''}`);
}
