import * as sfn from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import { engineDatabase, startOrchestrator, type OrchestratorProcess } from './harness.js';
import { ADMIN, ended, historyOf, ROLE_ARN, sfnClient, worker } from './sfn.js';

/** Executions of the test; `npm run test:long` of the project runs more. */
const EXECUTIONS = Number(process.env['CRASH_EXECUTIONS'] ?? 60);
const KILLS = 3;
const TEST_MS = 240_000;

describe('kill -9 of the orchestrator', () => {
  let database: TestDatabase;
  let topics: TestTopics;
  let orchestrator: OrchestratorProcess;

  beforeAll(async () => {
    topics = await testTopics();
    database = await engineDatabase();
  }, TEST_MS);
  afterAll(async () => {
    await orchestrator.stop();
    await database.drop();
    await topics.drop();
  }, TEST_MS);

  const environment = { SFN_ACCESS_KEYS: JSON.stringify([ADMIN]) };

  /** An activity that fails the first time, a wait, two branches, a Map, and a Map Run of child executions. */
  const definition = (activityArn: string) => ({
    StartAt: 'Work',
    States: {
      Work: { Type: 'Task', Resource: activityArn, Retry: [{ ErrorEquals: ['Flaky'], IntervalSeconds: 1, MaxAttempts: 3 }], ResultPath: '$.work', Next: 'Pause' },
      Pause: { Type: 'Wait', Seconds: 1, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        ResultPath: '$.both',
        Branches: [
          { StartAt: 'Left', States: { Left: { Type: 'Task', Resource: activityArn, End: true } } },
          { StartAt: 'Right', States: { Right: { Type: 'Wait', Seconds: 1, Next: 'RightDone' }, RightDone: { Type: 'Pass', Result: 'right', End: true } } },
        ],
        Next: 'Each',
      },
      Each: { Type: 'Map', ItemsPath: '$.items', ResultPath: '$.each', ItemProcessor: { StartAt: 'Item', States: { Item: { Type: 'Pass', End: true } } }, Next: 'Children' },
      Children: {
        Type: 'Map',
        Label: 'children',
        ItemsPath: '$.items',
        ResultPath: '$.children',
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'Child', States: { Child: { Type: 'Wait', Seconds: 1, End: true } } },
        End: true,
      },
    },
  }); // prettier-ignore

  it('changes the end of no execution', async () => {
    orchestrator = await startOrchestrator(database.url, topics.prefix, environment);
    let client = sfnClient(orchestrator.url);
    const { activityArn = '' } = await client.send(new sfn.CreateActivityCommand({ name: 'work' }));
    const { stateMachineArn = '' } = await client.send(new sfn.CreateStateMachineCommand({ name: 'everything', definition: JSON.stringify(definition(activityArn)), roleArn: ROLE_ARN }));
    /** The first task of each execution, which fails for every third, however often it is told. */
    const tried = new Map<number, string>();
    const answer = (to: sfn.SFNClient, taskToken: string, input: unknown): Promise<unknown> => {
      const { n } = input as { n: number };
      const first = tried.get(n) ?? taskToken;
      tried.set(n, first);
      if (first === taskToken && n % 3 === 0) return to.send(new sfn.SendTaskFailureCommand({ taskToken, error: 'Flaky' }));
      return to.send(new sfn.SendTaskSuccessCommand({ taskToken, output: JSON.stringify({ n }) }));
    };
    const workers = Array.from({ length: 4 }, () => worker(() => client, activityArn, answer));
    const executionArns: string[] = [];
    for (let kill = 0; kill <= KILLS; kill++) {
      for (let count = 0; count < EXECUTIONS / (KILLS + 1); count++) {
        const n = executionArns.length;
        const { executionArn = '' } = await client.send(new sfn.StartExecutionCommand({ stateMachineArn, input: JSON.stringify({ n, items: [1, 2] }) }));
        executionArns.push(executionArn);
      }
      if (kill === KILLS) break;
      await orchestrator.kill();
      orchestrator = await startOrchestrator(database.url, topics.prefix, environment);
      client = sfnClient(orchestrator.url);
    }
    for (const [n, executionArn] of executionArns.entries()) {
      const description = await ended(client, executionArn, 90_000);
      expect(description.status).toBe('SUCCEEDED');
      expect(JSON.parse(description.output ?? '')).toEqual({ n, items: [1, 2], work: { n }, both: [{ n }, 'right'], each: [1, 2], children: [1, 2] });
      const events = await historyOf(client, executionArn);
      expect(events.map((event) => event.id)).toEqual(events.map((_, index) => index + 1));
      expect(events.filter((event) => event.type === 'ExecutionSucceeded')).toHaveLength(1);
      expect(events.filter((event) => event.type === 'MapRunStarted')).toHaveLength(1);
    }
    for (const playing of workers) playing.stop();
    expect(await database.query(`select 1 from execution where status = 'RUNNING'`)).toHaveLength(0);
    expect(await database.query('select 1 from activity_task')).toHaveLength(0);
    expect(await database.query(`select 1 from execution where map_run_id is not null`)).toHaveLength(2 * executionArns.length);
  }, TEST_MS); // prettier-ignore
});
