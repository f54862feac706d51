import { failpoint, FAILPOINTS_ARMED, type Bus } from '@counterpoint/messaging';
import type { Logger } from '@counterpoint/platform';
import type { Pool } from 'pg';
import type { Dispatcher, Outgoing } from '../dispatch/dispatcher.js';
import { writeAdvance, type AdvanceWrite, type AdvanceWritten } from '../store/sql/advance.js';
import type { Aftermath } from './aftermath.js';
import { planBatch, type Change } from './plan.js';
import type { Residents } from './residents.js';
import type { Work } from './work.js';
import { rowsOf, type SideRows } from './writes.js';

/** The batch touches a shard that another node owns by now; nothing of it was written. */
export class Fenced extends Error {
  override readonly name = 'Fenced';
}

/**
 * One durable step of many executions: the one place where executions move. What is in memory is ahead of the database only
 * between plan and write; if the write fails, whoever called forgets the executions of the batch and reads them again.
 */
export class Advance {
  constructor(
    private readonly pool: Pool,
    private readonly bus: Bus,
    private readonly residents: Residents,
    private readonly dispatcher: Dispatcher,
    private readonly aftermath: Aftermath,
    private readonly logger: Logger,
  ) {}

  async run(batch: readonly Work[], tokens: ReadonlyMap<number, string>, now: number): Promise<void> {
    const loaded = await this.residents.load(batch, now);
    const plan = await planBatch(batch, loaded, now, this.logger);
    const { outgoing, sides } = this.follow(plan.changes.values(), now);
    const outboxSent = this.aftermath.takeSent();
    const rows = rowsOf(plan.changes.values(), tokens, sides, outboxSent);
    if (FAILPOINTS_ARMED) await failpoint('batch.begin');
    const written = await this.write(rows);
    if (FAILPOINTS_ARMED) await failpoint('batch.committed');
    const refused = rows.started.filter((row) => !written.started.has(row.id)).map((row) => row.id);
    this.aftermath.of(plan, outgoing, new Set(refused), loaded.loadedNow, now, this.bus);
  }

  private async write(rows: AdvanceWrite): Promise<AdvanceWritten> {
    if (rows.chunks.length + rows.outboxSent.length === 0) return NOTHING_WRITTEN;
    try {
      const written = await writeAdvance(this.pool, rows);
      if (!written.fenced) throw new Fenced();
      return written;
    } catch (error) {
      this.aftermath.putBack(rows.outboxSent);
      throw error;
    }
  }

  private follow(changes: Iterable<Change>, now: number): { outgoing: Map<Change, Outgoing>; sides: SideRows } {
    const sides: SideRows = { outbox: [], activityTasks: [], activityTasksDone: [] };
    const outgoing = new Map<Change, Outgoing>();
    for (const change of changes) outgoing.set(change, this.dispatcher.outgoing(change, sides, now));
    return { outgoing, sides };
  }
}

const NOTHING_WRITTEN = { fenced: true, started: new Set<string>() } as const;
