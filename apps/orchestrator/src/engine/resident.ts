import {
  fold,
  nextWakeAt,
  processorMachine,
  restartHeartbeats,
  type Context,
  type HistoryEvent,
  type Machine,
  type Quotas,
  type Snapshot,
} from '@counterpoint/asl';
import { deriveId } from '@counterpoint/messaging';
import { executionArn, expressArn, machineArn, mapRunArn, type ArnScope } from '../arn.js';
import type { ExecutionOrigin } from '../store/entities/execution.entity.js';
import { decodeChunks, PayloadDictionary } from '../store/history-codec.js';
import type { LoadedRevision } from '../store/machines.js';
import type { ExecutionRow, HistoryRow } from '../store/sql/load-executions.js';
import type { StartRequest } from './work.js';

export interface Surroundings {
  readonly scope: ArnScope;
  readonly quotas: Quotas;
  taskToken(executionId: string, taskId: number): string;
  activityExists(activityArn: string): boolean;
}

export const mapRunIdOf = (executionId: string, eventId: number): string => deriveId(executionId, `map run ${eventId}`);

/** An execution in its owner's memory. The database has everything that it says, except what the batch in hand adds. */
export class Resident {
  /** What it runs: the definition, or for a child of a Map Run the processor of the Map state. */
  readonly machine: Machine;
  snapshot: Snapshot | undefined;
  /** Id of the last event that is stored. */
  storedEventId = 0;
  /** Texts that the next chunk may refer to. */
  dictionary: PayloadDictionary;
  /** The next chunk begins a new dictionary. */
  dictionaryIsNew = true;
  /** The row says that it is dormant: the next write has to say otherwise. */
  dormantInStore = false;
  /** Entry of the wake heap that holds, epoch milliseconds. */
  wakeAt: number | undefined;
  lastTimestamp = 0;
  touchedAt = 0;
  /** When unanswered commands are sent again, and after how long the next time. */
  resendAt = Number.POSITIVE_INFINITY;
  resendAfterMs = 0;
  /** What its last sends wait for; it stays in memory until the broker has them. */
  unsent = 0;

  constructor(
    readonly id: string,
    readonly shard: number,
    readonly revision: LoadedRevision,
    readonly name: string,
    readonly input: string,
    readonly startedAt: number,
    readonly origin: ExecutionOrigin | null,
    readonly mapRunId: string | null,
    private readonly base: Omit<Context, 'now'>,
  ) {
    this.machine = origin?.map === undefined ? revision.machine : processorMachine(revision.machine, origin.map.state);
    this.dictionary = new PayloadDictionary(input);
  }

  context(now: number): Context {
    return { ...this.base, now: Math.max(now, this.lastTimestamp) };
  }

  get executionArn(): string {
    return this.base.executionArn;
  }
  get stateMachineArn(): string {
    return this.base.stateMachineArn;
  }

  nextWakeAt(): number | undefined {
    return this.snapshot === undefined ? undefined : nextWakeAt(this.snapshot);
  }
}

export function newResident(
  id: string,
  shard: number,
  request: StartRequest,
  revision: LoadedRevision,
  now: number,
  around: Surroundings,
): Resident {
  const base = contextOf(id, request.name, request.origin, revision, around);
  return new Resident(id, shard, revision, request.name, request.input, now, request.origin, request.mapRunId, base);
}

/** From its row and, unless the row has the snapshot of a dormant one, its whole history. */
export function loadResident(
  row: ExecutionRow,
  chunks: readonly HistoryRow[],
  revision: LoadedRevision,
  now: number,
  around: Surroundings,
): Resident {
  const base = contextOf(row.id, row.name, row.origin, revision, around);
  const startedAt = row.startedAt.getTime();
  const resident = new Resident(row.id, row.shard, revision, row.name, row.input, startedAt, row.origin, row.mapRunId, base);
  if (row.snapshot !== null) {
    resident.snapshot = JSON.parse(row.snapshot) as Snapshot;
    resident.dormantInStore = true;
  } else {
    const events = decodeChunks(row.input, chunks);
    resident.snapshot = fold(resident.machine, undefined, events);
    resident.lastTimestamp = events.at(-1)?.timestamp ?? startedAt;
  }
  if (resident.snapshot?.status === 'RUNNING') resident.snapshot = restartHeartbeats(resident.machine, resident.snapshot, now);
  resident.storedEventId = resident.snapshot?.lastEventId ?? 0;
  return resident;
}

/** fold(evolve, history): the state that a history stands for. */
export function foldHistory(
  revision: LoadedRevision,
  origin: ExecutionOrigin | null,
  events: readonly HistoryEvent[],
): Snapshot | undefined {
  return fold(
    origin?.map === undefined ? revision.machine : processorMachine(revision.machine, origin.map.state),
    undefined,
    events,
  );
}

function contextOf(
  id: string,
  name: string,
  origin: ExecutionOrigin | null,
  revision: LoadedRevision,
  around: Surroundings,
): Omit<Context, 'now'> {
  const { scope, quotas } = around;
  const machineName = origin?.map ? `${revision.name}/${origin.map.label}` : revision.name;
  return {
    executionArn: revision.type === 'EXPRESS' ? expressArn(scope, machineName, name, id) : executionArn(scope, machineName, name),
    executionName: name,
    roleArn: revision.roleArn,
    stateMachineArn: machineArn(scope, revision.name),
    stateMachineName: revision.name,
    ...(origin?.version === undefined ? {} : { stateMachineVersionArn: machineArn(scope, revision.name, origin.version) }),
    ...(origin?.alias === undefined ? {} : { stateMachineAliasArn: machineArn(scope, revision.name, origin.alias) }),
    mapRunArnFor: (stateName, eventId) =>
      mapRunArn(scope, machineName, labelOf(revision.machine, stateName), mapRunIdOf(id, eventId)),
    region: scope.region,
    quotas,
    activityExists: (arn) => around.activityExists(arn),
    taskTokenFor: (taskId) => around.taskToken(id, taskId),
  };
}

/** The label of a Map state in the ARNs of its runs and children: its own, or its name. */
function labelOf(machine: Machine, stateName: string): string {
  const state = machine.byName.get(stateName);
  return state?.type === 'Map' && state.label !== undefined ? state.label : stateName;
}
