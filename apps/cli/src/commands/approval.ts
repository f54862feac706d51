import { ApprovalPage, ApprovalStatus, ApprovalView } from '@counterpoint/contracts';
import { Argument, Command, Option } from 'commander';
import { chosenFolder } from '../client/control.js';
import { gatewayOf } from '../client/gateway.js';
import { pages } from '../client/pages.js';
import { money, printJson, printRows, state } from '../output/print.js';
import { command, dataOption, limitOption, outputOption, personOption } from './common.js';
import type { DataOption, LimitOption, OutputOption, PersonOption } from './common.js';

/** How many approvals are looked through for those of one status. */
const MAX_LISTED = 10_000;

type Common = DataOption & OutputOption & PersonOption;

export function approvalCommand(): Command {
  return command('approval', 'Decide orders above the limit', [
    'approval list --status pending',
    'approval decide <id> approve --comment "a good customer"',
  ])
    .addCommand(list())
    .addCommand(decide());
}

function list(): Command {
  return command('list', 'List approvals, the pending ones first', ['approval list', 'approval list --status expired -o json'])
    .addOption(new Option('--status <status>', 'only these').choices(ApprovalStatus.options))
    .addOption(limitOption())
    .addOption(dataOption())
    .addOption(personOption('approver'))
    .addOption(outputOption())
    .action(async ({ data, as, output, limit, status }: Common & LimitOption & { status?: string }) => {
      const all = await pages(
        gatewayOf(chosenFolder(data), as),
        ApprovalPage,
        '/approvals',
        {},
        status === undefined ? limit : MAX_LISTED,
      );
      const found = all.filter((approval) => status === undefined || approval.status === status);
      printRows(output, found.slice(0, limit), [
        { title: 'id', of: ({ id }) => id },
        { title: 'order', of: ({ orderId }) => orderId },
        { title: 'status', of: (approval) => state(approval.status) },
        { title: 'total', of: ({ totalMinor }) => money(totalMinor) },
        { title: 'deadline', of: ({ deadline }) => deadline },
        { title: 'decided by', of: ({ decidedBy }) => decidedBy ?? '' },
      ]);
    });
}

function decide(): Command {
  return command('decide', 'Approve or refuse; the same decision again gets the same answer', [
    'approval decide 01997d2e-7f4e-7c3a-9d52-0b6a1c2f3e4d approve',
  ])
    .argument('<id>', 'approval id')
    .addArgument(new Argument('<decision>', 'what you decide').choices(['approve', 'refuse']))
    .option('--comment <text>', 'why', '')
    .addOption(dataOption())
    .addOption(personOption('approver'))
    .addOption(outputOption())
    .action(async (id: string, decision: string, { data, as, output, comment }: Common & { comment: string }) => {
      const path = `/approvals/${encodeURIComponent(id)}`;
      const approval = await gatewayOf(chosenFolder(data), as).post(ApprovalView, path, { body: { decision, comment } });
      if (output === 'json') printJson(approval);
      else console.log(`order ${approval.orderId} is ${state(approval.status)}`);
    });
}
