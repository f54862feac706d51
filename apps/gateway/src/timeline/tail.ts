import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { LOGGER, type Logger } from '@counterpoint/platform';
import { Timelines, type TimelineHead } from './read.js';

/** How often the timelines that somebody follows are looked at, in milliseconds: one query for all of them. */
const POLL_INTERVAL_MS = 100;

/** Told when there is more to read, and when the gateway stops. */
export interface Follower {
  advanced(head: TimelineHead): void;
  stopped(): void;
}

/**
 * Watches the timelines that are being followed. It asks the database instead of listening to this process's consumer,
 * because with several gateways the order's messages may be read by another one.
 */
@Injectable()
export class Tail implements BeforeApplicationShutdown {
  private readonly followers = new Map<string, Set<Follower>>();
  private timer: NodeJS.Timeout | undefined;
  private stopping = false;

  constructor(
    private readonly timelines: Timelines,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  get size(): number {
    return [...this.followers.values()].reduce((sum, { size }) => sum + size, 0);
  }

  /** Calls the follower on every look from now on, until the returned function is called. */
  follow(orderId: string, follower: Follower): () => void {
    if (this.stopping) follower.stopped();
    const followers = this.followers.get(orderId) ?? new Set();
    this.followers.set(orderId, followers.add(follower));
    this.timer ??= setTimeout(() => void this.look(), POLL_INTERVAL_MS);
    return () => {
      followers.delete(follower);
      if (followers.size === 0) this.followers.delete(orderId);
    };
  }

  /** Streams never end by themselves, so a shutdown would wait for them. */
  beforeApplicationShutdown(): void {
    this.stopping = true;
    clearTimeout(this.timer);
    for (const followers of this.followers.values()) for (const follower of followers) follower.stopped();
  }

  private async look(): Promise<void> {
    const orderIds = [...this.followers.keys()];
    const heads = await this.timelines.heads(orderIds).catch((error: unknown) => {
      // The database comes back; the followers wait, and their heartbeats go on.
      this.logger.warn({ err: error }, 'the timelines that are followed could not be read');
      return [];
    });
    for (const head of heads) for (const follower of this.followers.get(head.orderId) ?? []) follower.advanced(head);
    const more = this.followers.size > 0 && !this.stopping;
    this.timer = more ? setTimeout(() => void this.look(), POLL_INTERVAL_MS) : undefined;
  }
}
