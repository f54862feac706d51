import type { Pool } from 'pg';
import { executionArn, machineArn, mapRunArn, type ArnScope } from '../arn.js';
import type { EngineNode } from '../engine/node.js';
import type { Answer } from '../engine/work.js';
import { decodeChunks } from '../store/history-codec.js';
import type { MachineRevisionEntity } from '../store/entities/state-machine.entity.js';
import type { MachineStore } from '../store/machine-store.js';
import { executionByName, listExecutions, type FoundExecution } from '../store/sql/find-execution.js';
import { historiesOf } from '../store/sql/load-executions.js';
import { executionReference, isValidName, machineReference, mapRunId } from './arns.js';
import { describeMachine } from './machines.js';
import {
  executionAlreadyExists,
  executionDoesNotExist,
  invalidArnType,
  invalidExecutionInput,
  invalidName,
  machineDeleting,
  machineDoesNotExist,
  SfnError,
  validation,
} from './errors.js';
import { shownEvent } from './history-events.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';
import type { Pages } from './pages.js';
import type { ExpressActionsHandler } from './express.js';
import { redriveState } from './redrive.js';
import type { StartTargets } from './start-targets.js';

type ExecutionActions =
  | 'StartExecution' | 'StopExecution' | 'DescribeExecution' | 'ListExecutions' | 'GetExecutionHistory'
  | 'DescribeStateMachineForExecution' | 'RedriveExecution'; // prettier-ignore

/** Starting, stopping, redriving and looking at executions. */
export class ExecutionActionsHandler implements SomeHandlers<ExecutionActions> {
  constructor(
    private readonly pool: Pool,
    private readonly node: EngineNode,
    private readonly store: MachineStore,
    private readonly targets: StartTargets,
    private readonly express: ExpressActionsHandler,
    private readonly pages: Pages,
    private readonly scope: ArnScope,
  ) {}

  StartExecution = async (request: ActionRequest<'StartExecution'>): Promise<ActionAnswer> => {
    const target = await this.targets.of(request.stateMachineArn);
    const input = checkedInput(request.input);
    if (request.name !== undefined && !isValidName(request.name)) throw invalidName(request.name);
    if (target.revision.type === 'EXPRESS') return this.express.startAsync(target, request.name, input);
    const { machineId, revisionId, name: machine } = target.revision;
    const id = this.node.newId();
    const name = request.name ?? id;
    const origin = {
      ...(target.version === undefined ? {} : { version: target.version }),
      ...(target.alias === undefined ? {} : { alias: target.alias }),
      ...(request.traceHeader === undefined ? {} : { traceHeader: request.traceHeader }),
    };
    const start = {
      machineId,
      revisionId,
      name,
      input,
      origin: Object.keys(origin).length === 0 ? null : origin,
      mapRunId: null,
    };
    const { answer } = await this.node.begin(start, id);
    const arn = executionArn(this.scope, machine, name);
    if (answer.kind === 'done') return { executionArn: arn, startDate: new Date(answer.startedAt) };
    if (answer.kind === 'existed') return this.existing(machine, name, input, arn);
    throw unavailable(answer);
  };

  /** The same name with the same input, still running, is the same start; anything else is refused. */
  private async existing(machine: string, name: string, input: string, arn: string): Promise<ActionAnswer> {
    const found = await executionByName(this.pool, machine, name);
    if (found === undefined || found.status !== 'RUNNING' || found.input !== input) throw executionAlreadyExists(arn);
    return { executionArn: arn, startDate: found.startedAt };
  }

  StopExecution = async (request: ActionRequest<'StopExecution'>): Promise<ActionAnswer> => {
    const found = await this.find(request.executionArn);
    if (found.status !== 'RUNNING') return { stopDate: found.stoppedAt ?? new Date() };
    const { error, cause } = request;
    const reason = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    const answer = await this.node.apply(found.id, { kind: 'stop', ...reason });
    if (answer.kind === 'done') return { stopDate: new Date(answer.now) };
    if (answer.kind === 'forwarded') return { stopDate: new Date() };
    if (answer.kind === 'refused') {
      if (answer.refusal.code === 'ExecutionNotRunning') return { stopDate: new Date() };
      throw validation(answer.refusal.message);
    }
    throw unavailable(answer);
  };

  DescribeExecution = async (request: ActionRequest<'DescribeExecution'>): Promise<ActionAnswer> => {
    const found = await this.find(request.executionArn);
    const data = request.includedData !== 'METADATA_ONLY';
    return {
      ...this.summary(found),
      stateMachineArn: machineArn(this.scope, labelled(found)),
      input: data ? found.input : undefined,
      inputDetails: { included: data },
      output: data ? found.output : undefined,
      outputDetails: found.output === null ? undefined : { included: data },
      traceHeader: found.origin?.traceHeader,
      error: data ? found.error : undefined,
      cause: data ? found.cause : undefined,
      redriveCount: found.redriveCount,
      redriveDate: found.redrivenAt ?? undefined,
      ...(await redriveState(found, this.node.machines, this.pool)),
    };
  };

  ListExecutions = async (request: ActionRequest<'ListExecutions'>): Promise<ActionAnswer> => {
    const { stateMachineArn, mapRunArn: runArn } = request;
    if ((stateMachineArn === undefined) === (runArn === undefined)) {
      throw validation('Exactly one of stateMachineArn and mapRunArn must be specified');
    }
    const size = this.pages.size(request.maxResults);
    const kind = `executions ${stateMachineArn ?? runArn ?? ''} ${request.statusFilter ?? ''} ${request.redriveFilter ?? ''}`;
    const before = this.pages.position(kind, request.nextToken) as readonly [number, string] | undefined;
    const scope =
      stateMachineArn === undefined ? { mapRunId: mapRunId(runArn as string) } : await this.machineScope(stateMachineArn);
    const rows = await listExecutions(this.pool, {
      ...scope,
      status: request.statusFilter,
      redriven: request.redriveFilter === undefined ? undefined : request.redriveFilter === 'REDRIVEN',
      before,
      limit: size + 1,
    });
    const page = this.pages.page(kind, rows, size, (row) => [row.startedAt.getTime(), row.id]);
    return {
      executions: page.rows.map((row) => ({
        ...this.summary(row),
        redriveCount: row.redriveCount,
        redriveDate: row.redrivenAt ?? undefined,
      })),
      nextToken: page.nextToken,
    };
  };

  private async machineScope(arn: string): Promise<{ machineId: number; version?: number; alias?: string }> {
    const { name, version, alias } = machineReference(arn);
    const stored = await this.store.find(name);
    if (stored === undefined) throw machineDoesNotExist(arn);
    if (stored.machine.type === 'EXPRESS')
      throw new SfnError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
    return {
      machineId: stored.machine.id,
      ...(version === undefined ? {} : { version }),
      ...(alias === undefined ? {} : { alias }),
    };
  }

  GetExecutionHistory = async (request: ActionRequest<'GetExecutionHistory'>): Promise<ActionAnswer> => {
    const found = await this.find(request.executionArn);
    const size = this.pages.size(request.maxResults);
    const kind = `history ${found.id} ${request.reverseOrder === true}`;
    const [from = 0] = this.pages.position(kind, request.nextToken) ?? [];
    const chunks = (await historiesOf(this.pool, [found.id])).get(found.id) ?? [];
    const events = decodeChunks(found.input, chunks);
    if (request.reverseOrder === true) events.reverse();
    const begin = Number(from);
    const page = events.slice(begin, begin + size);
    return {
      events: page.map((event) => shownEvent(event, request.includeExecutionData !== false)),
      nextToken: begin + size < events.length ? this.pages.token(kind, [begin + size]) : undefined,
    };
  };

  DescribeStateMachineForExecution = async (
    request: ActionRequest<'DescribeStateMachineForExecution'>,
  ): Promise<ActionAnswer> => {
    const found = await this.find(request.executionArn);
    const revision = (await this.store.revision(found.revisionId)) as MachineRevisionEntity;
    const machine = { name: found.machine, type: found.machineType, status: 'ACTIVE' } as Parameters<typeof describeMachine>[0];
    const {
      creationDate: _unused,
      status: _status,
      type: _type,
      ...described
    } = describeMachine(machine, revision, machineArn(this.scope, labelled(found)), revision.createdAt, request.includedData);
    return {
      ...described,
      name: labelled(found),
      updateDate: revision.createdAt,
      ...this.mapRunOf(found),
      label: found.origin?.map?.label,
    };
  };

  RedriveExecution = async (request: ActionRequest<'RedriveExecution'>): Promise<ActionAnswer> => {
    const found = await this.find(request.executionArn);
    const state = await redriveState(found, this.node.machines, this.pool);
    if (state.redriveStatus !== 'REDRIVABLE')
      throw new SfnError('ExecutionNotRedrivable', `Execution Not Redrivable: '${state.redriveStatusReason ?? ''}'`);
    const answer = await this.node.apply(found.id, { kind: 'redrive' });
    if (answer.kind === 'done') return { redriveDate: new Date(answer.now) };
    if (answer.kind === 'forwarded') return { redriveDate: new Date() };
    if (answer.kind === 'refused')
      throw new SfnError('ExecutionNotRedrivable', `Execution Not Redrivable: '${answer.refusal.message}'`);
    throw unavailable(answer);
  };

  private summary(found: FoundExecution): Record<string, unknown> {
    const { origin } = found;
    return {
      executionArn: executionArn(this.scope, labelled(found), found.name),
      stateMachineArn: machineArn(this.scope, found.machine),
      stateMachineVersionArn: origin?.version === undefined ? undefined : machineArn(this.scope, found.machine, origin.version),
      stateMachineAliasArn: origin?.alias === undefined ? undefined : machineArn(this.scope, found.machine, origin.alias),
      name: found.name,
      status: found.status,
      startDate: found.startedAt,
      stopDate: found.stoppedAt,
      ...this.mapRunOf(found),
    };
  }

  private mapRunOf(found: FoundExecution): { readonly mapRunArn?: string } {
    if (found.mapRunId === null || found.origin?.map === undefined) return {};
    return { mapRunArn: mapRunArn(this.scope, found.machine, found.origin.map.label, found.mapRunId) };
  }

  private async find(arn: string): Promise<FoundExecution> {
    const { machine, name, express } = executionReference(arn);
    if (express) throw invalidArnType('express');
    const found = await executionByName(this.pool, machine, name);
    if (found === undefined) throw executionDoesNotExist(arn);
    return found;
  }
}

/** `machine/label` of a Map Run's child, else the machine. */
const labelled = (found: FoundExecution): string =>
  found.origin?.map === undefined ? found.machine : `${found.machine}/${found.origin.map.label}`;

export function checkedInput(input: string | undefined): string {
  if (input === undefined || input.trim() === '') return '{}';
  try {
    JSON.parse(input);
  } catch (error) {
    throw invalidExecutionInput((error as Error).message);
  }
  return input;
}

export function unavailable(answer: Answer): SfnError {
  if (answer.kind === 'missing') return machineDeleting('the state machine was deleted');
  return new SfnError('ServiceUnavailable', 'The execution is moving to another node; try again.');
}
