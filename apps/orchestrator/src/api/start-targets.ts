import type { MachineStore } from '../store/machine-store.js';
import type { LoadedRevision, Machines } from '../store/machines.js';
import { machineReference, type MachineReference } from './arns.js';
import { machineDeleting, machineDoesNotExist } from './errors.js';

/** What an ARN given to a start means at this moment. */
export interface StartTarget {
  readonly revision: LoadedRevision;
  readonly version?: number;
  readonly alias?: string;
}

/** Resolves machine, version and alias ARNs; the plain ones from a cache, since they are on the way of every start. */
export class StartTargets {
  constructor(
    private readonly machines: Machines,
    private readonly store: MachineStore,
    private readonly random: () => number = Math.random,
  ) {}

  async of(arn: string): Promise<StartTarget> {
    const reference = machineReference(arn);
    if (reference.version === undefined && reference.alias === undefined) {
      const revision = await this.machines.byName(reference.name);
      if (revision === undefined) throw await this.missing(reference);
      return { revision };
    }
    const stored = await this.store.find(reference.name);
    if (stored?.machine.status !== 'ACTIVE') throw await this.missing(reference);
    const version = reference.version ?? (await this.route(stored.machine.id, reference.alias as string));
    const published = version === undefined ? null : await this.store.version(stored.machine.id, version);
    const revision = published === null ? undefined : await this.machines.byId(published.revisionId);
    if (revision === undefined || version === undefined) throw machineDoesNotExist(arn);
    return { revision, version, ...(reference.alias === undefined ? {} : { alias: reference.alias }) };
  }

  /** One of the alias's versions, by weight. */
  private async route(machineId: number, alias: string): Promise<number | undefined> {
    const found = await this.store.alias(machineId, alias);
    if (found === null) return undefined;
    let rest = this.random() * 100;
    for (const { version, weight } of found.routing) {
      rest -= weight;
      if (rest < 0) return version;
    }
    return found.routing.at(-1)?.version;
  }

  private async missing({ arn, name }: MachineReference): Promise<Error> {
    const stored = await this.store.find(name);
    return stored?.machine.status === 'DELETING' ? machineDeleting(arn) : machineDoesNotExist(arn);
  }
}
