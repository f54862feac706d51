import type { ServerResponse } from 'node:http';
import type { TimelineEntry } from '@counterpoint/contracts';
import type { Logger } from '@counterpoint/platform';
import type { Tail } from './tail.js';
import { MAX_TIMELINE_ENTRIES, type TimelineHead, type Timelines } from './read.js';

/** How often a comment is sent, in milliseconds, so that nobody on the way takes the connection for dead. */
const HEARTBEAT_MS = 15_000;
/** How long a client waits before it connects again, in milliseconds. */
const RECONNECT_MS = 1_000;
/** How long after a saga's last message a stream waits for stragglers, in milliseconds. */
export const STRAGGLER_MS = 2_000;
/** Bytes that wait for a slow reader at most; then it is cut off and resumes where it was. */
const MAX_WAITING_BYTES = 1_048_576;

export interface StreamSources {
  readonly timelines: Timelines;
  readonly tail: Tail;
  readonly logger: Logger;
}

/** One client that follows an order's timeline as server-sent events (WHATWG HTML, section 9.2). */
export class TimelineStream {
  private sequence: number;
  private reading = false;
  private readonly heartbeat: NodeJS.Timeout;
  private readonly unfollow: () => void;

  constructor(
    private readonly response: ServerResponse,
    private readonly orderId: string,
    lastEventId: number,
    private readonly sources: StreamSources,
  ) {
    this.sequence = lastEventId;
    response.write(`retry: ${RECONNECT_MS}\n\n`);
    this.heartbeat = setInterval(() => response.write(': heartbeat\n\n'), HEARTBEAT_MS);
    this.unfollow = sources.tail.follow(orderId, {
      advanced: (head) => void this.advance(head),
      stopped: () => response.end(),
    });
    response.on('close', () => this.release());
    response.on('error', () => this.release());
  }

  private release(): void {
    clearInterval(this.heartbeat);
    this.unfollow();
  }

  private async advance(head: TimelineHead): Promise<void> {
    if (this.reading || this.response.writableEnded) return;
    if (head.lastSequence > this.sequence) await this.send();
    else if (isOver(head)) this.finish(head);
  }

  private async send(): Promise<void> {
    this.reading = true;
    try {
      let entries: readonly TimelineEntry[];
      do {
        entries = await this.sources.timelines.entriesAfter(this.orderId, this.sequence);
        for (const entry of entries) this.response.write(`id: ${entry.sequence}\ndata: ${JSON.stringify(entry)}\n\n`);
        this.sequence = entries.at(-1)?.sequence ?? this.sequence;
      } while (entries.length === MAX_TIMELINE_ENTRIES);
      if (this.response.writableLength > MAX_WAITING_BYTES) this.response.destroy();
    } catch (error) {
      // The next look tries again.
      this.sources.logger.warn({ err: error, orderId: this.orderId }, 'a timeline could not be read');
    } finally {
      this.reading = false;
    }
  }

  private finish(head: TimelineHead): void {
    this.response.end(`event: end\ndata: ${JSON.stringify({ orderId: this.orderId, status: head.status })}\n\n`);
  }
}

/** Whether the saga is over and its stragglers, too, had their time. */
export function isOver(head: TimelineHead, now = Date.now()): boolean {
  return head.endedAt !== null && now - head.endedAt.getTime() > STRAGGLER_MS;
}
