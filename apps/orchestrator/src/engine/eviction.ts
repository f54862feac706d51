import type { Clock } from '@counterpoint/platform';
import type { Pool } from 'pg';
import { hibernate, type DormantRow } from '../store/sql/hibernate.js';
import type { Ownership } from './ownership.js';
import type { Resident } from './resident.js';
import type { Residents } from './residents.js';

export interface EvictionLimits {
  /** Executions in memory above which idle ones go even if they are not idle for long. */
  readonly maxResidents: number;
  /** An execution that was not touched for so long, and has nothing due for as long, becomes dormant. Milliseconds. */
  readonly idleMs: number;
}
export const DEFAULT_EVICTION: EvictionLimits = { maxResidents: 20_000, idleMs: 60_000 };
/** Most executions of one statement. */
const MAX_PER_SWEEP = 500;

/** Bounds the memory: what waits for long is stored as a snapshot with its wake-up time, and forgotten. */
export class Eviction {
  constructor(
    private readonly pool: Pool,
    private readonly residents: Residents,
    private readonly ownership: Ownership,
    private readonly clock: Clock,
    private readonly limits: EvictionLimits = DEFAULT_EVICTION,
  ) {}

  /** Has to run between two batches, so that nothing moves meanwhile. Resolves to the number of executions that left. */
  async sweep(): Promise<number> {
    const now = this.clock.now();
    const crowded = this.residents.size > this.limits.maxResidents;
    const idleMs = crowded ? Math.min(this.limits.idleMs, 1_000) : this.limits.idleMs;
    const leaving: Resident[] = [];
    for (const resident of this.residents.values()) {
      if (leaving.length >= MAX_PER_SWEEP) break;
      if (this.mayLeave(resident, now, idleMs)) leaving.push(resident);
    }
    if (leaving.length === 0) return 0;
    const fence = new Map(leaving.map((resident) => [resident.shard, this.ownership.tokens.get(resident.shard) ?? '0']));
    if (!(await hibernate(this.pool, fence, leaving.map(dormant)))) {
      await this.ownership.dropLost();
      return 0;
    }
    for (const resident of leaving) this.residents.forget(resident.id);
    return leaving.length;
  }

  private mayLeave(resident: Resident, now: number, idleMs: number): boolean {
    if (resident.unsent > 0 || resident.snapshot === undefined || !this.ownership.owns(resident.shard)) return false;
    return now - resident.touchedAt >= idleMs && (resident.wakeAt ?? Number.POSITIVE_INFINITY) - now >= idleMs;
  }
}

const dormant = (resident: Resident): DormantRow => ({
  id: resident.id,
  snapshot: JSON.stringify(resident.snapshot),
  wakeAt: resident.nextWakeAt() ?? null,
});
