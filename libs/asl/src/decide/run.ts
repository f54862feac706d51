import type { Machine, State } from '../compile/definition.js';
import { Draft } from '../core/draft.js';
import { stateOf } from '../core/flow.js';
import { Randomness } from '../core/random.js';
import { applyEvent } from '../evolve/evolve.js';
import { applyNote } from '../evolve/internal.js';
import type {
  Context,
  EventDetails,
  EventInternal,
  HistoryEvent,
  HistoryEventType,
  Json,
  Note,
  Refusal,
  Snapshot,
  StateFrame,
  Thread,
} from '../model.js';

/** Thrown when the next event would be the one that must end the execution; caught by `decide`. */
export class HistoryFull extends Error {
  constructor(readonly thread: number) {
    super('History is full');
  }
}

/** One decision in the making: events, the snapshot that they lead to, and the threads that can still move. */
export class Run {
  readonly events: HistoryEvent[] = [];
  readonly draft: Draft;
  /** Threads that can move, in the order in which they will. */
  readonly queue: { id: number; input?: Json }[] = [];
  transitions = 0;
  refused: Refusal | undefined;
  private randomness: { eventId: number; source: Randomness } | undefined;

  constructor(
    readonly machine: Machine,
    base: Snapshot | undefined,
    readonly context: Context,
  ) {
    this.draft = new Draft(base);
  }

  get snapshot(): Snapshot {
    return this.draft.snapshot;
  }

  get nextEventId(): number {
    return this.snapshot.lastEventId + 1;
  }

  thread(id: number): Thread {
    return this.draft.peek(id);
  }

  frame(id: number): StateFrame {
    const { state } = this.thread(id);
    if (!state) throw new RangeError(`Thread ${id} is in no state`);
    return state;
  }

  /** Definition of the state that the thread is in. */
  state(id: number): State {
    const thread = this.thread(id);
    return stateOf(this.machine, this.snapshot, thread, this.frame(id).name);
  }

  /** Appends an event of a thread and folds it in. `previous` is the thread's last event unless given. */
  emit(
    type: HistoryEventType,
    thread: number,
    details?: EventDetails,
    more: { previous?: number; internal?: EventInternal } = {},
  ): HistoryEvent {
    if (this.isFull(type)) throw new HistoryFull(thread);
    return this.append(
      type,
      more.previous ?? this.thread(thread).lastEventId,
      details,
      thread === 0 ? more.internal : { ...more.internal, thread },
    );
  }

  /**
   * What may not be given up is exempt from the history limit: compensations, and once the pivot was sent the way forward with all its
   * attempts. There only the states entered since count, so that no loop is endless.
   */
  private isFull(type: HistoryEventType): boolean {
    const { compensation, pivot } = this.snapshot;
    const limit = this.context.quotas.historyEvents;
    if (compensation) return false;
    if (pivot && pivot.outcome !== 'failed') return type.endsWith('StateEntered') && pivot.entered >= limit;
    return this.nextEventId >= limit;
  }

  /** Appends an event of the execution as a whole; it may be the one that the history limit allows last. */
  emitLast(type: HistoryEventType, previous: number, details?: EventDetails): HistoryEvent {
    return this.append(type, previous, details, undefined);
  }

  private append(
    type: HistoryEventType,
    previousEventId: number,
    details: EventDetails | undefined,
    internal: EventInternal | undefined,
  ): HistoryEvent {
    const event: HistoryEvent = { id: this.nextEventId, previousEventId, timestamp: this.context.now, type };
    if (details) (event as { details?: EventDetails }).details = details;
    if (internal) event.internal = internal;
    this.events.push(event);
    applyEvent(this.draft, this.machine, event);
    return event;
  }

  /** Adds a note to the last event of this decision. */
  note(note: Note): void {
    const event = this.events.at(-1);
    if (!event) throw new RangeError('A note needs an event');
    event.internal = { ...event.internal, notes: [...(event.internal?.notes ?? []), note] };
    applyNote(this.draft, this.machine, note, event.id);
  }

  enqueue(id: number, input?: Json): void {
    this.queue.push(input === undefined ? { id } : { id, input });
  }

  /** The randomness of the event that comes next: one sequence, however many expressions draw from it. */
  random(): Randomness {
    const eventId = this.nextEventId;
    if (this.randomness?.eventId !== eventId) {
      this.randomness = { eventId, source: new Randomness(this.context.executionArn, eventId) };
    }
    return this.randomness.source;
  }
}
