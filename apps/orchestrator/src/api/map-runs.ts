import type { Pool } from 'pg';
import { executionArn, machineArn, mapRunArn, type ArnScope } from '../arn.js';
import type { MapRuns } from '../engine/map-runs.js';
import { executionById, executionByName, type FoundExecution } from '../store/sql/find-execution.js';
import { childCounts, mapRunById, mapRunsOf, updateMapRunLimits, type MapRunRow } from '../store/sql/map-runs.js';
import { executionReference, mapRunId } from './arns.js';
import { executionDoesNotExist, resourceNotFound } from './errors.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';
import type { Pages } from './pages.js';

/** Map Runs: the children of a distributed Map, seen as one. */
export class MapRunActionsHandler implements SomeHandlers<'ListMapRuns' | 'DescribeMapRun' | 'UpdateMapRun'> {
  constructor(
    private readonly pool: Pool,
    private readonly mapRuns: MapRuns,
    private readonly pages: Pages,
    private readonly scope: ArnScope,
  ) {}

  ListMapRuns = async (request: ActionRequest<'ListMapRuns'>): Promise<ActionAnswer> => {
    const { machine, name } = executionReference(request.executionArn);
    const parent = await executionByName(this.pool, machine, name);
    if (parent === undefined) throw executionDoesNotExist(request.executionArn);
    const size = this.pages.size(request.maxResults);
    const kind = `map runs ${parent.id}`;
    const [skip = 0] = this.pages.position(kind, request.nextToken) ?? [];
    const from = Number(skip);
    const runs = await mapRunsOf(this.pool, parent.id);
    return {
      mapRuns: runs.slice(from, from + size).map((run) => ({
        ...this.summary(run, parent),
        startDate: run.startedAt,
        stopDate: run.stoppedAt ?? undefined,
      })),
      nextToken: from + size < runs.length ? this.pages.token(kind, [from + size]) : undefined,
    };
  };

  DescribeMapRun = async (request: ActionRequest<'DescribeMapRun'>): Promise<ActionAnswer> => {
    const { run, parent } = await this.find(request.mapRunArn);
    const counts = await childCounts(this.pool, run.id);
    const executions = {
      pending: Math.max(0, run.counts.total - Object.values(counts).reduce((sum, count) => sum + count, 0)),
      running: counts['RUNNING'] ?? 0,
      succeeded: counts['SUCCEEDED'] ?? 0,
      failed: counts['FAILED'] ?? 0,
      timedOut: counts['TIMED_OUT'] ?? 0,
      aborted: counts['ABORTED'] ?? 0,
      total: run.counts.total,
      resultsWritten: 0,
      failuresNotRedrivable: 0,
      pendingRedrive: 0,
    };
    const perChild = run.counts.total === 0 ? 1 : run.counts.items / run.counts.total;
    const items = Object.fromEntries(Object.entries(executions).map(([name, count]) => [name, Math.round(count * perChild)]));
    return {
      mapRunArn: this.summary(run, parent).mapRunArn,
      executionArn: this.summary(run, parent).executionArn,
      status: run.status,
      startDate: run.startedAt,
      stopDate: run.stoppedAt ?? undefined,
      maxConcurrency: run.maxConcurrency,
      toleratedFailurePercentage: run.toleratedFailurePercentage,
      toleratedFailureCount: run.toleratedFailureCount,
      itemCounts: items,
      executionCounts: executions,
      redriveCount: run.redriveCount,
      redriveDate: run.redrivenAt ?? undefined,
    };
  };

  UpdateMapRun = async (request: ActionRequest<'UpdateMapRun'>): Promise<ActionAnswer> => {
    const { run } = await this.find(request.mapRunArn);
    const { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage } = request;
    const limits = { maxConcurrency, toleratedFailureCount, toleratedFailurePercentage };
    await updateMapRunLimits(this.pool, run.id, limits);
    this.mapRuns.update(run.id, Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)));
    return {};
  };

  private summary(run: MapRunRow, parent: FoundExecution) {
    return {
      executionArn: executionArn(this.scope, parent.machine, parent.name),
      mapRunArn: mapRunArn(this.scope, parent.machine, run.label, run.id),
      stateMachineArn: machineArn(this.scope, `${parent.machine}/${run.label}`),
    };
  }

  private async find(arn: string): Promise<{ run: MapRunRow; parent: FoundExecution }> {
    const id = mapRunId(arn);
    const run = /^[0-9a-f-]{36}$/.test(id) ? await mapRunById(this.pool, id) : undefined;
    const parent = run && (await executionById(this.pool, run.executionId));
    if (run === undefined || parent === undefined) throw resourceNotFound(arn);
    return { run, parent };
  }
}
