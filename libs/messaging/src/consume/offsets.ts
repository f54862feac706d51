import type { BusMessage, Position, TopicPartition } from '../bus/bus.js';

/** A message that was handed out, and whether it is finished. */
export interface Ticket {
  readonly offset: number;
  done: boolean;
}

interface Partition extends TopicPartition {
  /** Handed out and not yet behind the committed position, in offset order; the first `head` of them are. */
  tickets: Ticket[];
  head: number;
  committed: number;
}

/** Room for finished tickets at the front before they are cut off. */
const COMPACT_AT = 1_024;

/**
 * Which messages of the owned partitions are finished. What may be committed is the lowest contiguous finished offset:
 * a message that is still in work holds back everything behind it in its partition, so a crash loses nothing.
 */
export class Offsets {
  private readonly partitions = new Map<string, Partition>();

  handOut(message: BusMessage): Ticket {
    const key = `${message.topic}/${message.partition}`;
    let partition = this.partitions.get(key);
    if (!partition) {
      partition = { topic: message.topic, partition: message.partition, tickets: [], head: 0, committed: message.offset };
      this.partitions.set(key, partition);
    }
    const ticket = { offset: message.offset, done: false };
    partition.tickets.push(ticket);
    return ticket;
  }

  /** Positions that moved since they were last committed. Follow it with `committed` when the broker has them. */
  due(): Position[] {
    const positions: Position[] = [];
    for (const partition of this.partitions.values()) {
      const { tickets, topic } = partition;
      while (partition.head < tickets.length && tickets[partition.head]!.done) partition.head += 1;
      if (partition.head === 0) continue;
      const offset = tickets[partition.head - 1]!.offset + 1;
      if (partition.head >= COMPACT_AT || partition.head === tickets.length) {
        // The last finished one stays: it says where the position is.
        tickets.splice(0, partition.head - 1);
        partition.head = 1;
      }
      if (offset > partition.committed) positions.push({ topic, partition: partition.partition, offset });
    }
    return positions;
  }

  committed(positions: readonly Position[]): void {
    for (const { topic, partition, offset } of positions) {
      const found = this.partitions.get(`${topic}/${partition}`);
      if (found && offset > found.committed) found.committed = offset;
    }
  }

  /** Messages that were handed out and are not finished. */
  unfinished(): number {
    let count = 0;
    for (const { tickets, head } of this.partitions.values()) {
      for (let index = head; index < tickets.length; index++) if (!tickets[index]!.done) count += 1;
    }
    return count;
  }

  clear(): void {
    this.partitions.clear();
  }
}
