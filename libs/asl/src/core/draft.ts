import type { ChildrenFrame, LedgerEntry, Snapshot, StateFrame, Thread } from '../model.js';

/** A snapshot before its first event. */
const UNBORN: Snapshot = {
  lastEventId: 0,
  status: 'RUNNING',
  input: null,
  startedAt: 0,
  redriveCount: 0,
  nextThread: 1,
  threads: [],
};

/**
 * A snapshot that may be written to without the original's knowing: every part is copied once, on the first write to it, and shared
 * with the original until then. So a decision costs what it changes, not what the execution holds.
 */
export class Draft {
  readonly snapshot: Snapshot;
  private readonly owned = new Set<object>();

  constructor(base: Snapshot | undefined) {
    this.snapshot = { ...(base ?? UNBORN) };
  }

  /** For reading only. */
  peek(id: number): Thread {
    const thread = this.snapshot.threads[id];
    if (!thread) throw new RangeError(`No thread ${id}`);
    return thread;
  }

  threads(): (Thread | null)[] {
    return this.own(this.snapshot.threads, (copy) => (this.snapshot.threads = copy));
  }

  thread(id: number): Thread {
    const threads = this.threads();
    return this.own(this.peek(id), (copy) => (threads[id] = copy));
  }

  state(id: number): StateFrame {
    const thread = this.thread(id);
    if (!thread.state) throw new RangeError(`Thread ${id} is in no state`);
    return this.own(thread.state, (copy) => (thread.state = copy));
  }

  children(id: number): ChildrenFrame {
    const state = this.state(id);
    if (!state.children) throw new RangeError(`Thread ${id} has no children`);
    const children = this.own(state.children, (copy) => (state.children = copy));
    this.own(children.results, (copy) => (children.results = copy));
    return children;
  }

  /** Ids are given in order, so the list stays dense: copying it costs next to nothing, however many threads there are. */
  addThread(thread: Thread): void {
    this.owned.add(thread);
    const threads = this.threads();
    while (threads.length < thread.id) threads.push(null);
    threads[thread.id] = thread;
  }

  removeThread(id: number): void {
    const freed = this.snapshot.threads[id]?.variableBytes;
    if (freed !== undefined) this.snapshot.variableBytes = (this.snapshot.variableBytes ?? 0) - freed;
    this.threads()[id] = null;
  }

  ledger(): LedgerEntry[] {
    return this.own(this.snapshot.ledger ?? [], (copy) => (this.snapshot.ledger = copy));
  }

  entry(at: number): LedgerEntry {
    const ledger = this.ledger();
    const entry = ledger[at];
    if (!entry) throw new RangeError(`No ledger entry ${at}`);
    return this.own(entry, (copy) => (ledger[at] = copy));
  }

  /** A copy that belongs to this draft; the same one when it already does. */
  own<T extends object>(part: T, replace: (copy: T) => void): T {
    if (this.owned.has(part)) return part;
    const copy = (Array.isArray(part) ? part.slice() : { ...part }) as T;
    this.owned.add(copy);
    replace(copy);
    return copy;
  }

  /** A part that was just made, so it may be written to. */
  fresh<T extends object>(part: T): T {
    this.owned.add(part);
    return part;
  }
}
