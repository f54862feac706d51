import type { Command } from 'commander';
import colours from 'picocolors';
import { chosenFolder } from '../client/control.js';
import { examine, type Verdict } from '../doctor/checks.js';
import { CommandError } from '../exit-codes.js';
import { printRows } from '../output/print.js';
import { command, dataOption, outputOption, type DataOption, type OutputOption } from './common.js';

const SIGNS: Readonly<Record<Verdict, string>> = {
  ok: colours.green('ok'),
  warning: colours.yellow('warning'),
  problem: colours.red('problem'),
};

export function doctorCommand(): Command {
  return command('doctor', 'Check that this machine has what the system needs, and say how to mend what is missing', [
    'doctor',
    'doctor -o json',
  ])
    .addOption(dataOption())
    .addOption(outputOption())
    .action(async ({ data, output }: DataOption & OutputOption) => {
      const findings = await examine(chosenFolder(data), process.env);
      printRows(output, findings, [
        { title: 'check', of: ({ check }) => check },
        { title: 'verdict', of: ({ verdict }) => SIGNS[verdict] },
        { title: 'found', of: ({ found }) => found },
        { title: 'remedy', of: ({ remedy }) => remedy ?? '' },
      ]);
      const problems = findings.filter(({ verdict }) => verdict === 'problem');
      if (problems.length > 0)
        throw new CommandError('failed', `the system cannot start: ${problems.map(({ check }) => check).join(', ')}`);
    });
}
