import type { Clock, Logger } from '@counterpoint/platform';
import type { Pool } from 'pg';
import { dueDormant } from '../store/sql/load-executions.js';
import type { Aftermath } from './aftermath.js';
import type { Engine } from './engine.js';
import type { Eviction } from './eviction.js';
import type { Membership } from './membership.js';
import type { Outbox } from './outbox.js';
import type { Ownership } from './ownership.js';
import type { Residents } from './residents.js';
import { shardOf } from './shard-of.js';

/** Everything that is found by looking rather than by notification is found within this time, in milliseconds. */
const SCAN_MS = 1_000;
const COMMIT_MS = 500;
/** Dormant executions that one scan wakes. */
const MAX_DUE = 1_000;
/** Longest time that Node's timers take, in milliseconds. */
const MAX_TIMER_MS = 2_147_483_647;

/** What happens because time passes: timers, scans, resends, commits of positions, eviction. */
export class Ticker {
  private timer: NodeJS.Timeout | undefined;
  private timerAt = Number.POSITIVE_INFINITY;
  private readonly intervals: NodeJS.Timeout[] = [];
  private scanning = false;

  constructor(
    private readonly pool: Pool,
    private readonly engine: Engine,
    private readonly residents: Residents,
    private readonly ownership: Ownership,
    private readonly membership: Membership,
    private readonly eviction: Eviction,
    private readonly aftermath: Aftermath,
    private readonly outbox: Outbox,
    private readonly partitions: number,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  start(): void {
    this.intervals.push(
      setInterval(() => void this.scan(), SCAN_MS),
      setInterval(() => void this.commit(), COMMIT_MS),
    );
  }

  stop(): void {
    for (const interval of this.intervals) clearInterval(interval);
    clearTimeout(this.timer);
  }

  /** Sets the timer for the earliest wake-up; cheap when that has not changed. Called after each batch. */
  arm(): void {
    const earliest = this.residents.wakes.earliest;
    if (earliest === undefined || earliest >= this.timerAt) return;
    clearTimeout(this.timer);
    this.timerAt = earliest;
    const wait = Math.min(this.clock.realMs(Math.max(0, earliest - this.clock.now())), MAX_TIMER_MS);
    this.timer = setTimeout(() => this.fire(), wait);
  }

  private fire(): void {
    this.timerAt = Number.POSITIVE_INFINITY;
    this.engine.wakeDue();
    this.arm();
  }

  /** The safety net below the timer, and the only alarm of dormant executions. */
  private async scan(): Promise<void> {
    if (this.scanning) return;
    this.scanning = true;
    try {
      this.fire();
      this.engine.resendUnanswered();
      const { owned } = this.ownership;
      if (owned.length > 0) {
        for (const id of await dueDormant(this.pool, owned, this.clock.now(), MAX_DUE)) {
          this.engine.submit({ executionId: id, shard: shardOf(id, this.partitions), stimulus: { kind: 'wake' } });
        }
      }
      await this.engine.between(() => this.rest());
      await this.membership.heal();
    } catch (error) {
      this.logger.warn({ err: error }, 'a scan failed and is repeated');
    } finally {
      this.scanning = false;
    }
  }

  /** What has time between two batches: outbox rows that no batch took along, and executions that wait for long. */
  private async rest(): Promise<void> {
    const sent = this.aftermath.takeSent();
    await this.outbox.forget(sent).catch((error: unknown) => {
      this.aftermath.putBack(sent);
      throw error;
    });
    await this.eviction.sweep();
  }

  private async commit(): Promise<void> {
    await this.membership
      .commit()
      .catch((error: unknown) => this.logger.warn({ err: error }, 'positions could not be committed'));
  }
}
