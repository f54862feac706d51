import type { Draft } from '../core/draft.js';
import { liveThreads, stateOf } from '../core/flow.js';
import { fromText, toText, utf8Bytes } from '../core/text.js';
import type { HistoryEvent, Json, Thread } from '../model.js';
import type { Apply } from './apply.js';

export const entered: Apply = (draft, _machine, event) => {
  const thread = draft.thread(event.internal?.thread ?? 0);
  const input = fromText(event.details?.input ?? '{}');
  thread.phase = 'entered';
  thread.next = undefined;
  thread.input = input;
  thread.state = draft.fresh({
    name: event.details?.name ?? '',
    input,
    enteredEventId: event.id,
    enteredAt: event.timestamp,
    enteredFrom: event.previousEventId,
    retryCount: 0,
  });
  thread.lastEventId = event.id;
  const { pivot } = draft.snapshot;
  if (pivot) draft.snapshot.pivot = { ...pivot, entered: pivot.entered + 1 };
};

export const exited: Apply = (draft, machine, event) => {
  const id = event.internal?.thread ?? 0;
  const thread = draft.thread(id);
  const name = event.details?.name ?? '';
  const follows = event.internal?.next;
  const next = follows === undefined ? stateOf(machine, draft.snapshot, thread, name).next : follows;
  const output = fromText(event.details?.output ?? '{}');
  assign(draft, thread, event);
  if (thread.state?.children) removeDescendants(draft, id);
  thread.lastEventId = event.id;
  thread.state = undefined;
  thread.input = output;
  if (next !== undefined && next !== null && (thread.kind === 'main' || thread.parent !== undefined)) {
    thread.phase = 'ready';
    thread.next = next;
  } else finish(draft, thread, output);
};

function assign(draft: Draft, thread: Thread, event: HistoryEvent): void {
  const assigned = event.details?.assignedVariables;
  if (!assigned) return;
  let grown = 0;
  thread.variables = { ...thread.variables };
  for (const [name, text] of Object.entries(assigned)) {
    const before = thread.variables[name];
    grown += utf8Bytes(text) - (before === undefined ? 0 : utf8Bytes(toText(before)));
    thread.variables[name] = fromText(text);
  }
  thread.variableBytes = (thread.variableBytes ?? 0) + grown;
  draft.snapshot.variableBytes = (draft.snapshot.variableBytes ?? 0) + grown;
}

/** The thread's last state is left. Iterations wait for their MapIterationSucceeded, the execution for its last event. */
function finish(draft: Draft, thread: Thread, output: Json): void {
  switch (thread.kind) {
    case 'main':
    case 'iteration':
      thread.phase = 'done';
      return;
    case 'branch':
      return complete(draft, thread, output, thread.lastEventId);
    case 'compensation':
      draft.entry(thread.index).compensation = 'done';
      return draft.removeThread(thread.id);
    case 'begin':
    case 'end': {
      const { snapshot } = draft;
      if (snapshot.compensation) snapshot.compensation = { ...snapshot.compensation, [thread.kind]: 'done' };
      return draft.removeThread(thread.id);
    }
  }
}

/** A branch or iteration hands its output to the state that it belongs to. `cause` is what the parent's next event points at. */
export function complete(draft: Draft, thread: Thread, output: Json, cause: number): void {
  const parent = thread.parent ?? 0;
  const children = draft.children(parent);
  children.results[thread.index] = output;
  children.completed++;
  draft.thread(parent).lastEventId = cause;
  draft.removeThread(thread.id);
}

export function removeDescendants(draft: Draft, id: number): void {
  for (const thread of liveThreads(draft.snapshot)) {
    if (thread.parent !== id) continue;
    removeDescendants(draft, thread.id);
    draft.removeThread(thread.id);
  }
}
