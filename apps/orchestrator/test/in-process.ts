import pg from 'pg';
import { DataSource } from 'typeorm';
import { ORCHESTRATOR_COMMANDS } from '@counterpoint/contracts';
import { openBus, type Bus } from '@counterpoint/messaging';
import { dataSourceOptions, SystemClock } from '@counterpoint/platform';
import { eventually, substrate } from '@counterpoint/testing';
import { EngineNode, type NodeOptions } from '../src/engine/node.js';
import { registerMachine } from '../src/sagas/register.js';
import { ENTITIES } from '../src/store/entities/index.js';
import { MachineStore } from '../src/store/machine-store.js';
import { quietLogger } from './harness.js';

/** An engine in this process, on the real database and broker. */
export interface OpenNode {
  readonly node: EngineNode;
  readonly bus: Bus;
  readonly pool: pg.Pool;
  /** Starts an execution of a machine with this definition; resolves to its id. */
  run(machine: string, definition: object, input?: object): Promise<string>;
  close(): Promise<void>;
}

export async function openNode(databaseUrl: string, prefix: string, options: Partial<NodeOptions> = {}): Promise<OpenNode> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 4 });
  const bus = await openBus('platformatic', {
    brokers: substrate().brokers.split(','),
    topicPrefix: prefix,
    clientId: 'test-node',
  });
  const source = await new DataSource(
    dataSourceOptions({ url: databaseUrl, entities: ENTITIES, migrations: [], applicationName: 'spec' }),
  ).initialize();
  const node = await EngineNode.create(
    {
      pool,
      bus,
      clock: new SystemClock(),
      logger: quietLogger,
      scope: { region: 'us-east-1', account: '000000000000' },
      partitions: await bus.partitions(ORCHESTRATOR_COMMANDS),
      name: 'spec',
      ...options,
    },
    {
      isKnownTopic: () => true,
      activityOf: () => undefined,
      mapRun: () => undefined,
      resumed: () => undefined,
      mapChildEnded: () => undefined,
      call: () => undefined,
      cancelled: () => undefined,
      activityWaiting: () => undefined,
      activityExists: () => true,
    },
  );
  await node.start('orchestrator');
  await eventually(() => {
    if (!node.membership.isReady) throw new Error('not ready');
  });
  return {
    node,
    bus,
    pool,
    run: async (machine, definition, input = {}) => {
      await registerMachine(new MachineStore(source), machine, JSON.stringify(definition), quietLogger);
      node.machines.forget(machine);
      const revision = await node.machines.byName(machine);
      if (revision === undefined) throw new Error(`${machine} was not registered`);
      const { machineId, revisionId } = revision;
      const { id, answer } = await node.begin({
        machineId,
        revisionId,
        name: `run-${Date.now()}-${Math.round(performance.now() * 1_000)}`,
        input: JSON.stringify(input),
        origin: null,
        mapRunId: null,
      });
      if (answer.kind !== 'done') throw new Error(`the start was answered by ${answer.kind}`);
      return id;
    },
    close: async () => {
      await node.stop();
      await bus.close();
      await pool.end();
      await source.destroy();
    },
  };
}
