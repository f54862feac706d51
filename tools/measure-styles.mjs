// Measures both saga styles on the same scenarios, on the running system, and prints docs/choosing-a-style.md's tables:
//   node tools/measure-styles.mjs [--repeat 5] [--scale 0.1] [--markdown]
// It starts a system of its own in a temporary folder on free ports and ends it. One order at a time, so that everything that
// is counted meanwhile belongs to that order; numbers are medians. It counts work and waiting, not throughput.
import path from 'node:path';
import { parseArgs } from 'node:util';
import { build } from './build.mjs';
import { measureOrder } from './lib/measure-order.mjs';
import { ROOT } from './lib/run.mjs';

const STYLES = ['choreography', 'orchestration'];
const { values } = parseArgs({
  options: {
    repeat: { type: 'string', default: '5' },
    scale: { type: 'string', default: '0.1' },
    markdown: { type: 'boolean', default: false },
  },
});
const repeat = Number(values.repeat);

/** `outage`: payment is stopped when the order is placed, and goes on so many step deadlines after it. Measured once each. */
const SCENARIOS = [
  { name: 'happy path', parts: {} },
  { name: 'approval granted', parts: { sku: 'GADGET', quantity: 2 }, approve: true },
  { name: 'out of stock', parts: { sku: 'SOLDOUT' } },
  { name: 'declined', parts: { token: 'tok_declined' } },
  { name: 'carrier refuses', parts: { postalCode: '00000' } },
  { name: 'payment dead past its deadline', parts: {}, outage: { service: 'payment', step: 'authorisePayment', deadlines: 2 } },
];
const COLUMNS = [
  ['scenario', ({ scenario }) => scenario.name],
  ['style', ({ style }) => style],
  ['ends', ({ end }) => end],
  ['messages', ({ messages }) => messages],
  ['hops', ({ hops }) => hops],
  ['commits', ({ commits }) => commits],
  ['failure known, ms', ({ knownMs }) => knownMs ?? '-'],
  ['stock back, ms', ({ stockBackMs }) => stockBackMs ?? '-'],
  ['order final, ms', ({ finalMs }) => finalMs],
  ['consistent, ms', ({ consistentMs }) => consistentMs],
];

const median = (numbers) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** The median of every number; what only some runs have counts among those. */
function medians(runs) {
  const [first] = runs;
  const numeric = Object.keys(first).filter((key) => runs.some((run) => typeof run[key] === 'number'));
  const of = (key) => median(runs.map((run) => run[key]).filter((value) => value !== undefined));
  return { ...first, ...Object.fromEntries(numeric.map((key) => [key, of(key)])) };
}

function print(rows) {
  const table = [COLUMNS.map(([title]) => title), ...rows.map((row) => COLUMNS.map(([, of]) => String(of(row))))];
  if (values.markdown)
    table.splice(
      1,
      0,
      COLUMNS.map((_, index) => (index < 3 ? '---' : '---:')),
    );
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((line) => line[column].length)));
  for (const line of table) {
    if (values.markdown) console.log(`| ${line.join(' | ')} |`);
    else
      console.log(
        line
          .map((cell, column) => cell.padEnd(widths[column]))
          .join('  ')
          .trimEnd(),
      );
  }
}

await build();
const { TestSystem } = await import(path.join(ROOT, 'apps/e2e/dist/system/test-system.js'));
const system = await TestSystem.start({ env: { STEP_TIMEOUT_SCALE: values.scale } });
process.once('SIGINT', () => void system.stop().finally(() => process.exit(130)));
const rows = [];
try {
  // The first order of each style pays for compilation and connections.
  for (const style of STYLES) await measureOrder(system, style, SCENARIOS[0]);
  for (const scenario of SCENARIOS) {
    for (const style of STYLES) {
      const runs = [];
      for (let run = 0; run < (scenario.outage ? 1 : repeat); run += 1) runs.push(await measureOrder(system, style, scenario));
      rows.push({ ...medians(runs), scenario, style });
    }
  }
} finally {
  await system.stop();
}
print(rows);
