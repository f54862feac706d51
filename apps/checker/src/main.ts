import { Command } from 'commander';
import { collectEvidence } from './evidence/load.js';
import { LiveSources } from './evidence/sources.js';
import { INVARIANTS } from './invariants/all.js';
import { judge } from './invariants/invariant.js';
import { DEFAULT_WAIT_SECONDS, waitForQuiet } from './quiet.js';
import { report, table } from './report.js';
import { selfTest } from './self-test/self-test.js';
import { systemAddress } from './system.js';

interface Options {
  readonly data?: string;
  readonly clientLog?: string;
  readonly wait: string;
  readonly selfTest?: boolean;
}

const program = new Command('check:invariants')
  .description('Proves, or disproves, that nothing was lost: reads only databases, topics and the log of the client')
  .option('--data <folder>', 'data folder of the system (COUNTERPOINT_DATA, else .counterpoint/)')
  .option('--client-log <file>', 'what the client wrote down (NDJSON); client-log.ndjson of the data folder if it is there')
  .option('--wait <seconds>', 'how long to wait for a busy system to become quiet', String(DEFAULT_WAIT_SECONDS))
  .option('--self-test', 'plant one violation of each invariant in copies of the data and see each of them reported')
  .addHelpText('after', '\nExit codes: 0 all held, 1 at least one broken or not evaluable, 2 no system to check.');

async function check(options: Options): Promise<number> {
  const system = systemAddress(options);
  if (options.selfTest) return selfTest(system);
  const sources = new LiveSources(system);
  try {
    const { quiet, inFlight, awaitingApproval } = await waitForQuiet(system, sources, Number(options.wait));
    if (!quiet) console.log(`not quiet after ${options.wait} s: ${inFlight} orders in flight; what follows may still be moving`);
    if (awaitingApproval > 0) console.log(`${awaitingApproval} orders wait for an approval`);
    const evidence = await collectEvidence(sources);
    const verdicts = judge(INVARIANTS, evidence);
    console.log(
      `${evidence.orders.size} orders, ${evidence.executions.size} executions, ${[...evidence.sagas.values()].flat().length} messages`,
    );
    console.log(table(verdicts));
    const result = report(verdicts);
    console.log(JSON.stringify(result));
    return result.held === result.total ? 0 : 1;
  } finally {
    await sources.close();
  }
}

program.parse();
try {
  process.exitCode = await check(program.opts<Options>());
} catch (fault) {
  console.error((fault as Error).message);
  process.exitCode = 2;
}
