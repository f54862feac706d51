import type { Pool } from 'pg';
import { activityArn, type ArnScope } from '../arn.js';
import type { Activities } from '../engine/activities.js';
import type { EngineNode } from '../engine/node.js';
import type { Answer } from '../engine/work.js';
import type { Tags } from '../store/tags.js';
import { activityName, isValidName } from './arns.js';
import {
  activityDoesNotExist,
  invalidName,
  invalidOutput,
  invalidToken,
  limitExceeded,
  SfnError,
  taskDoesNotExist,
  taskTimedOut,
} from './errors.js';
import type { ActionAnswer, ActionRequest, Caller, SomeHandlers } from './handlers.js';
import type { Pages } from './pages.js';

/** How long GetActivityTask waits for a task ("GetActivityTask", API reference), in milliseconds. */
const POLL_MS = 60_000;
/** Workers that may wait at one activity at a time (quota "Activity pollers per ARN"). */
const MAX_POLLERS = 1_000;
type ActivityActions =
  | 'CreateActivity' | 'DescribeActivity' | 'DeleteActivity' | 'ListActivities' | 'GetActivityTask'
  | 'SendTaskSuccess' | 'SendTaskFailure' | 'SendTaskHeartbeat'; // prettier-ignore
interface ActivityRow {
  readonly id: number;
  readonly name: string;
  readonly createdAt: Date;
  readonly encryption: Record<string, unknown> | null;
}
const COLUMNS = 'id, name, created_at as "createdAt", encryption';

/** Activities, their workers, and everybody else who has a task token. */
export class ActivityActionsHandler implements SomeHandlers<ActivityActions> {
  private readonly pollers = new Map<string, number>();

  constructor(
    private readonly pool: Pool,
    private readonly node: EngineNode,
    private readonly activities: Activities,
    private readonly tags: Tags,
    private readonly pages: Pages,
    private readonly scope: ArnScope,
  ) {}

  CreateActivity = async (request: ActionRequest<'CreateActivity'>): Promise<ActionAnswer> => {
    const { name, encryptionConfiguration = null } = request;
    if (!isValidName(name)) throw invalidName(name);
    const inserted = await this.pool.query<ActivityRow>(
      `insert into activity (name, encryption) values ($1, $2) on conflict (name) do nothing returning ${COLUMNS}`,
      [name, encryptionConfiguration],
    );
    const arn = activityArn(this.scope, name);
    const [created] = inserted.rows;
    if (created !== undefined && request.tags) await this.tags.put(arn, request.tags);
    const activity = created ?? (await this.find(name));
    if (created === undefined && JSON.stringify(activity?.encryption) !== JSON.stringify(encryptionConfiguration)) {
      throw new SfnError('ActivityAlreadyExists', `Activity Already Exists: '${arn}'`);
    }
    await this.activities.refresh();
    return { activityArn: arn, creationDate: activity?.createdAt };
  };

  DescribeActivity = async ({ activityArn: arn }: ActionRequest<'DescribeActivity'>): Promise<ActionAnswer> => {
    const activity = await this.find(activityName(arn));
    if (activity === undefined) throw activityDoesNotExist(arn);
    return {
      activityArn: arn,
      name: activity.name,
      creationDate: activity.createdAt,
      encryptionConfiguration: activity.encryption ?? { type: 'AWS_OWNED_KEY' },
    };
  };

  DeleteActivity = async ({ activityArn: arn }: ActionRequest<'DeleteActivity'>): Promise<ActionAnswer> => {
    const name = activityName(arn);
    await this.pool.query('delete from activity where name = $1', [name]);
    await this.pool.query('delete from tag where resource_arn = $1', [arn]);
    await this.activities.refresh();
    return {};
  };

  ListActivities = async (request: ActionRequest<'ListActivities'>): Promise<ActionAnswer> => {
    const size = this.pages.size(request.maxResults);
    const [after = ''] = this.pages.position('activities', request.nextToken) ?? [];
    const { rows } = await this.pool.query<ActivityRow>(
      `select ${COLUMNS} from activity where name > $1 order by name limit $2`,
      [after, size + 1],
    );
    const page = this.pages.page('activities', rows, size, (row) => [row.name]);
    return {
      activities: page.rows.map((row) => ({
        activityArn: activityArn(this.scope, row.name),
        name: row.name,
        creationDate: row.createdAt,
      })),
      nextToken: page.nextToken,
    };
  };

  GetActivityTask = async (request: ActionRequest<'GetActivityTask'>, caller: Caller): Promise<ActionAnswer> => {
    const name = activityName(request.activityArn);
    if ((await this.find(name)) === undefined) throw activityDoesNotExist(request.activityArn);
    const polling = this.pollers.get(name) ?? 0;
    if (polling >= MAX_POLLERS)
      throw limitExceeded('ActivityWorkerLimitExceeded', `Too many workers wait at ${request.activityArn}`);
    this.pollers.set(name, polling + 1);
    try {
      const task = await this.activities.poll(name, request.workerName, POLL_MS, caller.aborted);
      if (task === undefined) return {};
      void caller.delivered
        .then((told) => (told ? this.activities.delivered(task) : this.activities.giveBack(task, name)))
        // Then the claim runs out, and another worker gets the same token.
        .catch(() => undefined);
      return { taskToken: this.node.tokens.mint(task.executionId, task.taskId), input: task.input };
    } finally {
      this.pollers.set(name, (this.pollers.get(name) ?? 1) - 1);
    }
  };

  SendTaskSuccess = async ({ taskToken, output }: ActionRequest<'SendTaskSuccess'>): Promise<ActionAnswer> => {
    const { executionId, taskId } = this.read(taskToken);
    try {
      JSON.parse(output);
    } catch (error) {
      throw invalidOutput((error as Error).message);
    }
    return accepted(await this.node.apply(executionId, { kind: 'taskSucceeded', taskId, output }));
  };

  SendTaskFailure = async ({ taskToken, error, cause }: ActionRequest<'SendTaskFailure'>): Promise<ActionAnswer> => {
    const { executionId, taskId } = this.read(taskToken);
    const failure = { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
    return accepted(await this.node.apply(executionId, { kind: 'taskFailed', taskId, ...failure }));
  };

  SendTaskHeartbeat = async ({ taskToken }: ActionRequest<'SendTaskHeartbeat'>): Promise<ActionAnswer> => {
    const { executionId, taskId } = this.read(taskToken);
    return accepted(await this.node.apply(executionId, { kind: 'taskHeartbeat', taskId }));
  };

  private read(token: string): { executionId: string; taskId: number } {
    const read = this.node.tokens.read(token);
    if (read === undefined) throw invalidToken('Invalid token');
    return read;
  }

  private async find(name: string): Promise<ActivityRow | undefined> {
    return (
      await this.pool.query<ActivityRow>({
        name: 'activity_by_name',
        text: `select ${COLUMNS} from activity where name = $1`,
        values: [name],
      })
    ).rows[0];
  }
}

/** A token that we minted belonged to a task once; if nothing awaits it any more, it is used up or too late. */
function accepted(answer: Answer): ActionAnswer {
  switch (answer.kind) {
    case 'done':
    case 'forwarded':
      return {};
    case 'missing':
      throw taskDoesNotExist();
    case 'refused':
      throw taskTimedOut();
    case 'existed':
    case 'fault':
      throw new SfnError('ServiceUnavailable', 'The execution is moving to another node; try again.');
  }
}
