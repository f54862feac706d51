import { isDeepStrictEqual } from 'node:util';
import { compile, fold, toText, type HistoryEvent, type Json, type Machine } from '@counterpoint/asl';
import type { ExecutionRecord } from '../evidence/executions.js';
import { decodeHistory, type DecodedEvent } from '../evidence/history.js';
import type { Invariant, Violation } from './invariant.js';

/** The event that ends an execution, by the status that it leaves. */
const LAST_EVENT: Readonly<Record<string, string>> = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  ABORTED: 'ExecutionAborted',
  TIMED_OUT: 'ExecutionTimedOut',
};

/** Gaps and overlaps between the chunks, and chunks that hold fewer events than they say. */
function chunkProblems({ chunks }: ExecutionRecord): string[] {
  const problems: string[] = [];
  let next = 1;
  for (const { firstId, lastId, events } of chunks) {
    if (firstId !== next) problems.push(`events ${next} to ${firstId - 1} are missing`);
    const count = (JSON.parse(events) as unknown[]).length - 2;
    if (count !== lastId - firstId + 1) problems.push(`the chunk ${firstId} to ${lastId} holds ${count} events`);
    next = lastId + 1;
  }
  return problems;
}

/** What the stored row says against what the history says. */
function endProblems(execution: ExecutionRecord, history: readonly DecodedEvent[]): string[] {
  const problems: string[] = [];
  if (history[0]?.type !== 'ExecutionStarted') problems.push(`the history begins with ${history[0]?.type ?? 'nothing'}`);
  const ends = history.filter(({ type }) => Object.values(LAST_EVENT).includes(type));
  const redriven = history.filter(({ type }) => type === 'ExecutionRedriven').length;
  const expected = LAST_EVENT[execution.status];
  const last = history.at(-1);
  if (expected !== undefined && ends.at(-1)?.type !== expected) {
    problems.push(`${execution.status}, but the history ends with ${ends.at(-1)?.type ?? last?.type ?? 'nothing'}`);
  }
  if (expected === undefined && ends.length > redriven)
    problems.push(`${execution.status}, but the history has ${ends.at(-1)?.type}`);
  if (ends.length > redriven + 1) problems.push(`ended ${ends.length} times, redriven ${redriven} times`);
  const output = ends.at(-1)?.details?.['output'];
  if (execution.status === 'SUCCEEDED' && output !== undefined && output !== execution.output) {
    problems.push('the stored output is not that of the history');
  }
  for (const { id, previousEventId } of history) {
    if (previousEventId >= id || previousEventId < 0) problems.push(`event ${id} follows event ${previousEventId}`);
  }
  return problems;
}

/** Definitions that were compiled in this run, by their text. */
const machines = new Map<string, Machine>();
function machineOf(definition: string): Machine {
  const known = machines.get(definition) ?? compile(JSON.parse(definition) as Json);
  machines.set(definition, known);
  return known;
}

/** The history, folded by the core's own pure function, must give what is stored; heartbeats alone are no events. */
function foldProblems({ definition, status, output, snapshot }: ExecutionRecord, history: readonly DecodedEvent[]): string[] {
  if (definition === null) return [];
  const folded = fold(machineOf(definition), undefined, history as readonly HistoryEvent[]);
  if (folded?.status !== status) return [`stored as ${status}, but its history folds to ${folded?.status ?? 'nothing'}`];
  if (folded.output !== undefined && toText(folded.output) !== output)
    return ['its history folds to another output than the stored one'];
  if (snapshot === null) return [];
  const withoutHeartbeats = (_key: string, value: unknown): unknown => (_key === 'heartbeatAt' ? undefined : value);
  const plain = (text: string): unknown => JSON.parse(JSON.stringify(JSON.parse(text), withoutHeartbeats));
  return isDeepStrictEqual(plain(snapshot), plain(JSON.stringify(folded)))
    ? []
    : ['its history folds to another snapshot than the stored one'];
}

export const historyIsComplete: Invariant = {
  number: 8,
  title: 'history complete, fold = snapshot',
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const execution of evidence.executions.values()) {
      for (const detail of problemsOf(execution)) violations.push({ subject: execution.id, detail });
    }
    return violations;
  },
};

function problemsOf(execution: ExecutionRecord): string[] {
  try {
    const broken = chunkProblems(execution);
    if (broken.length > 0) return broken;
    const history = decodeHistory(execution);
    return [...endProblems(execution, history), ...foldProblems(execution, history)];
  } catch (fault) {
    return [`unreadable: ${(fault as Error).message}`];
  }
}

export const oneDefinition: Invariant = {
  number: 12,
  title: 'one definition version per execution',
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const execution of evidence.executions.values()) {
      const { id, machineId, revisionId, revisionMachineId, definition } = execution;
      if (revisionMachineId === null)
        violations.push({ subject: id, detail: `runs revision ${revisionId}, which does not exist` });
      else if (revisionMachineId !== machineId) {
        violations.push({
          subject: id,
          detail: `runs revision ${revisionId} of state machine ${revisionMachineId}, not of its own ${machineId}`,
        });
      } else if (definition !== null) {
        for (const state of foreignStates(execution, definition)) {
          violations.push({ subject: id, detail: `entered ${state}, which its definition does not have` });
        }
      }
    }
    return violations;
  },
};

/** States in the history that the definition of the execution's revision does not know. */
function foreignStates(execution: ExecutionRecord, definition: string): string[] {
  const known = new Set<string>();
  const collect = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('States' in value && typeof value.States === 'object' && value.States !== null) {
      for (const name of Object.keys(value.States)) known.add(name);
    }
    Object.values(value).forEach(collect);
  };
  collect(JSON.parse(definition));
  try {
    return decodeHistory(execution)
      .filter(({ type }) => type.endsWith('StateEntered'))
      .map(({ details }) => String(details?.['name']))
      .filter((name) => !known.has(name));
  } catch {
    return [];
  }
}
