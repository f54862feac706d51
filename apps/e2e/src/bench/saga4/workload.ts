import fs from 'node:fs';
import path from 'node:path';
import { CreateStateMachineCommand, SFNClient } from '@aws-sdk/client-sfn';
import type { SagaStyle } from '@counterpoint/contracts';
import pg from 'pg';
import type { BenchOptions } from '../options.js';
import { processesByRole } from '../processes.js';
import type { Effects, Workload } from '../workload.js';
import { Saga4Driver, STATE_MACHINE } from './driver.js';
import { stepsOf } from './effects.js';
import { Saga4System } from './system.js';

/** Registers the state machine as any client of Step Functions would. */
async function register({ connections, credentials }: Saga4System): Promise<void> {
  const client = new SFNClient({ endpoint: connections.stepFunctionsUrl, region: 'us-east-1', credentials });
  const definition = fs.readFileSync(path.join(import.meta.dirname, 'saga4.asl.json'), 'utf8');
  await client.send(
    new CreateStateMachineCommand({ name: STATE_MACHINE, definition, roleArn: 'arn:aws:iam::000000000000:role/bench' }),
  );
  client.destroy();
}

async function effectRows(databases: readonly string[]): Promise<Map<string, { steps: Set<string>; attempts: number }>> {
  const found = new Map<string, { steps: Set<string>; attempts: number }>();
  for (const connectionString of databases) {
    const client = new pg.Client({ connectionString });
    await client.connect();
    const { rows } = await client.query<{ order_id: string; step: string; attempts: number }>(
      'select order_id, step, attempts from effect',
    );
    await client.end();
    for (const { order_id: orderId, step, attempts } of rows) {
      const order = found.get(orderId) ?? { steps: new Set<string>(), attempts: 0 };
      order.steps.add(step);
      order.attempts += attempts;
      found.set(orderId, order);
    }
  }
  return found;
}

async function prepare(system: Saga4System, style: SagaStyle): Promise<Saga4Driver> {
  if (style === 'orchestration') await register(system);
  return Saga4Driver.open(style, system.connections.kafkaBrokers, system.connections.topicPrefix);
}

/** The saga of the peers: four rows by four participants, told by the orchestrator or moved by each other's events. */
export async function saga4Workload({ style, participants }: BenchOptions): Promise<Workload> {
  const system = await Saga4System.start(style, participants);
  const { connections } = system;
  const driver = await prepare(system, style).catch(async (fault: unknown) => {
    await system.stop();
    throw fault;
  });
  const databases = Object.entries(connections.databases).flatMap(([name, url]) => (name.includes('saga4') ? [url] : []));
  return {
    adminDatabaseUrl: connections.adminDatabaseUrl,
    kafkaBrokers: connections.kafkaBrokers,
    processes: () => processesByRole(system.data),
    submit: (planned) => driver.submit(planned),
    effects: async (): Promise<Effects> => {
      const rows = await effectRows(databases);
      let lost = 0;
      let duplicated = 0;
      for (const { orderId, fail } of driver.submitted) {
        const found = rows.get(orderId);
        const wanted = stepsOf(fail);
        lost += wanted.filter((step) => !found?.steps.has(step)).length;
        // What is beyond the wanted steps is an effect that should not be, and as bad as a second one.
        const unexpected = [...(found?.steps ?? [])].filter((step) => !wanted.includes(step)).length;
        duplicated += unexpected + (found?.attempts ?? 0) - (found?.steps.size ?? 0);
      }
      return { lost, duplicated };
    },
    close: async () => {
      await driver.close();
      await system.stop();
    },
  };
}
