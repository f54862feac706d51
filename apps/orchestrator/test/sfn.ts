import {
  GetActivityTaskCommand,
  SFNClient,
  type HistoryEvent,
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
} from '@aws-sdk/client-sfn';
import { eventuallyTrue } from '@counterpoint/testing';

export const ADMIN = { accessKeyId: 'AKIASPECADMIN', secretAccessKey: 'admin-secret-of-the-spec', role: 'admin' } as const;
export const VIEWER = { accessKeyId: 'AKIASPECVIEWER', secretAccessKey: 'viewer-secret-of-the-spec', role: 'viewer' } as const;
export const ROLE_ARN = 'arn:aws:iam::123456789012:role/spec';

/** The unmodified SDK against an orchestrator of ours. */
export function sfnClient(endpoint: string, credentials: { accessKeyId: string; secretAccessKey: string } = ADMIN): SFNClient {
  return new SFNClient({ endpoint, region: 'eu-central-1', credentials, disableHostPrefix: true, maxAttempts: 1 });
}

/** DescribeExecution once the execution has ended. */
export function ended(client: SFNClient, executionArn: string, timeoutMs = 30_000) {
  return eventuallyTrue(
    async () => {
      const description = await client.send(new DescribeExecutionCommand({ executionArn }));
      return description.status === 'RUNNING' ? undefined : description;
    },
    { timeoutMs, what: `${executionArn} has ended` },
  );
}

/** The whole history, page by page. */
export async function historyOf(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await client.send(new GetExecutionHistoryCommand({ executionArn, nextToken, maxResults: 25 }));
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

/**
 * Plays a worker until it is told to stop, on whatever client is current. Like a good worker it tells an outcome until it is taken:
 * an orchestrator that is away for a moment loses nothing.
 */
export function worker(
  current: () => SFNClient,
  activityArn: string,
  work: (client: SFNClient, token: string, input: unknown) => Promise<unknown>,
): { stop(): void } {
  const controller = new AbortController();
  const isOver = (error: unknown): boolean => error instanceof Error && /TaskTimedOut|TaskDoesNotExist/.test(error.name);
  const tell = async (token: string, input: unknown): Promise<void> => {
    while (!controller.signal.aborted) {
      try {
        await work(current(), token, input);
        return;
      } catch (error) {
        if (isOver(error)) return;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  const loop = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      try {
        const task = await current().send(new GetActivityTaskCommand({ activityArn, workerName: 'spec' }), {
          abortSignal: controller.signal,
        });
        if (task.taskToken) await tell(task.taskToken, JSON.parse(task.input ?? 'null'));
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  void loop();
  return { stop: () => controller.abort() };
}
