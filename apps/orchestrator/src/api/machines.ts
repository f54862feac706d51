import { machineArn, type ArnScope } from '../arn.js';
import type { Machines } from '../store/machines.js';
import { INITIAL_REVISION, type MachineStore, type RevisionContent, type StoredMachine } from '../store/machine-store.js';
import type { MachineConfiguration, MachineRevisionEntity, StateMachineEntity } from '../store/entities/state-machine.entity.js';
import type { Tags } from '../store/tags.js';
import { checkRoleArn, isValidName, machineReference } from './arns.js';
import { checkDefinition, variableReferences } from './definitions.js';
import {
  conflict,
  invalidLogging,
  invalidName,
  machineAlreadyExists,
  machineDeleting,
  machineDoesNotExist,
  SfnError,
  validation,
} from './errors.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';

type MachineActions = 'CreateStateMachine' | 'UpdateStateMachine' | 'DescribeStateMachine' | 'DeleteStateMachine';

/** Creation, change, description and deletion of state machines. */
export class MachineActionsHandler implements SomeHandlers<MachineActions> {
  constructor(
    private readonly store: MachineStore,
    private readonly machines: Machines,
    private readonly tags: Tags,
    private readonly scope: ArnScope,
    private readonly deleteSoon: (machineId: number) => void,
  ) {}

  CreateStateMachine = async (request: ActionRequest<'CreateStateMachine'>): Promise<ActionAnswer> => {
    const { name, definition, roleArn, type = 'STANDARD', publish = false, versionDescription } = request;
    if (!isValidName(name)) throw invalidName(name);
    if (versionDescription !== undefined && !publish)
      throw validation('Version description can only be set when publish is true');
    checkRoleArn(roleArn);
    checkDefinition(definition, type as 'STANDARD' | 'EXPRESS');
    const content: RevisionContent = { definition, roleArn, configuration: configurationOf(request) };
    const arn = machineArn(this.scope, name);
    const answer = await this.store.change(async (manager) => {
      const created = await this.store.create(name, type as 'STANDARD' | 'EXPRESS', content, manager);
      const stored = created ?? (await this.store.find(name, manager, true));
      if (stored === undefined) throw conflict(`The state machine ${arn} is being changed`);
      if (created === undefined) this.sameOrThrow(stored, type, content, arn);
      const version = publish
        ? await this.store.publish(stored.machine, stored.revision.id, versionDescription, manager)
        : undefined;
      return { stored, version, isNew: created !== undefined };
    });
    if (answer.isNew && request.tags) await this.tags.put(arn, request.tags);
    return {
      stateMachineArn: arn,
      creationDate: answer.stored.machine.createdAt,
      stateMachineVersionArn: answer.version && machineArn(this.scope, name, answer.version.version),
    };
  };

  /** Creating the same again answers as the first time; role and tags are not compared. */
  private sameOrThrow({ machine, revision }: StoredMachine, type: string, content: RevisionContent, arn: string): void {
    if (machine.status === 'DELETING') throw machineDeleting(arn);
    const same =
      machine.type === type &&
      revision.definition === content.definition &&
      JSON.stringify(filled(revision.configuration)) === JSON.stringify(filled(content.configuration));
    if (!same) throw machineAlreadyExists(arn);
  }

  UpdateStateMachine = async (request: ActionRequest<'UpdateStateMachine'>): Promise<ActionAnswer> => {
    const { stateMachineArn, definition, roleArn, publish = false, versionDescription } = request;
    const reference = machineReference(stateMachineArn);
    if (reference.version !== undefined || reference.alias !== undefined) throw machineDoesNotExist(stateMachineArn);
    const given = [
      definition,
      roleArn,
      request.loggingConfiguration,
      request.tracingConfiguration,
      request.encryptionConfiguration,
    ];
    if (given.every((member) => member === undefined)) {
      throw new SfnError(
        'MissingRequiredParameter',
        'Either the definition, the role ARN, the LoggingConfiguration, or the TracingConfiguration must be specified',
      );
    }
    if (versionDescription !== undefined && !publish)
      throw validation('Version description can only be set when publish is true');
    if (roleArn !== undefined) checkRoleArn(roleArn);
    const result = await this.store.change(async (manager) => {
      const stored = await this.store.find(reference.name, manager, true);
      if (stored === undefined) throw machineDoesNotExist(stateMachineArn);
      if (stored.machine.status === 'DELETING') throw machineDeleting(stateMachineArn);
      if (definition !== undefined) checkDefinition(definition, stored.machine.type);
      const { revision: before, machine } = stored;
      const content: RevisionContent = {
        definition: definition ?? before.definition,
        roleArn: roleArn ?? before.roleArn,
        configuration: { ...before.configuration, ...configurationOf(request) },
      };
      const revision =
        before.revisionName === INITIAL_REVISION || changed(before, content)
          ? await this.store.revise(machine, content, this.store.newRevisionName(), manager)
          : before;
      const version = publish ? await this.store.publish(machine, revision.id, versionDescription, manager) : undefined;
      return { revision, version };
    });
    this.machines.forget(reference.name);
    return {
      updateDate: new Date(),
      revisionId: result.revision.revisionName,
      stateMachineVersionArn: result.version && machineArn(this.scope, reference.name, result.version.version),
    };
  };

  DescribeStateMachine = async (request: ActionRequest<'DescribeStateMachine'>): Promise<ActionAnswer> => {
    const { stateMachineArn } = request;
    const reference = machineReference(stateMachineArn);
    const stored = await this.store.find(reference.name);
    if (stored === undefined) throw machineDoesNotExist(stateMachineArn);
    const { machine } = stored;
    if (reference.version === undefined && reference.alias === undefined) {
      return describeMachine(
        machine,
        stored.revision,
        machineArn(this.scope, machine.name),
        machine.createdAt,
        request.includedData,
      );
    }
    const number = reference.version ?? (await this.versionOfAlias(machine.id, reference.alias as string, stateMachineArn));
    const version = await this.store.version(machine.id, number);
    if (version === null) throw machineDoesNotExist(stateMachineArn);
    const revision = (await this.store.revision(version.revisionId)) as MachineRevisionEntity;
    const arn = reference.alias === undefined ? machineArn(this.scope, machine.name, number) : stateMachineArn;
    return {
      ...describeMachine(machine, revision, arn, version.createdAt, request.includedData),
      description: version.description || undefined,
    };
  };

  private async versionOfAlias(machineId: number, alias: string, arn: string): Promise<number> {
    const found = await this.store.alias(machineId, alias);
    if (found === null) throw machineDoesNotExist(arn);
    return found.routing[0]?.version ?? 0;
  }

  /** Idempotent, of unknown machines too. The machine goes when its executions have ended; its name is taken until then. */
  DeleteStateMachine = async (request: ActionRequest<'DeleteStateMachine'>): Promise<ActionAnswer> => {
    const reference = machineReference(request.stateMachineArn);
    if (reference.version !== undefined || reference.alias !== undefined) return {};
    const stored = await this.store.find(reference.name);
    if (stored === undefined) return {};
    await this.store.change(async (manager) => {
      await manager.query(`update state_machine set status = 'DELETING' where id = $1 and status = 'ACTIVE'`, [
        stored.machine.id,
      ]);
      await manager.query('delete from machine_alias where machine_id = $1', [stored.machine.id]);
    });
    this.machines.forget(reference.name);
    this.deleteSoon(stored.machine.id);
    return {};
  };
}

export function describeMachine(
  machine: StateMachineEntity,
  revision: MachineRevisionEntity,
  arn: string,
  createdAt: Date,
  includedData?: string,
): ActionAnswer {
  const references = variableReferences(revision.definition);
  return {
    stateMachineArn: arn,
    name: machine.name,
    status: machine.status === 'ACTIVE' ? 'ACTIVE' : 'DELETING',
    definition: includedData === 'METADATA_ONLY' ? '{}' : revision.definition,
    roleArn: revision.roleArn,
    type: machine.type,
    creationDate: createdAt,
    ...filled(revision.configuration),
    revisionId: revision.revisionName === INITIAL_REVISION ? undefined : revision.revisionName,
    variableReferences: Object.keys(references).length === 0 ? undefined : references,
  };
}

function configurationOf(
  request: ActionRequest<'CreateStateMachine'> | ActionRequest<'UpdateStateMachine'>,
): MachineConfiguration {
  const { loggingConfiguration: logging, tracingConfiguration, encryptionConfiguration } = request;
  if (logging !== undefined) {
    const destinations = logging.destinations ?? [];
    if ((logging.level ?? 'OFF') !== 'OFF' && destinations.length !== 1)
      throw invalidLogging('Must specify exactly one Log Destination.');
    if (destinations.length > 1) throw invalidLogging('Must specify exactly one Log Destination.');
  }
  return {
    ...(logging === undefined ? {} : { loggingConfiguration: logging }),
    ...(tracingConfiguration === undefined ? {} : { tracingConfiguration }),
    ...(encryptionConfiguration === undefined ? {} : { encryptionConfiguration }),
  };
}

/** With the service's defaults, in one order of members. */
const filled = (configuration: MachineConfiguration): Required<MachineConfiguration> => ({
  loggingConfiguration: { level: 'OFF', includeExecutionData: false, ...configuration.loggingConfiguration },
  tracingConfiguration: { enabled: false, ...configuration.tracingConfiguration },
  encryptionConfiguration: { type: 'AWS_OWNED_KEY', ...configuration.encryptionConfiguration },
});

const changed = (before: RevisionContent, after: RevisionContent): boolean =>
  before.definition !== after.definition ||
  before.roleArn !== after.roleArn ||
  JSON.stringify(filled(before.configuration)) !== JSON.stringify(filled(after.configuration));
