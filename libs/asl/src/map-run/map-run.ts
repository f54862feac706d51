import type { Json } from '../model.js';

/** Child executions that run at once when MaxConcurrency says nothing (developer guide, "Distributed mode"). */
const DEFAULT_CONCURRENCY = 10_000;

export interface MapRunLimits {
  /** 0: no limit but the engine's own. */
  maxConcurrency: number;
  toleratedFailureCount?: number;
  toleratedFailurePercentage?: number;
}

export type ChildStatus = 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** A Map Run: JSON, and an aggregate of its own. `executionCounts` of DescribeMapRun can be read off it. */
export interface MapRun extends MapRunLimits {
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'ABORTED';
  total: number;
  nextIndex: number;
  running: number;
  succeeded: number;
  failed: number;
  timedOut: number;
  aborted: number;
  /** Children to run again: those that a redrive found unsuccessful. */
  again?: number[];
}

export type MapRunStimulus =
  | { kind: 'open'; total: number; limits: MapRunLimits }
  | { kind: 'childEnded'; index: number; status: ChildStatus }
  /** UpdateMapRun. */
  | { kind: 'update'; limits: Partial<MapRunLimits> }
  | { kind: 'abort' }
  /** The children that did not succeed run again. */
  | { kind: 'redrive'; unsuccessful: number[] };

export type MapRunStep =
  | { kind: 'startChild'; index: number }
  /** Children that still run are stopped; those not started never are. */
  | { kind: 'stopChildren' }
  | { kind: 'ended'; status: 'SUCCEEDED' | 'ABORTED' }
  | { kind: 'ended'; status: 'FAILED'; error: string; cause: string };

export interface MapRunDecision {
  mapRun: MapRun;
  steps: MapRunStep[];
}

/** What a Map Run does next: starts children while there is room, and ends when all are through or too many have failed. */
export function decideMapRun(mapRun: MapRun | undefined, stimulus: MapRunStimulus): MapRunDecision {
  if (stimulus.kind === 'open') return proceed({ ...opened(stimulus.total), ...stimulus.limits });
  if (!mapRun) throw new RangeError('The Map Run was not opened');
  switch (stimulus.kind) {
    case 'childEnded':
      return mapRun.status === 'RUNNING'
        ? proceed(counted(mapRun, stimulus.status))
        : { mapRun: counted(mapRun, stimulus.status), steps: [] };
    case 'update':
      return mapRun.status === 'RUNNING' ? proceed({ ...mapRun, ...stimulus.limits }) : { mapRun, steps: [] };
    case 'abort':
      if (mapRun.status !== 'RUNNING') return { mapRun, steps: [] };
      return {
        mapRun: { ...mapRun, status: 'ABORTED' },
        steps: [{ kind: 'stopChildren' }, { kind: 'ended', status: 'ABORTED' }],
      };
    case 'redrive':
      return proceed({ ...mapRun, status: 'RUNNING', failed: 0, timedOut: 0, aborted: 0, again: [...stimulus.unsuccessful] });
  }
}

function opened(total: number): MapRun {
  return {
    status: 'RUNNING',
    maxConcurrency: 0,
    total,
    nextIndex: 0,
    running: 0,
    succeeded: 0,
    failed: 0,
    timedOut: 0,
    aborted: 0,
  };
}

function counted(mapRun: MapRun, status: ChildStatus): MapRun {
  const counter = ({ SUCCEEDED: 'succeeded', FAILED: 'failed', TIMED_OUT: 'timedOut', ABORTED: 'aborted' } as const)[status];
  return { ...mapRun, running: mapRun.running - 1, [counter]: mapRun[counter] + 1 };
}

function proceed(mapRun: MapRun): MapRunDecision {
  if (isOverThreshold(mapRun)) {
    const cause = 'The specified tolerated failure threshold was exceeded';
    const ended: MapRunStep = { kind: 'ended', status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold', cause };
    return { mapRun: { ...mapRun, status: 'FAILED' }, steps: [{ kind: 'stopChildren' }, ended] };
  }
  const next = { ...mapRun };
  const steps: MapRunStep[] = [];
  const room = next.maxConcurrency > 0 ? Math.min(next.maxConcurrency, DEFAULT_CONCURRENCY) : DEFAULT_CONCURRENCY;
  if (next.again) next.again = [...next.again];
  while (next.running < room) {
    const index = next.again?.shift() ?? (next.nextIndex < next.total ? next.nextIndex++ : undefined);
    if (index === undefined) break;
    next.running++;
    steps.push({ kind: 'startChild', index });
  }
  if (next.running > 0) return { mapRun: next, steps };
  return { mapRun: { ...next, status: 'SUCCEEDED' }, steps: [...steps, { kind: 'ended', status: 'SUCCEEDED' }] };
}

/** Whichever of count and percentage is exceeded first; without either, the first failure is one too many. */
function isOverThreshold(mapRun: MapRun): boolean {
  const unsuccessful = mapRun.failed + mapRun.timedOut + mapRun.aborted;
  const { toleratedFailureCount: count, toleratedFailurePercentage: percentage, total } = mapRun;
  if (count === undefined && percentage === undefined) return unsuccessful > 0;
  if (count !== undefined && unsuccessful > count) return true;
  return percentage !== undefined && total > 0 && (unsuccessful / total) * 100 > percentage;
}

/** A child that has ended: its output, its record as DescribeExecution shows it, or both; one that did not succeed has no output. */
export type ChildResult = { output: Json; record?: Json } | { record: Json };

/** NONE shows records, COMPACT outputs, FLATTEN outputs with arrays opened (developer guide, "ResultWriter"). */
export type Transformation = 'NONE' | 'COMPACT' | 'FLATTEN';

/** Results in the order of the items; a child that did not succeed but was tolerated stands there with its record. */
export function mapRunOutput(results: readonly (ChildResult | undefined)[], transformation: Transformation = 'COMPACT'): Json {
  return results.flatMap((result) => {
    if (!result) return [];
    if (!('output' in result)) return [result.record];
    if (transformation === 'NONE') return [result.record ?? result.output];
    return transformation === 'FLATTEN' && Array.isArray(result.output) ? result.output : [result.output];
  });
}
