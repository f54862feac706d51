import type { Json, Stimulus } from '@counterpoint/asl';
import type { Logger } from '@counterpoint/platform';
import type { CalledTask } from '../dispatcher.js';
import { parseResource, type TaskResource } from '../resource.js';

/** What a call came to. `submitted`: it was accepted, and the task goes on when something else tells so. */
export type CallResult =
  | { readonly kind: 'succeeded'; readonly output: Json }
  | { readonly kind: 'submitted'; readonly output: Json }
  /** It was handed over, and its answer comes by itself. */
  | { readonly kind: 'sent' }
  | { readonly kind: 'failed'; readonly error: string; readonly cause: string };

/** Carries out the tasks of one kind of resource. A repetition after a crash must have no second effect, or a harmless one. */
export interface TaskCaller {
  takes(resource: TaskResource): boolean;
  call(task: CalledTask, resource: TaskResource): Promise<CallResult>;
}

/** Calls under way at a time; the others wait in the order in which they came. */
const MAX_CALLS = 200;

/** Runs calls beside the batches, bounded, each task once at a time on this node. */
export class TaskCalls {
  private readonly running = new Set<string>();
  private readonly waiting: CalledTask[] = [];

  constructor(
    private readonly callers: readonly TaskCaller[],
    private readonly tell: (executionId: string, stimulus: Stimulus) => Promise<unknown>,
    private readonly logger: Logger,
  ) {}

  run(task: CalledTask): void {
    const key = `${task.executionId}.${task.task.taskId}`;
    if (this.running.has(key)) return;
    if (this.running.size >= MAX_CALLS) {
      this.waiting.push(task);
      return;
    }
    this.running.add(key);
    void this.carryOut(task)
      .catch((error: unknown) =>
        this.logger.error({ err: error, executionId: task.executionId }, 'the outcome of a call could not be told'),
      )
      .finally(() => {
        this.running.delete(key);
        const next = this.waiting.shift();
        if (next !== undefined) this.run(next);
      });
  }

  private async carryOut(task: CalledTask): Promise<void> {
    const { taskId } = task.task;
    const result = await this.resultOf(task);
    switch (result.kind) {
      case 'succeeded':
        await this.tell(task.executionId, { kind: 'taskSucceeded', taskId, output: JSON.stringify(result.output) });
        return;
      case 'submitted':
        await this.tell(task.executionId, { kind: 'taskSubmitted', taskId, output: JSON.stringify(result.output) });
        return;
      case 'sent':
        return;
      case 'failed':
        await this.tell(task.executionId, { kind: 'taskFailed', taskId, error: result.error, cause: result.cause });
    }
  }

  private async resultOf(task: CalledTask): Promise<CallResult> {
    const resource = parseResource(task.task.resource);
    const caller = this.callers.find((candidate) => candidate.takes(resource));
    if (caller === undefined) {
      return {
        kind: 'failed',
        error: 'Counterpoint.UnsupportedResource',
        cause: `No integration is configured for the resource ${task.task.resource}`,
      };
    }
    try {
      const result = await caller.call(task, resource);
      const waits = resource.service === 'integration' && resource.pattern === 'waitForTaskToken' && result.kind === 'succeeded';
      return waits ? { kind: 'submitted', output: result.output } : result;
    } catch (error) {
      this.logger.warn({ err: error, executionId: task.executionId, resource: task.task.resource }, 'a call failed');
      return { kind: 'failed', error: 'States.TaskFailed', cause: error instanceof Error ? error.message : String(error) };
    }
  }
}

/** The parameters of a task as an object; what is no object has no members. */
export function members(parameters: Json): Readonly<Record<string, Json>> {
  return typeof parameters === 'object' && parameters !== null && !Array.isArray(parameters) ? parameters : {};
}
