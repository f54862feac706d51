import { Inject, Injectable, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Runtime } from '@counterpoint/messaging';
import { Clock, LOGGER, type Logger } from '@counterpoint/platform';
import { expireOrder } from '../operations/stop-order.js';
import { Order } from '../persistence/entities.js';
import { laterStimulus } from './stimulus.js';

/** Time between two scans, in real milliseconds: a deadline is noticed at most this late. */
export const SCAN_INTERVAL_MS = 500;
/** Most orders that one scan expires; the next scan goes on. */
const MAX_EXPIRED_AT_ONCE = 500;

/** Finds overdue orders by scan, so that none is lost with a process. The decision checks the row once more, under its lock. */
@Injectable()
export class StepDeadlines implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;
  private scanning: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly source: DataSource,
    private readonly runtime: Runtime,
    private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  onApplicationBootstrap(): void {
    this.schedule();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.scanning;
  }

  /** Expires what is overdue now; resolves to the number of orders that were looked at. */
  async scan(): Promise<number> {
    const now = new Date(this.clock.now());
    const overdue = await this.source.manager
      .createQueryBuilder(Order, 'o')
      .select(['o.id', 'o.firstMessageId', 'o.traceparent'])
      .where('o.deadlineAt <= :now', { now })
      .orderBy('o.deadlineAt')
      .take(MAX_EXPIRED_AT_ONCE)
      .getMany();
    await Promise.all(
      overdue.map((order) =>
        this.runtime.execute(expireOrder({ orderId: order.id }), laterStimulus('timer.stepDeadline', order)),
      ),
    );
    return overdue.length;
  }

  private schedule(): void {
    if (this.stopped) return;
    this.timer = setTimeout(() => {
      this.scanning = this.scan()
        .then(() => undefined)
        .catch((error: unknown) =>
          this.logger.warn({ err: error }, 'overdue orders could not be expired; the next scan tries again'),
        )
        .finally(() => this.schedule());
    }, SCAN_INTERVAL_MS);
  }
}
