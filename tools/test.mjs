// `npm test`: sources, then unit, integration and end-to-end suites on real servers, started once and ended at the end.
//   node tools/test.mjs [verify] [unit] [int] [e2e] [long] [-- jest arguments]
// The last line is `N passed, N failed, N skipped` over everything, checks of the sources included.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { build } from './build.mjs';
import { ROOT, run, stopAll } from './lib/run.mjs';
import { verify } from './verify.mjs';

const DEFAULT_LEVELS = ['verify', 'unit', 'int', 'e2e'];
/** Spec files of a level, how many run at a time, whether they need servers, and when a run that hangs is ended. */
const LEVELS = {
  unit: { workers: 2, servers: false, timeoutSeconds: 600 },
  int: { workers: 2, servers: true, timeoutSeconds: 900 },
  e2e: { workers: 1, servers: false, timeoutSeconds: 1_800 },
  long: { workers: 1, servers: false, timeoutSeconds: 7_200 },
};
const JEST = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
  '-c',
  'jest.config.mjs',
];

const separator = process.argv.indexOf('--');
const named = process.argv.slice(2, separator === -1 ? undefined : separator);
const jestArguments = separator === -1 ? [] : process.argv.slice(separator + 1);
/** Paths narrow a level down; everything else goes to Jest as it is, in the form --name=value. */
const paths = jestArguments.filter((argument) => !argument.startsWith('-'));
const levels = named.length > 0 ? named : DEFAULT_LEVELS;
const unknown = levels.filter((level) => level !== 'verify' && !(level in LEVELS));
if (unknown.length > 0) {
  console.error(`unknown level ${unknown.join(', ')}; known: verify, ${Object.keys(LEVELS).join(', ')}`);
  process.exit(2);
}

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };
const skippedTests = [];
const failedTests = [];
let substrate;

/** PostgreSQL and Kafka for the integration specs: named by the environment, else Docker, else embedded. */
async function servers() {
  if (substrate) return substrate;
  const { startSubstrate } = await import('@counterpoint/testing');
  substrate = await startSubstrate();
  console.log(`substrate: ${substrate.description}`);
  return substrate;
}

/** Adds up one Jest run. A file that could not run counts as one failure: its tests are unknown. */
function count(level, report) {
  total.passed += report.numPassedTests;
  total.failed += report.numFailedTests + report.numRuntimeErrorTestSuites;
  total.skipped += report.numPendingTests + report.numTodoTests;
  for (const file of report.testResults) {
    const name = path.relative(ROOT, file.name);
    if (file.status === 'failed' && file.assertionResults.length === 0) failedTests.push(`${level} ${name}: did not run`);
    for (const test of file.assertionResults) {
      if (test.status === 'failed') failedTests.push(`${level} ${name}: ${test.fullName}`);
      if (test.status === 'pending' || test.status === 'todo') skippedTests.push(`${level} ${name}: ${test.fullName}`);
    }
  }
}

async function jest(level) {
  const { workers, servers: needsServers, timeoutSeconds } = LEVELS[level];
  const env = needsServers ? (await servers()).environment : {};
  const outputFile = path.join(scratch, `${level}.json`);
  const result = await run(
    'node',
    [
      ...JEST,
      '--json',
      `--outputFile=${outputFile}`,
      `--maxWorkers=${workers}`,
      '--passWithNoTests',
      ...jestArguments.filter((argument) => argument.startsWith('-')),
      '--testPathPatterns',
      ...(paths.length === 0 ? [''] : paths).map((part) => `${part}.*\\.${level}\\.spec\\.ts$`),
    ],
    { timeoutSeconds, env: { ...env, COUNTERPOINT_TEST_LEVEL: level } },
  );
  if (!fs.existsSync(outputFile)) {
    total.failed += 1;
    failedTests.push(
      `${level}: the run ended without a report (${result.timedOut ? `no end within ${timeoutSeconds} s` : `exit ${result.code}`})`,
    );
    return;
  }
  const before = total.failed;
  count(level, JSON.parse(fs.readFileSync(outputFile, 'utf8')));
  if (result.code !== 0 && total.failed === before) {
    total.failed += 1;
    failedTests.push(`${level}: exit ${result.code} although no test failed`);
  }
}

async function end(code) {
  await substrate?.stop();
  fs.rmSync(scratch, { recursive: true, force: true });
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
  process.once(signal, () => {
    stopAll();
    void end(130);
  });
}

const started = performance.now();
try {
  if (levels.includes('verify')) {
    console.log('\n== verify');
    const { passed, failed } = await verify();
    total.passed += passed;
    total.failed += failed;
    if (failed > 0) failedTests.push(`verify: ${failed} of ${passed + failed} checks`);
  }
  await build();
  for (const level of Object.keys(LEVELS)) {
    if (!levels.includes(level)) continue;
    console.log(`\n== ${level}`);
    await jest(level);
  }
} catch (error) {
  console.error(error);
  total.failed += 1;
  failedTests.push(`the run itself: ${error.message}`);
}
console.log(`\ntook ${Math.round((performance.now() - started) / 1000)} s`);
for (const test of skippedTests) console.log(`skipped  ${test}`);
for (const test of failedTests) console.log(`FAILED   ${test}`);
console.log(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
await end(total.failed === 0 ? 0 : 1);
