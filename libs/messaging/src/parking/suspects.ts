import type { Item } from '../consume/item.js';

/** A message is given up after this many tries ... */
export const PARK_AFTER_ATTEMPTS = 3;
/** ... if this many of them failed after others had been committed since the try before. */
export const PARK_AFTER_STRIKES = 2;
/** Wait before a failed message is tried again, in milliseconds: doubling from the first to the last. */
export const RETRY_BACKOFF_MS = { first: 100, last: 10_000 } as const;

interface Suspect {
  readonly head: Item;
  /** Later messages of the key, in order. */
  readonly waiting: Item[];
  error: Error;
  attempts: number;
  /** Failures since whose predecessor others were committed: the machine worked, and the message failed all the same. */
  strikes: number;
  /** Whether messages of other keys were committed since the last failure. */
  othersCommitted: boolean;
  /** Its items are in the queue of the runtime again. */
  trying: boolean;
  timer: NodeJS.Timeout | undefined;
}

/**
 * Messages that failed, with those of the same key that wait behind them. A message is given up only when it failed
 * several times *and* others were committed between: while nothing is committed the machine is broken, not the message,
 * and everything is retried without limit.
 */
export class Suspects {
  private readonly suspects = new Map<string, Suspect>();
  private held = 0;

  /** @param retry puts items back at the front of the queue; with a reason, the head is to be parked */
  constructor(private readonly retry: (items: readonly Item[], giveUp: Error | undefined) => void) {}

  /** Items that wait here. They count as work in hand, so that a consumer whose every message fails comes to rest. */
  get size(): number {
    return this.held;
  }

  /** Takes an item whose key is under suspicion; false if there is nothing against it. */
  holdBack(item: Item): boolean {
    if (item.kind !== 'message') return false;
    const suspect = this.suspects.get(item.envelope.key);
    if (!suspect || suspect.trying) return false;
    suspect.waiting.push(item);
    this.held += 1;
    return true;
  }

  failed(item: Item, error: Error): void {
    const { key } = item.envelope;
    let suspect = this.suspects.get(key);
    if (suspect?.head !== item) {
      clearTimeout(suspect?.timer);
      suspect = {
        head: item,
        waiting: [],
        error,
        attempts: 0,
        strikes: 0,
        othersCommitted: false,
        trying: true,
        timer: undefined,
      };
      this.suspects.set(key, suspect);
    }
    suspect.error = error;
    suspect.attempts += 1;
    if (suspect.othersCommitted) suspect.strikes += 1;
    suspect.othersCommitted = false;
    suspect.trying = false;
    this.held += 1;
    this.schedule(key, suspect);
  }

  /** A batch was committed that handled messages of these keys. */
  committed(keys: ReadonlySet<string>): void {
    if (this.suspects.size === 0 || keys.size === 0) return;
    for (const [key, suspect] of this.suspects) {
      if (keys.has(key) && suspect.trying) this.suspects.delete(key);
      else suspect.othersCommitted = true;
    }
  }

  /** Drops everything: the partitions were given up, and their new owner reads the messages again. */
  clear(): void {
    for (const suspect of this.suspects.values()) clearTimeout(suspect.timer);
    this.suspects.clear();
    this.held = 0;
  }

  private schedule(key: string, suspect: Suspect): void {
    const giveUp = suspect.attempts >= PARK_AFTER_ATTEMPTS && suspect.strikes >= PARK_AFTER_STRIKES;
    const wait = giveUp ? 0 : Math.min(RETRY_BACKOFF_MS.first * 2 ** (suspect.attempts - 1), RETRY_BACKOFF_MS.last);
    suspect.timer = setTimeout(() => {
      if (this.suspects.get(key) !== suspect) return;
      const items = [suspect.head, ...suspect.waiting.splice(0)];
      this.held -= items.length;
      suspect.trying = true;
      this.retry(items, giveUp ? suspect.error : undefined);
    }, wait);
  }
}
