import { PARKING_SERVICES, ParkedPage } from '@counterpoint/contracts';
import { Argument, Command, Option } from 'commander';
import { z } from 'zod';
import { chosenFolder } from '../client/control.js';
import { gatewayOf } from '../client/gateway.js';
import { pages } from '../client/pages.js';
import { printJson, printRows } from '../output/print.js';
import { command, dataOption, limitOption, outputOption, personOption } from './common.js';
import type { DataOption, LimitOption, OutputOption, PersonOption } from './common.js';

type Common = DataOption & OutputOption & PersonOption;

const service = (): Argument => new Argument('<service>', 'the service that set it aside').choices(PARKING_SERVICES);

export function parkedCommand(): Command {
  return command('parked', 'What services have set aside because it could not be handled', [
    'parked list',
    'parked redrive payment <id>',
    'parked discard payment <id> --reason "the provider never knew it"',
  ])
    .addCommand(list())
    .addCommand(redrive())
    .addCommand(discard());
}

function list(): Command {
  return command('list', 'List parked keys and unreadable messages', ['parked list', 'parked list --service payment -o json'])
    .addOption(new Option('--service <service>', 'only of this service').choices(PARKING_SERVICES))
    .addOption(limitOption())
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action(async ({ data, as, output, limit, service: only }: Common & LimitOption & { service?: string }) => {
      const gateway = gatewayOf(chosenFolder(data), as);
      const services = only === undefined ? PARKING_SERVICES : [only];
      const perService = services.map(async (name) => {
        const items = await pages(gateway, ParkedPage, '/operations/parked', { service: name }, limit);
        return items.map((item) => ({ service: name, ...item }));
      });
      printRows(output, (await Promise.all(perService)).flat(), [
        { title: 'service', of: (parked) => parked.service },
        { title: 'id', of: ({ id }) => id },
        { title: 'kind', of: ({ kind }) => kind },
        { title: 'messages', of: ({ messages }) => String(messages) },
        { title: 'since', of: ({ parkedAt }) => parkedAt },
        { title: 'error', of: ({ error }) => error },
      ]);
    });
}

function redrive(): Command {
  return command('redrive', 'Handle the messages of a parked key again, in their order', ['parked redrive payment <id>'])
    .addArgument(service())
    .argument('<id>', 'as parked list names it')
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action(async (name: string, id: string, { data, as, output }: Common) => {
      const answer = await gatewayOf(chosenFolder(data), as).post(
        z.json(),
        `/operations/parked/${name}/${encodeURIComponent(id)}/redrive`,
      );
      if (output === 'json') printJson(answer);
      else console.log(`${id} is being handled again`);
    });
}

function discard(): Command {
  return command('discard', 'Give a parked message up; who waits for its outcome gets a failure', [
    'parked discard payment <id> --reason "entered twice"',
  ])
    .addArgument(service())
    .argument('<id>', 'as parked list names it')
    .requiredOption('--reason <text>', 'why; it is recorded')
    .addOption(dataOption())
    .addOption(personOption('operator'))
    .addOption(outputOption())
    .action(async (name: string, id: string, { data, as, output, reason }: Common & { reason: string }) => {
      const path = `/operations/parked/${name}/${encodeURIComponent(id)}/discard`;
      const answer = await gatewayOf(chosenFolder(data), as).post(z.json(), path, { body: { reason } });
      if (output === 'json') printJson(answer);
      else console.log(`${id} is discarded`);
    });
}
