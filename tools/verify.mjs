// `npm run verify`: everything that can be said about the sources without running them. Each step counts as one test of `npm test`.
import { pathToFileURL } from 'node:url';
import { mapLimited, run } from './lib/run.mjs';

/** Steps that run at a time; each is mostly one thread. */
const CONCURRENCY = 2;
const cache = 'node_modules/.cache/counterpoint';
const tsc = (project) => [
  'tsc',
  '-p',
  project,
  '--incremental',
  '--tsBuildInfoFile',
  `${cache}/${project.replaceAll('/', '-')}.tsbuildinfo`,
];

/** The longest come first, so that two cores are busy to the end. */
export const STEPS = [
  { name: 'lint', command: ['eslint', '--max-warnings', '0', '.'] },
  { name: 'typecheck: all workspaces', command: tsc('.') },
  // These two know neither Node nor a browser, which one program for all cannot tell.
  { name: 'typecheck: dashboard, for browsers', command: tsc('apps/dashboard') },
  { name: 'typecheck: contracts, without platform types', command: tsc('libs/contracts') },
  { name: 'typecheck: asl, without platform types', command: tsc('libs/asl') },
  {
    name: 'format',
    command: ['prettier', '--check', '--log-level', 'warn', '--cache', '--cache-location', `${cache}/prettier`, '.'],
  },
  { name: 'drift: generated documents', command: ['node', 'tools/generate.mjs', '--check'] },
  { name: 'lock file', command: ['node', 'tools/check-lock.mjs'] },
];

/** Runs every step, prints a line for each and the output of those that fail; resolves to `{ passed, failed }`. */
export async function verify() {
  const results = await mapLimited(STEPS, CONCURRENCY, async (step) => {
    const [command, ...args] = step.command;
    const result = await run(command, args, { capture: true });
    const ok = result.code === 0;
    console.log(`${ok ? 'ok  ' : 'FAIL'} ${step.name} (${(result.milliseconds / 1000).toFixed(1)} s)`);
    if (!ok) console.log(result.output.trimEnd().replaceAll(/^/gm, '     '));
    return ok;
  });
  const passed = results.filter(Boolean).length;
  return { passed, failed: results.length - passed };
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failed } = await verify();
  process.exitCode = failed === 0 ? 0 : 1;
}
