import { ExecutionStatus } from '@counterpoint/contracts';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { chosenFolder } from '../client/control.js';
import { gatewayOf } from '../client/gateway.js';
import { pages } from '../client/pages.js';
import { printJson, printRecord, printRows, state } from '../output/print.js';
import { command, dataOption, limitOption, outputOption, personOption } from './common.js';
import type { DataOption, LimitOption, OutputOption, PersonOption } from './common.js';

type Common = DataOption & OutputOption & PersonOption;

/** What the tables show of an execution; `-o json` prints everything that the orchestrator answers. */
const Execution = z.looseObject({
  id: z.string(),
  stateMachine: z.string().optional(),
  status: z.string(),
  startedAt: z.string().optional(),
  stoppedAt: z.string().nullish(),
  error: z.string().nullish(),
  cause: z.string().nullish(),
});
const ExecutionPage = z.looseObject({ items: z.array(Execution), nextCursor: z.string().nullable() });
const HistoryEvent = z.looseObject({ id: z.number(), type: z.string(), timestamp: z.union([z.string(), z.number()]) });
const ExecutionWithHistory = Execution.extend({ history: z.array(HistoryEvent).default([]) });

export function executionCommand(): Command {
  return command('execution', 'Look into the orchestrator', ['execution list --status RUNNING', 'execution show <id>'])
    .addCommand(list())
    .addCommand(show());
}

function list(): Command {
  return command('list', 'List executions, the newest first', [
    'execution list',
    'execution list --status FAILED --machine order-saga',
  ])
    .addOption(new Option('--status <status>', 'only these').choices(ExecutionStatus.options))
    .option('--machine <name>', 'only executions of this state machine')
    .addOption(limitOption())
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action(
      async ({ data, as, output, limit, status, machine }: Common & LimitOption & { status?: string; machine?: string }) => {
        printRows(
          output,
          await pages(gatewayOf(chosenFolder(data), as), ExecutionPage, '/executions', { status, stateMachine: machine }, limit),
          [
            { title: 'id', of: ({ id }) => id },
            { title: 'state machine', of: ({ stateMachine }) => stateMachine ?? '' },
            { title: 'status', of: (execution) => state(execution.status) },
            { title: 'started', of: ({ startedAt }) => startedAt ?? '' },
            { title: 'stopped', of: ({ stoppedAt }) => stoppedAt ?? '' },
            { title: 'error', of: ({ error }) => error ?? '' },
          ],
        );
      },
    );
}

function show(): Command {
  return command('show', 'Show an execution with its history; an order saga has the id of its order', [
    'execution show 01997d2e-7f4e-7c3a-9d52-0b6a1c2f3e4d',
  ])
    .argument('<id>', 'execution id')
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action(async (id: string, { data, as, output }: Common) => {
      const execution = await gatewayOf(chosenFolder(data), as).get(
        ExecutionWithHistory,
        `/executions/${encodeURIComponent(id)}`,
      );
      if (output === 'json') return printJson(execution);
      printRecord(output, execution, [
        ['id', execution.id],
        ['state machine', execution.stateMachine ?? ''],
        ['status', state(execution.status)],
        ['started', execution.startedAt ?? ''],
        ['stopped', execution.stoppedAt ?? ''],
        ...(execution.error ? ([['error', `${execution.error}: ${execution.cause ?? ''}`]] as const) : []),
      ]);
      printRows(output, execution.history, [
        { title: 'event', of: (event) => String(event.id) },
        { title: 'type', of: ({ type }) => type },
        { title: 'state or resource', of: nameOf },
        {
          title: 'at',
          of: ({ timestamp }) => (typeof timestamp === 'number' ? new Date(timestamp * 1_000).toISOString() : timestamp),
        },
      ]);
    });
}

/** What an event is about: the details are in a member named after the type (`taskScheduledEventDetails`, ...). */
function nameOf(event: Readonly<Record<string, unknown>>): string {
  const details = Object.entries(event).find(([key]) => key.endsWith('EventDetails'))?.[1];
  const {
    name,
    state: about,
    resource,
  } = z
    .looseObject({ name: z.string().optional(), state: z.string().optional(), resource: z.string().optional() })
    .catch({})
    .parse(details);
  return name ?? about ?? resource ?? '';
}
