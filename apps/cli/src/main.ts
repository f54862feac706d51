import { Command, CommanderError } from 'commander';
import colours from 'picocolors';
import { approvalCommand } from './commands/approval.js';
import { credentialsCommand, infoCommand } from './commands/credentials.js';
import { deploymentCommand } from './commands/deployment.js';
import { doctorCommand } from './commands/doctor.js';
import { downCommand } from './commands/down.js';
import { executionCommand } from './commands/execution.js';
import { logsCommand } from './commands/logs.js';
import { orderCommand } from './commands/order.js';
import { parkedCommand } from './commands/parked.js';
import { processCommands, psCommand } from './commands/processes.js';
import { upCommand } from './commands/up.js';
import { CommandError, EXIT, exitCodeTable } from './exit-codes.js';

const EXAMPLES = `Examples:
  $ counterpoint up --detach
  $ counterpoint order place --style orchestration --item WIDGET=2 --watch
  $ counterpoint kill payment
  $ counterpoint down
`;

function program(): Command {
  const root = new Command('counterpoint')
    .description('One order-fulfilment system in two voices: start it, use it, break it, look after it')
    .addHelpText('before', EXAMPLES)
    .addHelpText('after', `\nExit codes:\n${exitCodeTable()}`)
    .exitOverride();
  const commands = [
    ...[upCommand(), downCommand(), psCommand(), ...processCommands(), logsCommand(), credentialsCommand(), infoCommand()],
    ...[orderCommand(), approvalCommand(), executionCommand(), parkedCommand(), doctorCommand(), deploymentCommand()],
  ];
  for (const command of commands) root.addCommand(command.copyInheritedSettings(root));
  return root;
}

// A reader that has seen enough (`| head`) is no fault.
process.stdout.on('error', () => undefined);

try {
  await program().parseAsync();
} catch (fault) {
  if (fault instanceof CommanderError) process.exitCode = fault.exitCode === 0 ? EXIT.ok.code : EXIT.usage.code;
  else {
    console.error(`${colours.red('error')} ${(fault as Error).message}`);
    process.exitCode = EXIT[fault instanceof CommandError ? fault.exit : 'failed'].code;
  }
}
