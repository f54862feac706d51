import { SAGA_STYLES, type SagaStyle } from '@counterpoint/contracts';
import { Command, Option } from 'commander';

export interface BenchOptions {
  readonly workload: 'saga4' | 'order';
  readonly participants: 'one' | 'each';
  readonly style: SagaStyle;
  readonly orders: number;
  readonly concurrency: number;
  readonly failRate: number;
  /** Sagas before the measured ones, not counted. */
  readonly warmup: number;
  /** Data folder of a running system to be measured in place of one of our own. */
  readonly attach: string | undefined;
  /** Also count SQL statements and messages; PostgreSQL then keeps statistics of its statements, which costs a little. */
  readonly counts: boolean;
}

const MIN_WARMUP = 100;
const MAX_WARMUP = 400;
/** Sagas of the warm-up for each that will be in flight. */
const WARMUP_PER_CLIENT = 4;

const positive = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${text} is not a positive whole number`);
  return value;
};

/** Reads the command line of `npm run bench` (design, section 9). */
export function benchOptions(argv: readonly string[]): BenchOptions {
  const program = new Command('bench')
    .description(
      'Measures sagas per second, latency and cost through real services, Kafka and PostgreSQL; prints one JSON line last',
    )
    .addOption(
      new Option('--workload <name>', 'the four-step saga of the peers, or the whole business through the gateway')
        .choices(['saga4', 'order'])
        .default('saga4'),
    )
    .addOption(
      new Option('--participants <how>', 'all in one process, or one process each (saga4)')
        .choices(['one', 'each'])
        .default('one'),
    )
    .addOption(new Option('--style <style>', 'saga style').choices([...SAGA_STYLES]).default('orchestration'))
    .option('--orders <count>', 'sagas that are measured', positive, 2_000)
    .option('--concurrency <count>', 'sagas in flight', positive, 32)
    .option('--fail-rate <share>', 'share that is refused for good at the shipment, 0 to 1', Number, 0)
    .option('--warmup <count>', 'sagas before the measured ones', Number)
    .option('--counts', 'also count SQL statements and messages of a saga, at a little cost', false)
    .option(
      '--attach [data]',
      'measure the running system (of this data folder) in place of one of its own; for the workload order',
    );
  const given = program
    .parse([...argv], { from: 'user' })
    .opts<Omit<BenchOptions, 'warmup' | 'attach'> & { warmup?: number; attach?: string | true }>();
  const attach = given.attach === true ? (process.env['COUNTERPOINT_DATA'] ?? '.counterpoint') : given.attach;
  if (attach !== undefined && given.workload === 'saga4')
    throw new Error('--attach measures the services of the running system: it goes with --workload order');
  // The launcher of the system that is measured reads it.
  if (given.counts) process.env['POSTGRES_PRELOAD_LIBRARIES'] = 'pg_stat_statements';
  const warmup = given.warmup ?? Math.max(MIN_WARMUP, Math.min(MAX_WARMUP, given.concurrency * WARMUP_PER_CLIENT));
  return { ...given, warmup, attach };
}
