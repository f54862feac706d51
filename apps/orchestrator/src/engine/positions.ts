import type { BusMessage, Position } from '@counterpoint/messaging';

/**
 * Which offsets may be committed. Messages are handled in batches that may finish out of order, and some go ways of their
 * own; a partition's position is the lowest message that is not finished.
 */
export class Positions {
  private readonly partitions = new Map<
    string,
    { readonly topic: string; readonly partition: number; next: number; readonly open: Set<number>; committed: number }
  >();

  /** A message was fetched and is not finished. */
  open(message: BusMessage): void {
    const key = `${message.topic}/${message.partition}`;
    let entry = this.partitions.get(key);
    if (entry === undefined) {
      entry = {
        topic: message.topic,
        partition: message.partition,
        next: message.offset,
        open: new Set(),
        committed: message.offset,
      };
      this.partitions.set(key, entry);
    }
    entry.open.add(message.offset);
    entry.next = Math.max(entry.next, message.offset + 1);
  }

  /** Everything that the message caused is durable and with the broker. */
  finish(message: BusMessage): void {
    this.partitions.get(`${message.topic}/${message.partition}`)?.open.delete(message.offset);
  }

  /** Positions that moved since they were taken the last time. Insertion order is offset order, so the first open one is the lowest. */
  take(): Position[] {
    const moved: Position[] = [];
    for (const entry of this.partitions.values()) {
      const [lowest] = entry.open;
      const offset = lowest ?? entry.next;
      if (offset <= entry.committed) continue;
      entry.committed = offset;
      moved.push({ topic: entry.topic, partition: entry.partition, offset });
    }
    return moved;
  }

  /** The partitions are another member's, or are fetched anew from their committed positions. */
  forget(): void {
    this.partitions.clear();
  }
}
