// Plants violations of the design's fences in the text of existing files, without touching them, and prints which rules
// fired: `[{ name, expected, fired }]`. A fence that does not fire is no fence.
import fs from 'node:fs';
import path from 'node:path';
import { ESLint } from 'eslint';
import { ROOT } from '../lib/run.mjs';

// Under CI typescript-eslint takes each file once, and from the disk: what is planted here is not there.
process.env.TSESTREE_SINGLE_RUN = 'false';

const BOUNDARY = '@nx/enforce-module-boundaries';

/** The first TypeScript file under `directory` that is no spec; typed rules need a file that the program knows. */
function fileIn(directory) {
  const files = fs.globSync(`${directory}/**/*.ts`, {
    cwd: ROOT,
    exclude: (name) => name.includes('node_modules') || name.endsWith('dist'),
  });
  const file = files.sort().find((name) => !name.endsWith('.spec.ts'));
  if (file === undefined) throw new Error(`no source in ${directory}`);
  return path.join(ROOT, file);
}

const planted = [
  {
    name: 'an app imports another app',
    in: 'apps/order/src',
    text: "import '@counterpoint/gateway';\n",
    expected: 'no-restricted-imports',
  },
  {
    name: 'an app reaches into another app by path',
    in: 'apps/checker/src',
    text: (file) => `import '${path.relative(path.dirname(file), fileIn('apps/payment/src')).replace(/\.ts$/, '.js')}';\n`,
    expected: BOUNDARY,
  },
  {
    name: 'contracts import messaging',
    in: 'libs/contracts/src',
    text: "import '@counterpoint/messaging';\n",
    expected: BOUNDARY,
  },
  { name: 'contracts import a package besides zod', in: 'libs/contracts/src', text: "import 'pg';\n", expected: BOUNDARY },
  { name: 'asl imports the contracts', in: 'libs/asl/src', text: "import '@counterpoint/contracts';\n", expected: BOUNDARY },
  {
    name: 'a participant imports the engine core',
    in: 'apps/payment/src',
    text: "import '@counterpoint/asl';\n",
    expected: BOUNDARY,
  },
  {
    name: 'the checker imports messaging',
    in: 'apps/checker/src',
    text: "import '@counterpoint/messaging';\n",
    expected: BOUNDARY,
  },
  {
    name: 'platform imports messaging',
    in: 'libs/platform/src',
    text: "import '@counterpoint/messaging';\n",
    expected: BOUNDARY,
  },
  { name: 'a service imports kafkajs', in: 'apps/shipping/src', text: "import 'kafkajs';\n", expected: 'no-restricted-imports' },
  {
    name: 'platform imports a Kafka client',
    in: 'libs/platform/src',
    text: "import '@platformatic/kafka';\n",
    expected: 'no-restricted-imports',
  },
  {
    name: 'asl reads the clock',
    in: 'libs/asl/src',
    text: 'export const now = Date.now();\n',
    expected: 'no-restricted-properties',
  },
  {
    name: 'asl makes a date of now',
    in: 'libs/asl/src',
    text: 'export const now = new Date();\n',
    expected: 'no-restricted-syntax',
  },
  {
    name: 'asl is random',
    in: 'libs/asl/src',
    text: 'export const dice = Math.random();\n',
    expected: 'no-restricted-properties',
  },
  {
    name: 'asl reads the environment',
    in: 'libs/asl/src',
    text: 'export const env = process.env;\n',
    expected: 'no-restricted-globals',
  },
  { name: 'asl does I/O', in: 'libs/asl/src', text: "import 'node:fs';\n", expected: 'no-restricted-imports' },
  {
    name: 'a domain reads the clock',
    in: 'apps/*/src/domain',
    text: 'export const now = Date.now();\n',
    expected: 'no-restricted-properties',
  },
  {
    name: 'a domain sets a timer',
    in: 'apps/*/src/domain',
    text: 'setTimeout(() => undefined, 1);\n',
    expected: 'no-restricted-globals',
  },
  {
    name: 'a domain throws',
    in: 'apps/*/src/domain',
    text: "export function decline(): never {\n  throw new Error('declined');\n}\n",
    expected: 'no-restricted-syntax',
  },
  {
    name: 'any',
    in: 'apps/order/src',
    text: 'export const anything: any = 1;\n',
    expected: '@typescript-eslint/no-explicit-any',
  },
  {
    name: 'a promise that nobody awaits',
    in: 'apps/order/src',
    text: 'export function start(): void {\n  Promise.resolve(1);\n}\n',
    expected: '@typescript-eslint/no-floating-promises',
  },
  { name: 'nothing is planted', in: 'apps/order/src', text: 'export const quiet = 1;\n', expected: undefined },
];

const eslint = new ESLint({ cwd: ROOT });
const results = [];
for (const { name, in: directory, text, expected } of planted) {
  const filePath = fileIn(directory);
  const [result] = await eslint.lintText(typeof text === 'string' ? text : text(filePath), { filePath });
  results.push({ name, expected, fired: (result?.messages ?? []).map((message) => message.ruleId ?? message.message) });
}
console.log(JSON.stringify(results));
