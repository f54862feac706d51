import type { Machine } from '../compile/definition.js';
import type { Draft } from '../core/draft.js';
import type { HistoryEvent, HistoryEventType } from '../model.js';
import * as execution from './execution.js';
import * as saga from './saga.js';
import * as state from './state.js';
import * as task from './task.js';
import * as children from './children.js';

export type Apply = (draft: Draft, machine: Machine, event: HistoryEvent) => void;

/** Moves the chain of causes on, and nothing else. */
const chain: Apply = (draft, _machine, event) => {
  draft.thread(event.internal?.thread ?? 0).lastEventId = event.id;
};
/** The event is a leaf of the chain: the next one points past it [recorded]. */
const leaf: Apply = () => undefined;

/** What each type of event means. The one place where evolve branches on the type. */
export const APPLY: Readonly<Record<HistoryEventType, Apply>> = {
  ExecutionStarted: execution.started,
  ExecutionSucceeded: execution.succeeded,
  ExecutionFailed: execution.ended('FAILED'),
  ExecutionAborted: execution.ended('ABORTED'),
  ExecutionTimedOut: execution.ended('TIMED_OUT'),
  ExecutionRedriven: execution.redriven,
  ExecutionPaused: execution.paused,
  ExecutionResumed: execution.resumed,

  PassStateEntered: state.entered,
  TaskStateEntered: state.entered,
  ChoiceStateEntered: state.entered,
  WaitStateEntered: state.entered,
  SucceedStateEntered: state.entered,
  FailStateEntered: state.entered,
  ParallelStateEntered: state.entered,
  MapStateEntered: state.entered,
  PassStateExited: state.exited,
  TaskStateExited: state.exited,
  ChoiceStateExited: state.exited,
  WaitStateExited: state.exited,
  SucceedStateExited: state.exited,
  ParallelStateExited: state.exited,
  MapStateExited: state.exited,
  TaskStateAborted: task.aborted,
  WaitStateAborted: leaf,
  ParallelStateAborted: leaf,
  MapStateAborted: leaf,
  EvaluationFailed: chain,

  ParallelStateStarted: children.parallelStarted,
  ParallelStateSucceeded: leaf,
  ParallelStateFailed: chain,
  MapStateStarted: children.mapStarted,
  MapStateSucceeded: leaf,
  MapStateFailed: chain,
  MapIterationStarted: children.iterationStarted,
  MapIterationSucceeded: children.iterationSucceeded,
  MapIterationFailed: leaf,
  MapIterationAborted: leaf,
  MapRunStarted: children.mapRunStarted,
  MapRunSucceeded: children.mapRunEnded,
  MapRunFailed: children.mapRunEnded,
  MapRunAborted: children.mapRunEnded,
  MapRunRedriven: children.mapRunRedriven,

  TaskScheduled: task.scheduled,
  LambdaFunctionScheduled: task.scheduled,
  ActivityScheduled: task.scheduled,
  TaskStarted: task.started,
  LambdaFunctionStarted: task.started,
  ActivityStarted: task.started,
  TaskSubmitted: task.submitted,
  TaskSucceeded: task.succeeded,
  LambdaFunctionSucceeded: task.succeeded,
  ActivitySucceeded: task.succeeded,
  TaskFailed: task.failed,
  TaskStartFailed: task.failed,
  TaskSubmitFailed: task.failed,
  LambdaFunctionFailed: task.failed,
  LambdaFunctionStartFailed: task.failed,
  LambdaFunctionScheduleFailed: task.failed,
  ActivityFailed: task.failed,
  ActivityScheduleFailed: task.failed,
  TaskTimedOut: task.timedOut,
  LambdaFunctionTimedOut: task.timedOut,
  ActivityTimedOut: task.timedOut,

  CompensationStarted: saga.compensationStarted,
  LateReplyReceived: saga.lateReplyReceived,
};
