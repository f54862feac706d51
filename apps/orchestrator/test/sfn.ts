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

/** Plays a worker until it is told to stop; `work` answers each task. */
export function worker(
  client: SFNClient,
  activityArn: string,
  work: (token: string, input: unknown) => Promise<unknown>,
): { stop(): void } {
  const controller = new AbortController();
  const loop = async (): Promise<void> => {
    while (!controller.signal.aborted) {
      try {
        const task = await client.send(new GetActivityTaskCommand({ activityArn, workerName: 'spec' }), {
          abortSignal: controller.signal,
        });
        // What a killed orchestrator did not take is asked for again, under the same token.
        if (task.taskToken) await work(task.taskToken, JSON.parse(task.input ?? 'null')).catch(() => undefined);
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    }
  };
  void loop();
  return { stop: () => controller.abort() };
}
