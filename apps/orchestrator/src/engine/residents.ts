import type { Pool } from 'pg';
import {
  executionsById,
  historiesOf,
  residentExecutions,
  type ExecutionRow,
  type HistoryRow,
} from '../store/sql/load-executions.js';
import type { LoadedRevision, Machines } from '../store/machines.js';
import type { Loaded } from './plan.js';
import { loadResident, newResident, type Resident, type Surroundings } from './resident.js';
import { WakeHeap } from './wake-heap.js';
import type { Work } from './work.js';

/** How many histories one query reads while a shard is recovered. */
const RECOVERY_PAGE = 500;

/** The executions in this node's memory: a cache of what the database says, complete for the running ones that are not dormant. */
export class Residents {
  private readonly byId = new Map<string, Resident>();
  readonly wakes = new WakeHeap();

  constructor(
    private readonly pool: Pool,
    private readonly machines: Machines,
    private readonly around: Surroundings,
  ) {}

  get size(): number {
    return this.byId.size;
  }
  get(id: string): Resident | undefined {
    return this.byId.get(id);
  }
  values(): Iterable<Resident> {
    return this.byId.values();
  }

  /** What the batch needs; a start needs no reading, since the insert itself finds out whether the execution exists. */
  async load(batch: readonly Work[], now: number): Promise<Loaded & { readonly loadedNow: readonly Resident[] }> {
    const missing = new Set<string>();
    const starts: number[] = [];
    for (const work of batch) {
      if (work.start !== undefined) starts.push(work.start.revisionId);
      else if (!this.byId.has(work.executionId)) missing.add(work.executionId);
    }
    for (const work of batch) if (work.start !== undefined) missing.delete(work.executionId);
    if (starts.some((id) => this.machines.known(id) === undefined)) await this.machines.load(starts);
    const loadedNow = missing.size === 0 ? [] : await this.fromRows(await executionsById(this.pool, [...missing]), now);
    return {
      loadedNow,
      get: (id) => this.byId.get(id),
      create: (work) => this.create(work, now),
    };
  }

  private create(work: Work, now: number): Resident | undefined {
    const revision = work.start && this.machines.known(work.start.revisionId);
    if (work.start === undefined || revision === undefined) return undefined;
    const resident = newResident(work.executionId, work.shard, work.start, revision, now, this.around);
    this.byId.set(resident.id, resident);
    return resident;
  }

  /** Reads the running executions of shards that this node has just taken. */
  async recover(shards: readonly number[], now: number): Promise<Resident[]> {
    const rows = await residentExecutions(this.pool, shards);
    const recovered: Resident[] = [];
    for (let at = 0; at < rows.length; at += RECOVERY_PAGE)
      recovered.push(...(await this.fromRows(rows.slice(at, at + RECOVERY_PAGE), now)));
    return recovered;
  }

  private async fromRows(rows: readonly ExecutionRow[], now: number): Promise<Resident[]> {
    await this.machines.load(rows.map((row) => row.revisionId));
    const awake = rows.filter((row) => row.snapshot === null).map((row) => row.id);
    const histories = awake.length === 0 ? new Map<string, HistoryRow[]>() : await historiesOf(this.pool, awake);
    return rows.map((row) => {
      const revision = this.machines.known(row.revisionId) as LoadedRevision;
      const resident = loadResident(row, histories.get(row.id) ?? [], revision, now, this.around);
      this.byId.set(resident.id, resident);
      return resident;
    });
  }

  /** Puts the next wake-up on the heap if it is another one than before. */
  arm(resident: Resident): void {
    const at = resident.nextWakeAt();
    if (at === resident.wakeAt) return;
    resident.wakeAt = at;
    if (at !== undefined) this.wakes.push(at, resident.id);
  }

  /** Ids of executions that have something due. */
  takeDue(now: number): Resident[] {
    const due: Resident[] = [];
    for (let entry = this.wakes.popDue(now); entry !== undefined; entry = this.wakes.popDue(now)) {
      const resident = this.byId.get(entry.id);
      if (resident === undefined || resident.wakeAt !== entry.time) continue;
      resident.wakeAt = undefined;
      due.push(resident);
    }
    return due;
  }

  forget(id: string): void {
    this.byId.delete(id);
  }
  forgetShards(shards: ReadonlySet<number>): void {
    for (const resident of this.byId.values()) if (shards.has(resident.shard)) this.byId.delete(resident.id);
  }
}
