import { randomUUID } from 'node:crypto';
import { In, type DataSource, type EntityManager } from 'typeorm';
import {
  MachineAliasEntity,
  MachineRevisionEntity,
  MachineVersionEntity,
  StateMachineEntity,
  type MachineConfiguration,
} from './entities/state-machine.entity.js';

/** What makes a revision: what is compared to find out whether something changed. */
export interface RevisionContent {
  readonly definition: string;
  readonly roleArn: string;
  readonly configuration: MachineConfiguration;
}
export interface StoredMachine {
  readonly machine: StateMachineEntity;
  readonly revision: MachineRevisionEntity;
}
/** The first revision has no id in the API. */
export const INITIAL_REVISION = 'INITIAL';
/** State machines that operators are shown at once. */
const MAX_LISTED_MACHINES = 500;

/** State machines in the database: administration, never on the way of an execution. */
export class MachineStore {
  constructor(private readonly source: DataSource) {}

  /** Runs changes of one machine after each other: its row is locked. */
  change<T>(work: (manager: EntityManager) => Promise<T>): Promise<T> {
    return this.source.transaction(work);
  }

  async find(name: string, manager: EntityManager = this.source.manager, lock = false): Promise<StoredMachine | undefined> {
    const machine = await manager.findOne(StateMachineEntity, {
      where: { name, status: In(['ACTIVE', 'DELETING']) },
      ...(lock ? { lock: { mode: 'pessimistic_write' as const } } : {}),
    });
    if (machine === null) return undefined;
    return { machine, revision: await manager.findOneByOrFail(MachineRevisionEntity, { id: machine.revisionId ?? 0 }) };
  }

  /** Every state machine with its current revision, by name; at most {@link MAX_LISTED_MACHINES}. */
  async all(): Promise<StoredMachine[]> {
    const { manager } = this.source;
    const machines = await manager.find(StateMachineEntity, {
      where: { status: 'ACTIVE' },
      order: { name: 'ASC' },
      take: MAX_LISTED_MACHINES,
    });
    const ids = machines.flatMap(({ revisionId }) => revisionId ?? []);
    const revisions = new Map((await manager.findBy(MachineRevisionEntity, { id: In(ids) })).map((found) => [found.id, found]));
    return machines.flatMap((machine) => {
      const revision = revisions.get(machine.revisionId ?? 0);
      return revision === undefined ? [] : [{ machine, revision }];
    });
  }

  /** @returns undefined when the name has just been taken */
  async create(
    name: string,
    type: 'STANDARD' | 'EXPRESS',
    content: RevisionContent,
    manager: EntityManager,
  ): Promise<StoredMachine | undefined> {
    const inserted = await manager
      .createQueryBuilder()
      .insert()
      .into(StateMachineEntity)
      .values({ name, type, status: 'ACTIVE', revisionId: null, versionCounter: 0 })
      .orIgnore()
      .returning(['id'])
      .execute();
    const id = (inserted.raw as { id: number }[])[0]?.id;
    if (id === undefined) return undefined;
    const machine = await manager.findOneByOrFail(StateMachineEntity, { id });
    return { machine, revision: await this.revise(machine, content, INITIAL_REVISION, manager) };
  }

  /** A new revision, which the machine's name stands for from now on. */
  async revise(
    machine: StateMachineEntity,
    content: RevisionContent,
    revisionName: string,
    manager: EntityManager,
  ): Promise<MachineRevisionEntity> {
    const revision = await manager.save(
      manager.create(MachineRevisionEntity, { machineId: machine.id, revisionName, ...content }),
    );
    await manager.update(StateMachineEntity, { id: machine.id }, { revisionId: revision.id });
    machine.revisionId = revision.id;
    return revision;
  }

  newRevisionName(): string {
    return randomUUID();
  }

  async revision(id: number): Promise<MachineRevisionEntity | null> {
    return this.source.manager.findOneBy(MachineRevisionEntity, { id });
  }

  /** Publishing a revision that was published last changes nothing. */
  async publish(
    machine: StateMachineEntity,
    revisionId: number,
    description: string | undefined,
    manager: EntityManager,
  ): Promise<MachineVersionEntity> {
    const [newest] = await manager.find(MachineVersionEntity, {
      where: { machineId: machine.id },
      order: { version: 'DESC' },
      take: 1,
    });
    if (newest?.revisionId === revisionId) return newest;
    const version = machine.versionCounter + 1;
    await manager.update(StateMachineEntity, { id: machine.id }, { versionCounter: version });
    machine.versionCounter = version;
    return manager.save(
      manager.create(MachineVersionEntity, { machineId: machine.id, version, revisionId, description: description ?? '' }),
    );
  }

  version(
    machineId: number,
    version: number,
    manager: EntityManager = this.source.manager,
  ): Promise<MachineVersionEntity | null> {
    return manager.findOneBy(MachineVersionEntity, { machineId, version });
  }

  alias(machineId: number, name: string, manager: EntityManager = this.source.manager): Promise<MachineAliasEntity | null> {
    return manager.findOneBy(MachineAliasEntity, { machineId, name });
  }

  aliases(machineId: number, manager: EntityManager = this.source.manager): Promise<MachineAliasEntity[]> {
    return manager.find(MachineAliasEntity, { where: { machineId }, order: { name: 'ASC' } });
  }
}
