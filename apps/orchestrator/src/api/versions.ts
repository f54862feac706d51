import { machineArn, type ArnScope } from '../arn.js';
import { MachineAliasEntity, MachineVersionEntity, type StateMachineEntity } from '../store/entities/state-machine.entity.js';
import type { MachineStore } from '../store/machine-store.js';
import { LessThan } from 'typeorm';
import { machineReference } from './arns.js';
import { aliasNotFound, conflict, invalidArn, machineDeleting, machineDoesNotExist, SfnError, validation } from './errors.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';
import type { Pages } from './pages.js';

/** Quotas: versions and aliases of one state machine. */
const MAX_VERSIONS = 1_000;
const MAX_ALIASES = 100;
type VersionActions =
  | 'PublishStateMachineVersion' | 'ListStateMachineVersions' | 'DeleteStateMachineVersion'
  | 'CreateStateMachineAlias' | 'UpdateStateMachineAlias' | 'DescribeStateMachineAlias' | 'DeleteStateMachineAlias' | 'ListStateMachineAliases'; // prettier-ignore
type Routing = ActionRequest<'CreateStateMachineAlias'>['routingConfiguration'];

/** Numbered versions, and the aliases that route starts to them. */
export class VersionActionsHandler implements SomeHandlers<VersionActions> {
  constructor(
    private readonly store: MachineStore,
    private readonly pages: Pages,
    private readonly scope: ArnScope,
  ) {}

  PublishStateMachineVersion = async (request: ActionRequest<'PublishStateMachineVersion'>): Promise<ActionAnswer> => {
    const arn = request.stateMachineArn;
    const reference = machineReference(arn);
    if (reference.version !== undefined || reference.alias !== undefined) throw machineDoesNotExist(arn);
    return this.store.change(async (manager) => {
      const stored = await this.store.find(reference.name, manager, true);
      if (stored === undefined) throw machineDoesNotExist(arn);
      if (stored.machine.status === 'DELETING') throw machineDeleting(arn);
      const { revisionName } = stored.revision;
      if (request.revisionId !== undefined && request.revisionId !== revisionName) {
        throw conflict(
          `Failed to publish the State Machine version for revision ${request.revisionId}. The current State Machine revision is ${revisionName}.`,
        );
      }
      if ((await manager.countBy(MachineVersionEntity, { machineId: stored.machine.id })) >= MAX_VERSIONS) {
        throw new SfnError('ServiceQuotaExceededException', `A state machine can have at most ${MAX_VERSIONS} versions`);
      }
      const version = await this.store.publish(stored.machine, stored.revision.id, request.description, manager);
      return { creationDate: version.createdAt, stateMachineVersionArn: machineArn(this.scope, reference.name, version.version) };
    });
  };

  ListStateMachineVersions = async (request: ActionRequest<'ListStateMachineVersions'>): Promise<ActionAnswer> => {
    const machine = await this.machine(request.stateMachineArn);
    const size = this.pages.size(request.maxResults);
    const kind = `versions ${machine.id}`;
    const [below = Number.MAX_SAFE_INTEGER] = this.pages.position(kind, request.nextToken) ?? [];
    const rows = await this.store.change((manager) =>
      manager.find(MachineVersionEntity, {
        where: { machineId: machine.id, version: LessThan(Math.min(Number(below), 2_147_483_647)) },
        order: { version: 'DESC' },
        take: size + 1,
      }),
    );
    const page = this.pages.page(kind, rows, size, (row) => [row.version]);
    return {
      stateMachineVersions: page.rows.map((row) => ({
        stateMachineVersionArn: machineArn(this.scope, machine.name, row.version),
        creationDate: row.createdAt,
      })),
      nextToken: page.nextToken,
    };
  };

  DeleteStateMachineVersion = async (request: ActionRequest<'DeleteStateMachineVersion'>): Promise<ActionAnswer> => {
    const arn = request.stateMachineVersionArn;
    const { name, version } = machineReference(arn);
    if (version === undefined) throw invalidArn(arn);
    await this.store.change(async (manager) => {
      const stored = await this.store.find(name, manager, true);
      if (stored === undefined) return;
      const using = (await this.store.aliases(stored.machine.id, manager)).filter((alias) =>
        alias.routing.some((route) => route.version === version),
      );
      if (using.length > 0) {
        throw conflict(
          `Version to be deleted must not be referenced by an alias. Current list of aliases referencing this version: [${using.map((alias) => alias.name).join(', ')}]`,
        );
      }
      await manager.delete(MachineVersionEntity, { machineId: stored.machine.id, version });
    });
    return {};
  };

  CreateStateMachineAlias = async (request: ActionRequest<'CreateStateMachineAlias'>): Promise<ActionAnswer> => {
    const { name, description = '', routingConfiguration } = request;
    const { machineName, routing } = readRouting(routingConfiguration);
    if (/^\d+$/.test(name)) throw validation('An alias name must not be a number');
    return this.store.change(async (manager) => {
      const stored = await this.store.find(machineName, manager, true);
      const first = routingConfiguration[0]?.stateMachineVersionArn ?? '';
      if (stored === undefined) throw aliasNotFound(first);
      if (stored.machine.status === 'DELETING') throw machineDeleting(machineArn(this.scope, machineName));
      for (const [index, { version }] of routing.entries()) {
        if ((await this.store.version(stored.machine.id, version, manager)) === null)
          throw aliasNotFound(routingConfiguration[index]?.stateMachineVersionArn ?? '');
      }
      const arn = machineArn(this.scope, machineName, name);
      const existing = await this.store.alias(stored.machine.id, name, manager);
      if (existing !== null) {
        if (existing.description === description && sameRouting(existing.routing, routing))
          return { stateMachineAliasArn: arn, creationDate: existing.createdAt };
        throw conflict(
          `Failed to create alias because an alias with the same name and a different routing configuration already exists.`,
        );
      }
      if ((await manager.countBy(MachineAliasEntity, { machineId: stored.machine.id })) >= MAX_ALIASES) {
        throw new SfnError('ServiceQuotaExceededException', `A state machine can have at most ${MAX_ALIASES} aliases`);
      }
      const alias = await manager.save(
        manager.create(MachineAliasEntity, { machineId: stored.machine.id, name, description, routing }),
      );
      return { stateMachineAliasArn: arn, creationDate: alias.createdAt };
    });
  };

  UpdateStateMachineAlias = async (request: ActionRequest<'UpdateStateMachineAlias'>): Promise<ActionAnswer> => {
    const arn = request.stateMachineAliasArn;
    const { name, alias: aliasName } = machineReference(arn);
    if (aliasName === undefined) throw invalidArn(arn);
    const { description, routingConfiguration } = request;
    if (description === undefined && routingConfiguration === undefined) {
      throw new SfnError('MissingRequiredParameter', 'Either the description or the routing configuration must be specified');
    }
    const wanted = routingConfiguration === undefined ? undefined : readRouting(routingConfiguration);
    return this.store.change(async (manager) => {
      const stored = await this.store.find(name, manager, true);
      const alias = stored === undefined ? null : await this.store.alias(stored.machine.id, aliasName, manager);
      if (stored === undefined || alias === null) throw aliasNotFound(arn);
      for (const { version } of wanted?.routing ?? []) {
        if (wanted?.machineName !== name || (await this.store.version(stored.machine.id, version, manager)) === null)
          throw aliasNotFound(arn);
      }
      const updatedAt = new Date();
      await manager.update(
        MachineAliasEntity,
        { machineId: alias.machineId, name: aliasName },
        {
          updatedAt,
          ...(description === undefined ? {} : { description }),
          ...(wanted === undefined ? {} : { routing: wanted.routing }),
        },
      );
      return { updateDate: updatedAt };
    });
  };

  DescribeStateMachineAlias = async (request: ActionRequest<'DescribeStateMachineAlias'>): Promise<ActionAnswer> => {
    const arn = request.stateMachineAliasArn;
    const { name, alias: aliasName } = machineReference(arn);
    if (aliasName === undefined) throw invalidArn(arn);
    const stored = await this.store.find(name);
    const alias = stored === undefined ? null : await this.store.alias(stored.machine.id, aliasName);
    if (alias === null) throw aliasNotFound(arn);
    return {
      stateMachineAliasArn: arn,
      name: alias.name,
      description: alias.description || undefined,
      routingConfiguration: alias.routing.map(({ version, weight }) => ({
        stateMachineVersionArn: machineArn(this.scope, name, version),
        weight,
      })),
      creationDate: alias.createdAt,
      updateDate: alias.updatedAt,
    };
  };

  DeleteStateMachineAlias = async (request: ActionRequest<'DeleteStateMachineAlias'>): Promise<ActionAnswer> => {
    const arn = request.stateMachineAliasArn;
    const { name, alias } = machineReference(arn);
    if (alias === undefined) throw invalidArn(arn);
    await this.store.change(async (manager) => {
      const stored = await this.store.find(name, manager, true);
      if (stored !== undefined) await manager.delete(MachineAliasEntity, { machineId: stored.machine.id, name: alias });
    });
    return {};
  };

  ListStateMachineAliases = async (request: ActionRequest<'ListStateMachineAliases'>): Promise<ActionAnswer> => {
    const machine = await this.machine(request.stateMachineArn);
    const size = this.pages.size(request.maxResults);
    const { version } = machineReference(request.stateMachineArn);
    const kind = `aliases ${request.stateMachineArn}`;
    const [after = ''] = this.pages.position(kind, request.nextToken) ?? [];
    const aliases = (await this.store.aliases(machine.id))
      .filter((alias) => version === undefined || alias.routing.some((route) => route.version === version))
      .filter((alias) => alias.name > String(after));
    const page = this.pages.page(kind, aliases, size, (alias) => [alias.name]);
    return {
      stateMachineAliases: page.rows.map((alias) => ({
        stateMachineAliasArn: machineArn(this.scope, machine.name, alias.name),
        creationDate: alias.createdAt,
      })),
      nextToken: page.nextToken,
    };
  };

  private async machine(arn: string): Promise<StateMachineEntity> {
    const stored = await this.store.find(machineReference(arn).name);
    if (stored === undefined) throw machineDoesNotExist(arn);
    return stored.machine;
  }
}

/** @throws SfnError with the service's wording for each rule of a routing configuration */
function readRouting(configuration: Routing): {
  readonly machineName: string;
  readonly routing: { version: number; weight: number }[];
} {
  const arns = configuration.map((route) => route.stateMachineVersionArn);
  const received = `Received: [${arns.join(', ')}]`;
  if (new Set(arns).size !== arns.length)
    throw validation(`Routing configuration must contain distinct state machine version ARNs. ${received}`);
  const references = arns.map((arn) => machineReference(arn));
  if (references.some((reference) => reference.version === undefined))
    throw validation(`Routing configuration must contain state machine version ARNs. ${received}`);
  if (new Set(references.map((reference) => reference.name)).size > 1)
    throw validation(`Routing configuration must contain versions of one state machine. ${received}`);
  const weights = configuration.map((route) => route.weight);
  if (weights.reduce((sum, weight) => sum + weight, 0) !== 100) {
    throw validation(`Sum of routing configuration weights must equal 100. Received: [${weights.join(', ')}]`);
  }
  return {
    machineName: references[0]?.name ?? '',
    routing: references.map(({ version }, index) => ({ version: version as number, weight: weights[index] as number })),
  };
}

type StoredRouting = readonly { readonly version: number; readonly weight: number }[];
const sameRouting = (a: StoredRouting, b: StoredRouting): boolean => {
  const text = (routing: StoredRouting): string =>
    JSON.stringify([...routing].sort((x, y) => x.version - y.version).map(({ version, weight }) => [version, weight]));
  return text(a) === text(b);
};
