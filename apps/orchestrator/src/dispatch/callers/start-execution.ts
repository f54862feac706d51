import { deriveId } from '@counterpoint/messaging';
import type { Pool } from 'pg';
import { executionArn, type ArnScope } from '../../arn.js';
import { SfnError } from '../../api/errors.js';
import type { StartTargets } from '../../api/start-targets.js';
import type { EngineNode } from '../../engine/node.js';
import { executionById } from '../../store/sql/find-execution.js';
import type { CalledTask } from '../dispatcher.js';
import type { TaskResource } from '../resource.js';
import { members, type CallResult, type TaskCaller } from './task-calls.js';

/** The id of the execution that a task starts: the same on every repetition, so that it starts one. */
export const nestedId = (executionId: string, taskId: number): string => deriveId(executionId, `nested ${taskId}`);

/**
 * `states:startExecution`, plain, `.sync`, `.sync:2` and with a task token. A started execution that is waited for knows its
 * parent and tells it when it ends.
 */
export class StartExecutionCaller implements TaskCaller {
  constructor(
    private readonly node: EngineNode,
    private readonly targets: StartTargets,
    private readonly pool: Pool,
    private readonly scope: ArnScope,
  ) {}

  takes(resource: TaskResource): boolean {
    return resource.service === 'integration' && /^(states|aws-sdk:sfn):startExecution$/.test(resource.api);
  }

  async call({ executionId, task }: CalledTask, resource: TaskResource): Promise<CallResult> {
    const { StateMachineArn, Input = {}, Name } = members(task.parameters);
    const pattern = resource.service === 'integration' ? resource.pattern : 'request';
    if (typeof StateMachineArn !== 'string')
      return failed('ValidationException', 'StateMachineArn must be the ARN of a state machine');
    try {
      const { revision, version, alias } = await this.targets.of(StateMachineArn);
      const id = nestedId(executionId, task.taskId);
      const name = typeof Name === 'string' ? Name : id;
      const sync = pattern === 'sync' ? (1 as const) : pattern === 'sync:2' ? (2 as const) : undefined;
      const origin = {
        ...(version === undefined ? {} : { version }),
        ...(alias === undefined ? {} : { alias }),
        ...(sync === undefined ? {} : { parent: { executionId, taskId: task.taskId, sync } }),
      };
      const input =
        typeof Input === 'string' && resource.service === 'integration' && resource.api.startsWith('aws-sdk')
          ? Input
          : JSON.stringify(Input);
      const request = { machineId: revision.machineId, revisionId: revision.revisionId, name, input, origin, mapRunId: null };
      if (revision.type === 'EXPRESS') {
        const express = await this.node.startExpress(id, request);
        return { kind: 'succeeded', output: { ExecutionArn: express.executionArn, StartDate: express.startedAt } };
      }
      const { answer } = await this.node.begin(request, id);
      const existing = answer.kind === 'existed' ? await executionById(this.pool, id) : undefined;
      if (answer.kind !== 'done' && existing === undefined) {
        const error = answer.kind === 'existed' ? 'ExecutionAlreadyExistsException' : 'ServiceUnavailableException';
        return failed(error, `Execution Already Exists: '${executionArn(this.scope, revision.name, name)}'`);
      }
      const startedAt = answer.kind === 'done' ? answer.startedAt : (existing?.startedAt.getTime() ?? 0);
      const output = { ExecutionArn: executionArn(this.scope, revision.name, name), StartDate: startedAt };
      return { kind: sync === undefined ? 'succeeded' : 'submitted', output };
    } catch (error) {
      if (error instanceof SfnError) return failed(`${error.name.replace(/Exception$/, '')}Exception`, error.message);
      throw error;
    }
  }
}

/** Errors of the service integration are named after the service. */
const failed = (error: string, cause: string): CallResult => ({ kind: 'failed', error: `StepFunctions.${error}`, cause });
