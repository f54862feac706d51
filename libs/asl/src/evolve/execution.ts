import { childrenOf, liveThreads } from '../core/flow.js';
import type { Draft } from '../core/draft.js';
import { fromText } from '../core/text.js';
import type { ExecutionStatus } from '../model.js';
import type { Apply } from './apply.js';

const MS_PER_SECOND = 1_000;

export const started: Apply = (draft, machine, event) => {
  const { snapshot } = draft;
  const input = fromText(event.details?.input ?? '{}');
  snapshot.input = input;
  snapshot.startedAt = event.timestamp;
  if (machine.timeoutSeconds !== undefined) snapshot.deadline = event.timestamp + machine.timeoutSeconds * MS_PER_SECOND;
  // The first StateEntered points at no event, not at this one [recorded].
  draft.addThread({
    id: 0,
    kind: 'main',
    index: 0,
    lastEventId: 0,
    variables: {},
    phase: 'ready',
    next: machine.flow.startAt,
    input,
  });
};

export const succeeded: Apply = (draft, _machine, event) => {
  const { snapshot } = draft;
  snapshot.status = 'SUCCEEDED';
  snapshot.output = fromText(event.details?.output ?? 'null');
  snapshot.endedAt = event.timestamp;
  snapshot.threads = [];
  snapshot.variableBytes = undefined;
};

/** The threads stay: they are what redrive continues. */
export function ended(status: ExecutionStatus): Apply {
  return (draft, _machine, event) => {
    const { snapshot } = draft;
    snapshot.status = status;
    // AWS describes a timed-out execution without error and cause; its event has them [recorded].
    if (status !== 'TIMED_OUT') {
      snapshot.error = event.details?.error;
      snapshot.cause = event.details?.cause;
    }
    snapshot.endedAt = event.timestamp;
    for (const { id } of liveThreads(snapshot)) freeze(draft, id);
  };
}

function freeze(draft: Draft, id: number): void {
  const thread = draft.peek(id);
  if (thread.phase === 'ready' || thread.phase === 'failed' || (thread.phase === 'children' && thread.state?.children)) return;
  const own = draft.thread(id);
  own.phase = 'failed';
  if (own.state?.task) draft.state(id).task = undefined;
}

export const redriven: Apply = (draft, machine, event) => {
  const { snapshot } = draft;
  snapshot.status = 'RUNNING';
  snapshot.redriveCount = event.details?.redriveCount ?? snapshot.redriveCount + 1;
  snapshot.redrivenAt = event.timestamp;
  snapshot.error = undefined;
  snapshot.cause = undefined;
  snapshot.endedAt = undefined;
  snapshot.paused = undefined;
  if (machine.timeoutSeconds !== undefined) snapshot.deadline = event.timestamp + machine.timeoutSeconds * MS_PER_SECOND;
  for (const { id } of liveThreads(snapshot)) restart(draft, id, event.id);
};

/** A thread that was not through goes on in the state that it was in; one that waits for others, when they are through. */
function restart(draft: Draft, id: number, eventId: number): void {
  const { phase, state, next } = draft.peek(id);
  if (phase !== 'failed' && phase !== 'aborted' && phase !== 'children') return;
  const thread = draft.thread(id);
  const isWaiting = state?.children !== undefined && childrenOf(draft.snapshot, id).length > 0;
  if (isWaiting) thread.phase = 'children';
  else if (state) thread.phase = 'entered';
  else thread.phase = next === undefined ? 'starting' : 'ready';
  thread.lastEventId = eventId;
  if (!state) return;
  const frame = draft.state(id);
  frame.retryCount = 0;
  frame.attempts = undefined;
  frame.wakeAt = undefined;
}

export const paused: Apply = (draft) => {
  draft.snapshot.paused = true;
};

export const resumed: Apply = (draft) => {
  draft.snapshot.paused = undefined;
};
