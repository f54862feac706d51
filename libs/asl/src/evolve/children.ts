import { stateOf } from '../core/flow.js';
import type { Draft } from '../core/draft.js';
import type { Json } from '../model.js';
import type { Apply } from './apply.js';
import { complete } from './state.js';

export const parallelStarted: Apply = (draft, machine, event) => {
  const id = event.internal?.thread ?? 0;
  const thread = draft.thread(id);
  const owner = stateOf(machine, draft.snapshot, thread, thread.state?.name ?? '');
  const total = owner.type === 'Parallel' ? owner.branches.length : 0;
  open(draft, id, event.id, total, 0);
  for (let index = 0; index < total; index++) spawn(draft, id, 'branch', index, event.id);
  draft.children(id).nextIndex = total;
};

export const mapStarted: Apply = (draft, machine, event) => {
  const id = event.internal?.thread ?? 0;
  const thread = draft.thread(id);
  const owner = stateOf(machine, draft.snapshot, thread, thread.state?.name ?? '');
  if (owner.type === 'Map' && owner.distributed) {
    thread.lastEventId = event.id;
    return;
  }
  open(draft, id, event.id, event.details?.length ?? 0, event.internal?.maxConcurrency ?? 0);
  draft.children(id).items = event.internal?.items ?? (thread.state?.input as Json[]);
};

function open(draft: Draft, id: number, eventId: number, total: number, maxConcurrency: number): void {
  const thread = draft.thread(id);
  thread.phase = 'children';
  thread.lastEventId = eventId;
  const results = draft.fresh(new Array<Json>(total).fill(null));
  draft.state(id).wakeAt = undefined;
  draft.state(id).children = draft.fresh({ total, startFrom: eventId, maxConcurrency, nextIndex: 0, completed: 0, results });
}

/** A thread whose first state is entered in the same decision: that event brings its input. */
function spawn(draft: Draft, parent: number, kind: 'branch' | 'iteration', index: number, lastEventId: number): void {
  const id = draft.snapshot.nextThread++;
  draft.addThread({ id, parent, kind, index, lastEventId, variables: {}, phase: 'starting', input: null });
}

export const iterationStarted: Apply = (draft, _machine, event) => {
  const parent = event.internal?.thread ?? 0;
  draft.children(parent).nextIndex++;
  draft.thread(parent).phase = 'children';
  spawn(draft, parent, 'iteration', event.details?.index ?? 0, event.id);
};

export const iterationSucceeded: Apply = (draft, _machine, event) => {
  const thread = draft.peek(event.internal?.thread ?? 0);
  draft.children(thread.parent ?? 0).startFrom = event.previousEventId;
  complete(draft, thread, thread.input, event.id);
};

export const mapRunStarted: Apply = (draft, _machine, event) => {
  const id = event.internal?.thread ?? 0;
  const thread = draft.thread(id);
  thread.phase = 'mapRun';
  thread.lastEventId = event.id;
  draft.state(id).wakeAt = undefined;
  draft.state(id).mapRun = { eventId: event.id, mapRunArn: event.details?.mapRunArn ?? '' };
};

/** The Map Run's end is a leaf: MapStateExited points at MapRunStarted [recorded]. */
export const mapRunEnded: Apply = (draft, _machine, event) => {
  draft.thread(event.internal?.thread ?? 0).phase = 'entered';
};

export const mapRunRedriven: Apply = (draft, _machine, event) => {
  const thread = draft.thread(event.internal?.thread ?? 0);
  thread.phase = 'mapRun';
  thread.lastEventId = event.id;
};
