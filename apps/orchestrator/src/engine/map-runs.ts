import {
  AslError,
  childInputs,
  decideMapRun,
  isExported,
  mapRunSpec,
  readItems,
  shapedOutput,
  writeResults,
  type Json,
  type MapRun,
  type MapRunEffect,
  type MapRunLimits,
  type MapRunSpec,
  type MapRunStep,
  type MapRunStimulus,
  type ObjectStorage,
  type Stimulus,
} from '@counterpoint/asl';
import { deriveId } from '@counterpoint/messaging';
import type { Clock, Logger } from '@counterpoint/platform';
import type { Pool } from 'pg';
import type { MapRunOrder } from '../dispatch/dispatcher.js';
import {
  childrenOf,
  endMapRun,
  insertMapRun,
  mapRunById,
  redriveMapRun,
  type ChildRow,
  type MapRunRow,
} from '../store/sql/map-runs.js';
import type { EngineNode } from './node.js';
import { mapRunIdOf, type Resident } from './resident.js';
import { childResults } from './map-children.js';

/** Children that are started or stopped at a time. */
const PARALLEL_STARTS = 50;

type Ended = Extract<MapRunStep, { kind: 'ended' }>;
type MapRunResult = Extract<Stimulus, { kind: 'mapRunEnded' }>['result'];

interface Active {
  readonly id: string;
  readonly resident: Resident;
  readonly effect: MapRunEffect;
  readonly spec: MapRunSpec;
  readonly inputs: readonly Json[];
  /** Children whose end was counted: an end may be told more than once. */
  readonly ended: Set<number>;
  state: MapRun;
  queue: Promise<void>;
}

/**
 * Map Runs of the executions of this node. What a Map Run has come to is what its children's rows say, so nothing of it is stored
 * but its limits and its end; after a crash it is put together again from them.
 */
export class MapRuns {
  private readonly active = new Map<string, Active>();
  private node!: EngineNode;

  constructor(
    private readonly pool: Pool,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly storage: ObjectStorage,
  ) {}

  connect(node: EngineNode): void {
    this.node = node;
  }

  order(resident: Resident, order: MapRunOrder): void {
    const id = mapRunIdOf(resident.id, order.eventId);
    if (order.kind === 'mapRunCancelled') return this.move(id, { kind: 'abort' });
    void this.open(resident, order, order.kind === 'redriveMapRun').catch((error: unknown) =>
      this.fail(resident, order.eventId, error),
    );
  }

  /** Takes up the Map Runs that a loaded execution waits for. */
  resume(resident: Resident): void {
    for (const thread of Object.values(resident.snapshot?.threads ?? {})) {
      const mapRun = thread?.phase === 'mapRun' ? thread.state?.mapRun : undefined;
      if (thread?.state === undefined || mapRun === undefined || this.active.has(mapRunIdOf(resident.id, mapRun.eventId)))
        continue;
      this.order(resident, {
        kind: 'startMapRun',
        eventId: mapRun.eventId,
        mapRunArn: mapRun.mapRunArn,
        stateName: thread.state.name,
        thread: thread.id,
      });
    }
  }

  childEnded(mapRunId: string, index: number, status: ChildRow['status']): void {
    const run = this.active.get(mapRunId);
    if (run === undefined || status === 'RUNNING' || run.ended.has(index)) return;
    run.ended.add(index);
    this.move(mapRunId, { kind: 'childEnded', index, status });
  }

  update(mapRunId: string, limits: Partial<MapRunLimits>): void {
    this.move(mapRunId, { kind: 'update', limits });
  }

  /** The pool of children as they would be shown: those that wait for room have no row. */
  waiting(mapRunId: string): number {
    const state = this.active.get(mapRunId)?.state;
    return state === undefined ? 0 : state.total - state.nextIndex + (state.again?.length ?? 0);
  }

  private async open(resident: Resident, effect: MapRunEffect, isRedrive: boolean): Promise<void> {
    const { snapshot } = resident;
    if (snapshot === undefined) return;
    const id = mapRunIdOf(resident.id, effect.eventId);
    const context = resident.context(this.clock.now());
    const spec = await mapRunSpec(resident.machine, snapshot, effect, context);
    const data =
      spec.items === undefined ? await readItems(spec.reader ?? {}, this.storage) : { items: spec.items, source: 'STATE_DATA' };
    const inputs = await childInputs(resident.machine, snapshot, effect, context, data);
    await insertMapRun(this.pool, {
      id,
      executionId: resident.id,
      taskId: effect.eventId,
      label: spec.label,
      maxConcurrency: spec.maxConcurrency,
      toleratedFailurePercentage: spec.toleratedFailurePercentage ?? 0,
      toleratedFailureCount: spec.toleratedFailureCount ?? 0,
      counts: { total: inputs.length, items: data.items.length },
      startedAt: new Date(context.now),
    });
    if (isRedrive) await redriveMapRun(this.pool, id, new Date(context.now));
    const stored = (await mapRunById(this.pool, id)) as MapRunRow;
    const children = await childrenOf(this.pool, id);
    const { state, steps, ended } = recovered(spec, inputs.length, stored, children, isRedrive);
    const run: Active = { id, resident, effect, spec, inputs, ended, state, queue: Promise.resolve() };
    this.active.set(id, run);
    run.queue = run.queue.then(() => this.carryOut(run, steps, new Map(children.map((child) => [child.index, child]))));
    await run.queue;
  }

  private move(id: string, stimulus: MapRunStimulus): void {
    const run = this.active.get(id);
    if (run === undefined) return;
    run.queue = run.queue
      .then(() => {
        const { mapRun, steps } = decideMapRun(run.state, stimulus);
        run.state = mapRun;
        return this.carryOut(run, steps, new Map());
      })
      .catch((error: unknown) => this.fail(run.resident, run.effect.eventId, error));
  }

  private async carryOut(run: Active, steps: readonly MapRunStep[], known: ReadonlyMap<number, ChildRow>): Promise<void> {
    const starts = steps.filter((step) => step.kind === 'startChild').map((step) => step.index);
    for (let at = 0; at < starts.length; at += PARALLEL_STARTS) {
      await Promise.all(starts.slice(at, at + PARALLEL_STARTS).map((index) => this.startChild(run, index, known.get(index))));
    }
    for (const step of steps) {
      if (step.kind === 'stopChildren') await this.stopChildren(run.id);
      if (step.kind === 'ended') await this.end(run, step);
    }
  }

  /** Started under an id of its own, so that a repetition starts nothing; one that ended badly before is redriven. */
  private async startChild(run: Active, index: number, before: ChildRow | undefined): Promise<void> {
    const id = deriveId(run.id, `child ${index}`);
    if (before !== undefined && before.status !== 'RUNNING') {
      await this.node.apply(id, { kind: 'redrive' });
      return;
    }
    const { resident, effect, spec } = run;
    await this.node.begin(
      {
        machineId: resident.revision.machineId,
        revisionId: resident.revision.revisionId,
        name: id,
        input: JSON.stringify(run.inputs[index]),
        origin: { map: { label: spec.label, state: effect.stateName, index, parentId: resident.id } },
        mapRunId: run.id,
      },
      id,
    );
  }

  private async stopChildren(mapRunId: string): Promise<void> {
    const running = (await childrenOf(this.pool, mapRunId)).filter((child) => child.status === 'RUNNING');
    for (let at = 0; at < running.length; at += PARALLEL_STARTS) {
      await Promise.all(running.slice(at, at + PARALLEL_STARTS).map((child) => this.node.apply(child.id, { kind: 'stop' })));
    }
  }

  private async end(run: Active, step: Ended): Promise<void> {
    this.active.delete(run.id);
    const result = step.status === 'ABORTED' ? undefined : await this.resultOf(run, step);
    const status = result && 'error' in result ? 'FAILED' : step.status;
    await endMapRun(this.pool, run.id, status, new Date(this.clock.now()));
    if (result) await this.node.apply(run.resident.id, { kind: 'mapRunEnded', eventId: run.effect.eventId, result });
  }

  /** Results are exported also where too many children have failed (developer guide, "ResultWriter"). */
  private async resultOf({ id, resident, effect, spec, inputs }: Active, step: Ended): Promise<MapRunResult> {
    const results = childResults(resident, spec.label, inputs.length, await childrenOf(this.pool, id));
    try {
      const { writer } = spec;
      const output = isExported(writer)
        ? await writeResults({ writer, mapRunArn: effect.mapRunArn, results, inputs }, this.storage)
        : shapedOutput(writer, results);
      return step.status === 'FAILED' ? { error: step.error, cause: step.cause } : { output: JSON.stringify(output) };
    } catch (fault) {
      if (!(fault instanceof AslError)) throw fault;
      return { error: fault.error, cause: fault.cause };
    }
  }

  /** What keeps a Map Run from starting is its failure. */
  private fail(resident: Resident, eventId: number, error: unknown): void {
    this.logger.warn({ err: error, executionId: resident.id }, 'a Map Run failed to run');
    const { error: name = 'States.Runtime', cause } = error as { error?: string; cause?: string };
    const message = cause ?? (error instanceof Error ? error.message : String(error));
    void this.node.apply(resident.id, { kind: 'mapRunEnded', eventId, result: { error: name, cause: message } });
  }
}

/** The state of a Map Run from its limits and its children's rows; of a new one: everything is still to be started. */
function recovered(
  spec: MapRunSpec,
  total: number,
  stored: MapRunRow,
  children: readonly ChildRow[],
  isRedrive: boolean,
): { readonly state: MapRun; readonly steps: readonly MapRunStep[]; readonly ended: Set<number> } {
  const limits: MapRunLimits = {
    maxConcurrency: stored.maxConcurrency,
    ...(spec.toleratedFailureCount === undefined && stored.toleratedFailureCount === 0
      ? {}
      : { toleratedFailureCount: stored.toleratedFailureCount }),
    ...(spec.toleratedFailurePercentage === undefined && stored.toleratedFailurePercentage === 0
      ? {}
      : { toleratedFailurePercentage: stored.toleratedFailurePercentage }),
  };
  const first = decideMapRun(undefined, { kind: 'open', total, limits });
  if (children.length === 0) return { state: first.mapRun, steps: first.steps, ended: new Set() };
  const count = (status: ChildRow['status']): number => children.filter((child) => child.status === status).length;
  const seen = new Set(children.map((child) => child.index));
  const unsuccessful = children
    .filter((child) => child.status !== 'SUCCEEDED' && child.status !== 'RUNNING')
    .map((child) => child.index);
  const missing = Array.from({ length: total }, (_, index) => index).filter((index) => !seen.has(index));
  const state: MapRun = {
    ...first.mapRun,
    status: 'RUNNING',
    nextIndex: total,
    again: isRedrive ? [...unsuccessful, ...missing] : missing,
    running: count('RUNNING'),
    succeeded: count('SUCCEEDED'),
    failed: isRedrive ? 0 : count('FAILED'),
    timedOut: isRedrive ? 0 : count('TIMED_OUT'),
    aborted: isRedrive ? 0 : count('ABORTED'),
  };
  const ended = new Set(
    children
      .filter((child) => child.status !== 'RUNNING' && !(isRedrive && unsuccessful.includes(child.index)))
      .map((child) => child.index),
  );
  // Nothing changes but that it looks where it stands.
  const { mapRun, steps } = decideMapRun(state, { kind: 'update', limits: {} });
  return { state: mapRun, steps, ended };
}
