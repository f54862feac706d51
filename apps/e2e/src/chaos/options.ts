import { Command } from 'commander';

/** Kills that a run needs at least, per 1,000 orders (design, section 9). */
export const MIN_KILLS_PER_1000 = 24;
/** Faults of other kinds that a run needs at least, per 1,000 orders. */
export const MIN_OTHER_FAULTS_PER_1000 = 12;

export interface ChaosOptions {
  readonly orders: number;
  readonly seed: number;
  /** How long orders are placed at least, in minutes; 0: as long as the faults need. */
  readonly minutes: number;
}

const whole = (text: string): number => {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new Error(`${text} is not a positive whole number`);
  return value;
};

/** Reads the command line of `npm run chaos`. */
export function chaosOptions(argv: readonly string[]): ChaosOptions {
  return new Command('chaos')
    .description(
      'Kills, freezes and disturbs every process class under load, then proves by the invariants that nothing was lost',
    )
    .option('--orders <count>', 'orders to place', whole, 1_000)
    .option(
      '--seed <number>',
      'seed of orders and faults; the same seed plans the same run',
      Number,
      Math.floor(Math.random() * 2 ** 31),
    )
    .option('--minutes <count>', 'place orders for so long at least', Number, 0)
    .addHelpText('after', '\nExit codes: 0 every invariant held, 1 one broke or too few faults fired.')
    .parse([...argv], { from: 'user' })
    .opts<ChaosOptions>();
}

export const neededKills = (orders: number): number => Math.ceil((orders * MIN_KILLS_PER_1000) / 1_000);
export const neededOtherFaults = (orders: number): number => Math.ceil((orders * MIN_OTHER_FAULTS_PER_1000) / 1_000);
