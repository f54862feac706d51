import type { Pool } from 'pg';
import type { Answer } from './work.js';

/** How long a worker's claim keeps others away from a task until the worker has been told, in milliseconds. */
const CLAIM_MS = 10_000;
/** A new task of another node is noticed within this time, in milliseconds; of this node at once. */
const LOOK_MS = 500;

export interface HandedOutTask {
  readonly executionId: string;
  readonly taskId: number;
  readonly input: string;
}

const CLAIM = `
update activity_task t set claimed_until = now() + $2 * interval '1 millisecond'
from (select execution_id, task_id from activity_task
  where activity_name = $1 and (claimed_until is null or claimed_until < now())
  order by scheduled_at, execution_id, task_id limit 1 for update skip locked) c
where t.execution_id = c.execution_id and t.task_id = c.task_id
returning t.execution_id::text as "executionId", t.task_id as "taskId", t.input`;
const DROP = 'delete from activity_task where execution_id = $1 and task_id = $2';

/**
 * The queues of the activities: tasks are rows, workers poll. A task is a worker's when its start is in the history, and its row goes
 * when the worker has been told: an answer that we could not give, for example because this process was killed, is given to the next.
 */
export class Activities {
  private readonly waiting = new Map<string, Set<() => void>>();
  private names: ReadonlySet<string> = new Set();

  constructor(
    private readonly pool: Pool,
    private readonly begin: (executionId: string, taskId: number, workerName: string | undefined) => Promise<Answer>,
  ) {}

  /** Whether the activity exists, as of a second ago. */
  exists(name: string): boolean {
    return this.names.has(name);
  }
  async refresh(): Promise<void> {
    const { rows } = await this.pool.query<{ name: string }>({ name: 'activity_names', text: 'select name from activity' });
    this.names = new Set(rows.map((row) => row.name));
  }

  /** A task of the activity was scheduled on this node. */
  notify(name: string): void {
    const [first] = this.waiting.get(name) ?? [];
    first?.();
  }

  /** The next task, or undefined when the time is over or the worker has gone. */
  async poll(
    name: string,
    workerName: string | undefined,
    pollMs: number,
    aborted: AbortSignal,
  ): Promise<HandedOutTask | undefined> {
    const deadline = Date.now() + pollMs;
    while (!aborted.aborted) {
      const task = await this.claim(name);
      if (task !== undefined) {
        const answer = await this.begin(task.executionId, task.taskId, workerName);
        if (answer.kind === 'done' || answer.kind === 'forwarded') return task;
        // Over in the meantime. A fault leaves the claim to run out.
        if (answer.kind !== 'fault') await this.delivered(task);
        continue;
      }
      const rest = deadline - Date.now();
      if (rest <= 0) return undefined;
      await this.change(name, Math.min(rest, LOOK_MS), aborted);
    }
    return undefined;
  }

  /** The worker has been told, or nobody needs to be. */
  async delivered(task: HandedOutTask): Promise<void> {
    await this.pool.query({ name: 'drop_activity_task', text: DROP, values: [task.executionId, task.taskId] });
  }

  /** The worker had gone: the next one gets the task, under the same token. */
  async giveBack(task: HandedOutTask, name: string): Promise<void> {
    await this.pool.query('update activity_task set claimed_until = null where execution_id = $1 and task_id = $2', [
      task.executionId,
      task.taskId,
    ]);
    this.notify(name);
  }

  private async claim(name: string): Promise<HandedOutTask | undefined> {
    return (await this.pool.query<HandedOutTask>({ name: 'claim_activity_task', text: CLAIM, values: [name, CLAIM_MS] })).rows[0];
  }

  private change(name: string, ms: number, aborted: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const queue = this.waiting.get(name) ?? new Set();
      this.waiting.set(name, queue);
      const done = (): void => {
        clearTimeout(timer);
        queue.delete(done);
        if (queue.size === 0) this.waiting.delete(name);
        aborted.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      queue.add(done);
      aborted.addEventListener('abort', done, { once: true });
    });
  }
}
