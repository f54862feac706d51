import { liveThreads } from '../core/flow.js';
import type { Machine } from '../compile/definition.js';
import { drive, type Steps } from '../core/generator.js';
import { toText } from '../core/text.js';
import { mapRunEnded } from '../states/map-run.js';
import type { Context, Decision, Refusal, Snapshot, Stimulus } from '../model.js';
import { advance, endFullHistory } from './advance.js';
import { end, enqueueReady, pause, redrive, resume } from './control.js';
import { guarded } from './failure.js';
import { reply } from './replies.js';
import { HistoryFull, Run } from './run.js';
import { fireTimers } from './timers.js';

/**
 * What happens next: a pure function of a definition, what an execution has come to, what it meets, and the time. The given snapshot is
 * not changed. Synchronous unless a JSONata expression has to be waited for.
 */
export function decide(
  machine: Machine,
  snapshot: Snapshot | undefined,
  stimulus: Stimulus,
  context: Context,
): Decision | Promise<Decision> {
  const refused = notNow(snapshot, stimulus);
  if (refused) return { events: [], snapshot, refused };
  return drive(decision(new Run(machine, snapshot, context), snapshot, stimulus));
}

function* decision(run: Run, before: Snapshot | undefined, stimulus: Stimulus): Steps<Decision> {
  const more = yield* moves(run, stimulus);
  const { events, refused } = run;
  // A heartbeat is the one stimulus that changes a snapshot without an event.
  const snapshot = events.length > 0 || stimulus.kind === 'taskHeartbeat' ? run.snapshot : before;
  return { events, snapshot, ...(refused ? { refused } : {}), ...(more ? { more } : {}) };
}

/** Returns whether something is left for the next decision. */
function* moves(run: Run, stimulus: Stimulus): Steps<boolean> {
  try {
    yield* meet(run, stimulus);
    return yield* advance(run);
  } catch (fault) {
    if (!(fault instanceof HistoryFull)) throw fault;
    endFullHistory(run, fault);
    return yield* advance(run);
  }
}

/** The stimulus itself; what follows from it is `advance`'s. */
function* meet(run: Run, stimulus: Stimulus): Steps<void> {
  switch (stimulus.kind) {
    case 'start':
      return start(run, stimulus);
    case 'wake':
      yield* fireTimers(run);
      return enqueueReady(run);
    case 'taskStarted':
    case 'taskSubmitted':
    case 'taskHeartbeat':
    case 'taskSucceeded':
    case 'taskFailed':
      return yield* reply(run, stimulus);
    case 'stop':
    case 'cancel':
      return end(run, stimulus);
    case 'redrive':
      return yield* redrive(run);
    case 'pause':
      return pause(run);
    case 'resume':
      return resume(run);
    case 'mapRunEnded': {
      const thread = liveThreads(run.snapshot).find(
        ({ phase, state }) => phase === 'mapRun' && state?.mapRun?.eventId === stimulus.eventId,
      );
      if (thread) yield* guarded(run, thread.id, () => mapRunEnded(run, thread.id, stimulus));
    }
  }
}

function start(run: Run, { input, inputText }: Extract<Stimulus, { kind: 'start' }>): void {
  const { roleArn, stateMachineVersionArn, stateMachineAliasArn } = run.context;
  run.emitLast('ExecutionStarted', 0, {
    input: inputText ?? toText(input),
    roleArn,
    ...(stateMachineVersionArn === undefined ? {} : { stateMachineVersionArn }),
    ...(stateMachineAliasArn === undefined ? {} : { stateMachineAliasArn }),
  });
  run.enqueue(0);
}

function notNow(snapshot: Snapshot | undefined, stimulus: Stimulus): Refusal | undefined {
  if (stimulus.kind === 'start') return snapshot && { code: 'AlreadyStarted', message: 'The execution has been started' };
  if (!snapshot) return { code: 'NotStarted', message: 'The execution has not been started' };
  if (snapshot.status === 'RUNNING' || stimulus.kind === 'redrive') return undefined;
  if ('taskId' in stimulus) return { code: 'TaskTimedOut', message: `Task Timed Out: '${stimulus.taskId}'` };
  return { code: 'ExecutionNotRunning', message: `The execution is ${snapshot.status}` };
}
