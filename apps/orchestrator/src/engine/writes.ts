import type { Snapshot } from '@counterpoint/asl';
import type { BusRecord } from '@counterpoint/messaging';
import type {
  ActivityTaskRow,
  AdvanceWrite,
  ChangedRow,
  ChunkRow,
  EndState,
  OutboxRow,
  StartedRow,
} from '../store/sql/advance.js';
import { encodeChunk } from '../store/history-codec.js';
import type { Change } from './plan.js';
import type { Resident } from './resident.js';

/** Longest error and cause that are kept, in characters (AWS: 256 and 32,768). */
const MAX_ERROR_CHARACTERS = 256;
const MAX_CAUSE_CHARACTERS = 32_768;

/** What a batch sends and schedules besides its events, as the dispatcher derived it from the effects. */
export interface SideRows {
  readonly outbox: OutboxRow[];
  readonly activityTasks: ActivityTaskRow[];
  readonly activityTasksDone: { executionId: string; taskId: number }[];
}

/** The rows of a batch. The residents' dictionaries move on, so a batch that is not written has to be forgotten. */
export function rowsOf(
  changes: Iterable<Change>,
  tokens: ReadonlyMap<number, string>,
  sides: SideRows,
  outboxSent: readonly string[],
): AdvanceWrite {
  const fence = new Map<number, string>();
  const started: StartedRow[] = [];
  const changed: ChangedRow[] = [];
  const chunks: ChunkRow[] = [];
  for (const change of changes) {
    const { resident } = change;
    if (change.events.length === 0) continue;
    fence.set(resident.shard, tokens.get(resident.shard) ?? '0');
    if (change.isNew) started.push(startedRow(resident));
    else if (change.rowChanges) changed.push({ id: resident.id, ...endState(resident.snapshot) });
    chunks.push(chunkOf(change));
  }
  return { fence, started, changed, chunks, ...sides, outboxSent };
}

function chunkOf({ resident, events }: Change): ChunkRow {
  const firstId = resident.storedEventId + 1;
  const lastId = resident.storedEventId + events.length;
  const text = encodeChunk(events, resident.dictionary, resident.dictionaryIsNew);
  resident.dictionaryIsNew = false;
  resident.storedEventId = lastId;
  return { executionId: resident.id, firstId, lastId, events: text };
}

function startedRow(resident: Resident): StartedRow {
  return {
    id: resident.id,
    shard: resident.shard,
    machineId: resident.revision.machineId,
    revisionId: resident.revision.revisionId,
    name: resident.name,
    startedAt: resident.startedAt,
    input: resident.input,
    origin: resident.origin === null ? null : JSON.stringify(resident.origin),
    mapRunId: resident.mapRunId,
    end: endState(resident.snapshot),
  };
}

function endState(snapshot: Snapshot | undefined): EndState {
  if (snapshot === undefined)
    return { status: 'RUNNING', stoppedAt: null, output: null, error: null, cause: null, redriveCount: 0, redrivenAt: null };
  return {
    status: snapshot.status,
    stoppedAt: snapshot.endedAt ?? null,
    output: snapshot.output === undefined ? null : JSON.stringify(snapshot.output),
    error: text(snapshot.error, MAX_ERROR_CHARACTERS),
    cause: text(snapshot.cause, MAX_CAUSE_CHARACTERS),
    redriveCount: snapshot.redriveCount,
    redrivenAt: snapshot.redrivenAt ?? null,
  };
}

/** PostgreSQL's text holds everything but NUL. */
const text = (value: string | undefined, limit: number): string | null =>
  value === undefined ? null : value.slice(0, limit).replaceAll('\0', '');

/** An outbox row holds the record as it will be sent. */
export function outboxRow(id: string, resident: Resident, record: BusRecord): OutboxRow {
  const message = JSON.stringify({
    topic: record.topic,
    key: record.key,
    value: record.value.toString('utf8'),
    headers: record.headers,
  });
  return { id, shard: resident.shard, executionId: resident.id, message };
}
export function recordOfOutbox(message: string): BusRecord {
  const stored = JSON.parse(message) as { topic: string; key: string; value: string; headers: Record<string, string> };
  return { ...stored, value: Buffer.from(stored.value) };
}
