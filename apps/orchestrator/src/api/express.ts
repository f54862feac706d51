import { machineArn, type ArnScope } from '../arn.js';
import type { EngineNode } from '../engine/node.js';
import { checkedInput } from './executions.js';
import { invalidName, limitExceeded, SfnError } from './errors.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';
import { isValidName } from './arns.js';
import type { StartTarget, StartTargets } from './start-targets.js';

/** Billing in AWS's units: every started 100 ms, and a fixed amount of memory. */
const BILLED_STEP_MS = 100;
const BILLED_MEMORY_MB = 64;

/** Express executions over the API. */
export class ExpressActionsHandler implements SomeHandlers<'StartSyncExecution'> {
  constructor(
    private readonly node: EngineNode,
    private readonly targets: StartTargets,
    private readonly scope: ArnScope,
  ) {}

  /** The start is durable as a message before it is answered; the same name may be given any number of times. */
  async startAsync(target: StartTarget, name: string | undefined, input: string): Promise<ActionAnswer> {
    const id = this.node.newId();
    const started = await this.node.startExpress(id, requestOf(target, name ?? id, input));
    return { executionArn: started.executionArn, startDate: new Date(started.startedAt) };
  }

  StartSyncExecution = async (request: ActionRequest<'StartSyncExecution'>): Promise<ActionAnswer> => {
    const target = await this.targets.of(request.stateMachineArn);
    if (target.revision.type !== 'EXPRESS') {
      throw new SfnError('StateMachineTypeNotSupported', 'This operation is not supported by this type of state machine');
    }
    if (request.name !== undefined && !isValidName(request.name)) throw invalidName(request.name);
    const input = checkedInput(request.input);
    const id = this.node.newId();
    const name = request.name ?? id;
    if (this.node.express.isFull) throw limitExceeded('ExecutionLimitExceeded', 'Too many Express executions run at the moment');
    const end = await this.node.runExpress(id, requestOf(target, name, input), target.revision);
    const duration = Math.max(1, Math.ceil((end.stoppedAt - end.startedAt) / BILLED_STEP_MS)) * BILLED_STEP_MS;
    const data = request.includedData !== 'METADATA_ONLY';
    return {
      executionArn: end.executionArn,
      stateMachineArn: machineArn(this.scope, target.revision.name),
      name,
      startDate: new Date(end.startedAt),
      stopDate: new Date(end.stoppedAt),
      status: end.status,
      error: end.error,
      cause: end.cause,
      input: data ? input : undefined,
      inputDetails: { included: data },
      output: data ? end.output : undefined,
      outputDetails: end.output === undefined ? undefined : { included: data },
      traceHeader: request.traceHeader,
      billingDetails: { billedMemoryUsedInMB: BILLED_MEMORY_MB, billedDurationInMilliseconds: duration },
    };
  };
}

const requestOf = ({ revision, version, alias }: StartTarget, name: string, input: string) => ({
  machineId: revision.machineId,
  revisionId: revision.revisionId,
  name,
  input,
  origin: { ...(version === undefined ? {} : { version }), ...(alias === undefined ? {} : { alias }) },
  mapRunId: null,
});
