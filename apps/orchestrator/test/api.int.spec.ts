import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as sfn from '@aws-sdk/client-sfn';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, testTopics, type TestDatabase, type TestTopics } from '@counterpoint/testing';
import { engineDatabase, startOrchestrator, type OrchestratorProcess } from './harness.js';
import { ADMIN, ended, historyOf, ROLE_ARN, sfnClient, VIEWER, worker } from './sfn.js';

const TEST_MS = 60_000;
const pass = (result: unknown) =>
  JSON.stringify({ StartAt: 'Done', States: { Done: { Type: 'Pass', Result: result, End: true } } });

describe('the Step Functions API, by the real SDK', () => {
  let database: TestDatabase;
  let topics: TestTopics;
  let orchestrator: OrchestratorProcess;
  let client: sfn.SFNClient;
  let http: Server;
  let address: string;
  let count = 0;
  const storage = mkdtempSync(join(tmpdir(), 'counterpoint-objects-'));

  beforeAll(async () => {
    http = createServer((request, response) => {
      if (request.url?.startsWith('/redirect')) response.writeHead(302, { location: '/' }).end();
      else if (request.url === '/function') response.end(JSON.stringify({ doubled: true }));
      else
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ query: request.url, secret: request.headers['x-secret'] }));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    address = `127.0.0.1:${(http.address() as AddressInfo).port}`;
    topics = await testTopics();
    database = await engineDatabase();
    orchestrator = await startOrchestrator(database.url, topics.prefix, {
      SFN_ACCESS_KEYS: JSON.stringify([ADMIN, VIEWER]),
      HTTP_TASK_HOSTS: address,
      HTTP_CONNECTIONS: JSON.stringify({ 'arn:connection': { 'x-secret': 'hidden' } }),
      FUNCTION_MAP: JSON.stringify({ double: `http://${address}/function` }),
      OBJECT_STORAGE_URL: `file://${storage}`,
    });
    client = sfnClient(orchestrator.url);
  }, TEST_MS);
  afterAll(async () => {
    client.destroy();
    await orchestrator.stop();
    await database.drop();
    rmSync(storage, { recursive: true });
    await topics.drop();
    http.close();
  }, TEST_MS);

  const create = async (definition: string, type: 'STANDARD' | 'EXPRESS' = 'STANDARD') => {
    const { stateMachineArn = '' } = await client.send(
      new sfn.CreateStateMachineCommand({ name: `machine-${++count}`, definition, roleArn: ROLE_ARN, type }),
    );
    return stateMachineArn;
  };
  const start = async (stateMachineArn: string, input: unknown = {}) => {
    const { executionArn = '' } = await client.send(
      new sfn.StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) }),
    );
    return executionArn;
  };
  const run = async (definition: object, input: unknown = {}) =>
    ended(client, await start(await create(JSON.stringify(definition)), input));

  it('leads a machine through its life', async () => {
    const stateMachineArn = await create(pass({ version: 1 }));
    const name = stateMachineArn.split(':').at(-1) ?? '';
    await expect(client.send(new sfn.CreateStateMachineCommand({ name, definition: pass({ version: 0 }), roleArn: ROLE_ARN }))).rejects.toMatchObject({ name: 'StateMachineAlreadyExists' });
    const first = await client.send(new sfn.PublishStateMachineVersionCommand({ stateMachineArn }));
    const update = await client.send(new sfn.UpdateStateMachineCommand({ stateMachineArn, definition: pass({ version: 2 }), publish: true }));
    expect([first.stateMachineVersionArn, update.stateMachineVersionArn]).toEqual([`${stateMachineArn}:1`, `${stateMachineArn}:2`]);
    const { stateMachineAliasArn = '' } = await client.send(
      new sfn.CreateStateMachineAliasCommand({ name: 'live', routingConfiguration: [{ stateMachineVersionArn: `${stateMachineArn}:1`, weight: 100 }] }),
    );
    const aliased = await ended(client, await start(stateMachineAliasArn));
    expect(aliased).toMatchObject({ output: '{"version":1}', stateMachineVersionArn: `${stateMachineArn}:1`, stateMachineAliasArn });
    expect(await ended(client, await start(stateMachineArn))).toMatchObject({ output: '{"version":2}' });
    const listed = await client.send(new sfn.ListExecutionsCommand({ stateMachineArn, statusFilter: 'SUCCEEDED' }));
    expect(listed.executions).toHaveLength(2);
    await client.send(new sfn.TagResourceCommand({ resourceArn: stateMachineArn, tags: [{ key: 'team', value: 'one' }] }));
    expect((await client.send(new sfn.ListTagsForResourceCommand({ resourceArn: stateMachineArn }))).tags).toEqual([{ key: 'team', value: 'one' }]);
    await client.send(new sfn.DeleteStateMachineCommand({ stateMachineArn }));
    await expect(start(stateMachineArn)).rejects.toMatchObject({ name: expect.stringMatching(/StateMachine(Deleting|DoesNotExist)/) as unknown });
  }, TEST_MS); // prettier-ignore

  it('starts once for one name', async () => {
    const stateMachineArn = await create(JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } }));
    const named = { stateMachineArn, name: 'once', input: '{"a":1}' };
    const first = await client.send(new sfn.StartExecutionCommand(named));
    expect(await client.send(new sfn.StartExecutionCommand(named))).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(client.send(new sfn.StartExecutionCommand({ ...named, input: '{"a":2}' }))).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
    const executionArn = first.executionArn ?? '';
    await client.send(new sfn.StopExecutionCommand({ executionArn, error: 'Enough', cause: 'of it' }));
    expect(await ended(client, executionArn)).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of it' });
    await expect(client.send(new sfn.StartExecutionCommand(named))).rejects.toMatchObject({ name: 'ExecutionAlreadyExists' });
  }, TEST_MS); // prettier-ignore

  it('hands tasks to workers, and takes each answer once', async () => {
    const { activityArn = '' } = await client.send(new sfn.CreateActivityCommand({ name: 'approve' }));
    const executionArn = await start(await create(JSON.stringify({ StartAt: 'A', States: { A: { Type: 'Task', Resource: activityArn, HeartbeatSeconds: 20, End: true } } })), { n: 1 });
    const task = await client.send(new sfn.GetActivityTaskCommand({ activityArn, workerName: 'w' }));
    expect(JSON.parse(task.input ?? '')).toEqual({ n: 1 });
    const taskToken = task.taskToken ?? '';
    await client.send(new sfn.SendTaskHeartbeatCommand({ taskToken }));
    await expect(client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: 'no json' }))).rejects.toMatchObject({ name: 'InvalidOutput' });
    await client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '"yes"' }));
    expect(await ended(client, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '"yes"' });
    await expect(client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '"no"' }))).rejects.toMatchObject({ name: 'TaskTimedOut' });
    await expect(client.send(new sfn.SendTaskSuccessCommand({ taskToken: 'garbage', output: '{}' }))).rejects.toMatchObject({ name: 'InvalidToken' });
    const forged = `${taskToken.slice(0, -2)}${taskToken.endsWith('AA') ? 'BB' : 'AA'}`;
    await expect(client.send(new sfn.SendTaskFailureCommand({ taskToken: forged }))).rejects.toMatchObject({ name: 'InvalidToken' });
    expect((await historyOf(client, executionArn)).map((event) => event.type)).toContain('ActivityStarted');
  }, TEST_MS); // prettier-ignore

  it('runs Express executions, synchronous and asynchronous', async () => {
    const stateMachineArn = await create(pass({ quick: true }), 'EXPRESS');
    const sync = await client.send(new sfn.StartSyncExecutionCommand({ stateMachineArn, input: '{}' }));
    expect(sync).toMatchObject({ status: 'SUCCEEDED', output: '{"quick":true}' });
    expect(sync.billingDetails?.billedDurationInMilliseconds).toBeGreaterThan(0);
    const { executionArn } = await client.send(new sfn.StartExecutionCommand({ stateMachineArn }));
    expect(executionArn).toContain(':express:');
    const failing = await create(JSON.stringify({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Oh', Cause: 'no' } } }), 'EXPRESS');
    expect(await client.send(new sfn.StartSyncExecutionCommand({ stateMachineArn: failing }))).toMatchObject({ status: 'FAILED', error: 'Oh', cause: 'no' });
  }, TEST_MS); // prettier-ignore

  it('redrives from the failed state', async () => {
    const { activityArn = '' } = await client.send(new sfn.CreateActivityCommand({ name: 'fragile' }));
    let healthy = false;
    const playing = worker(() => client, activityArn, (_client, taskToken) =>
      healthy
        ? client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '{"ok":true}' }))
        : client.send(new sfn.SendTaskFailureCommand({ taskToken, error: 'Broken' })),
    );
    const definition = { StartAt: 'P', States: { P: { Type: 'Pass', Next: 'A' }, A: { Type: 'Task', Resource: activityArn, End: true } } };
    const executionArn = await start(await create(JSON.stringify(definition)));
    expect(await ended(client, executionArn)).toMatchObject({ status: 'FAILED', redriveStatus: 'REDRIVABLE', redriveCount: 0 });
    healthy = true;
    await client.send(new sfn.RedriveExecutionCommand({ executionArn }));
    expect(await ended(client, executionArn)).toMatchObject({ status: 'SUCCEEDED', redriveCount: 1, redriveStatus: 'NOT_REDRIVABLE' });
    const types = (await historyOf(client, executionArn)).map((event) => event.type);
    expect(types.filter((type) => type === 'PassStateEntered')).toHaveLength(1);
    expect(types).toContain('ExecutionRedriven');
    await expect(client.send(new sfn.RedriveExecutionCommand({ executionArn }))).rejects.toMatchObject({ name: 'ExecutionNotRedrivable' });
    playing.stop();
  }, TEST_MS); // prettier-ignore

  it('nests executions, and ends with them', async () => {
    const child = await create(pass({ from: 'child' }));
    const nested = (StateMachineArn: string, suffix: string) => ({
      StartAt: 'N',
      States: { N: { Type: 'Task', Resource: `arn:aws:states:::states:startExecution${suffix}`, Parameters: { StateMachineArn, Input: { a: 1 } }, End: true } },
    });
    const sync2 = JSON.parse((await run(nested(child, '.sync:2'))).output ?? '') as { Output: unknown; Status: string };
    expect(sync2).toMatchObject({ Status: 'SUCCEEDED', Output: { from: 'child' } });
    const sync = JSON.parse((await run(nested(child, '.sync'))).output ?? '') as { Output: unknown };
    expect(sync.Output).toBe('{"from":"child"}');
    const failing = await create(JSON.stringify({ StartAt: 'F', States: { F: { Type: 'Fail', Error: 'Inner' } } }));
    expect(await run(nested(failing, '.sync:2'))).toMatchObject({ status: 'FAILED', error: 'States.TaskFailed' });
    const sleeping = await create(JSON.stringify({ StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 600, End: true } } }));
    const parent = await start(await create(JSON.stringify(nested(sleeping, '.sync'))));
    const inner = async () => (await client.send(new sfn.ListExecutionsCommand({ stateMachineArn: sleeping }))).executions ?? [];
    await eventually(async () => expect((await inner()).map((one) => one.status)).toEqual(['RUNNING']));
    await eventually(async () => expect((await historyOf(client, parent)).map((event) => event.type)).toContain('TaskSubmitted'));
    await client.send(new sfn.StopExecutionCommand({ executionArn: parent }));
    await eventually(async () => expect((await inner()).map((one) => one.status)).toEqual(['ABORTED']));
  }, TEST_MS); // prettier-ignore

  it('runs distributed Maps and shows their runs', async () => {
    const fragile = { StartAt: 'C', States: { C: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 3, Next: 'F' }], Default: 'D' }, F: { Type: 'Fail', Error: 'Three' }, D: { Type: 'Pass', End: true } } };
    const definition = (tolerated: number) => ({
      StartAt: 'M',
      States: { M: { Type: 'Map', Label: 'items', MaxConcurrency: 2, ToleratedFailureCount: tolerated, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...fragile }, End: true } },
    });
    const tolerant = await run(definition(1), [1, 2, 3, 4, 5]);
    expect(tolerant.status).toBe('SUCCEEDED');
    expect((JSON.parse(tolerant.output ?? '') as unknown[]).filter((item) => typeof item === 'number')).toEqual([1, 2, 4, 5]);
    const { mapRuns = [] } = await client.send(new sfn.ListMapRunsCommand({ executionArn: tolerant.executionArn }));
    expect(mapRuns).toHaveLength(1);
    const mapRunArn = mapRuns[0]?.mapRunArn ?? '';
    const described = await client.send(new sfn.DescribeMapRunCommand({ mapRunArn }));
    expect(described).toMatchObject({ status: 'SUCCEEDED', executionCounts: { total: 5, succeeded: 4, failed: 1, running: 0 }, maxConcurrency: 2 });
    const children = (await client.send(new sfn.ListExecutionsCommand({ mapRunArn }))).executions ?? [];
    expect(children).toHaveLength(5);
    const failed = children.find((child) => child.status === 'FAILED');
    expect(await client.send(new sfn.DescribeExecutionCommand({ executionArn: failed?.executionArn ?? '' }))).toMatchObject({ mapRunArn, redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
    await client.send(new sfn.UpdateMapRunCommand({ mapRunArn, maxConcurrency: 7 }));
    expect((await client.send(new sfn.DescribeMapRunCommand({ mapRunArn }))).maxConcurrency).toBe(7);
    expect(await run(definition(0), [1, 3])).toMatchObject({ status: 'FAILED', error: 'States.ExceedToleratedFailureThreshold' });
  }, TEST_MS); // prettier-ignore

  it('reads the items of a Map Run from stored objects, and writes its results there', async () => {
    mkdirSync(join(storage, 'in'));
    writeFileSync(join(storage, 'in/orders.csv'), 'sku,quantity\nWIDGET,1\nGADGET,2\n');
    writeFileSync(join(storage, 'in/orders.jsonl'), '{"sku":"RARE"}\n{"sku":"SOLDOUT"}\n');
    writeFileSync(join(storage, 'in/orders.json'), '[{"sku":"ONE"}]');
    const definition = (Key: string, ReaderConfig: unknown, more: object = {}) => ({
      StartAt: 'M',
      States: { M: {
        Type: 'Map',
        ItemReader: { Resource: 'arn:aws:states:::s3:getObject', ReaderConfig, Parameters: { Bucket: 'in', Key } },
        ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
        ...more,
        End: true,
      } },
    });
    const outputOf = async (machine: object) => JSON.parse((await run(machine)).output ?? 'null') as unknown;
    const csv = { InputType: 'CSV', CSVHeaderLocation: 'FIRST_ROW' };
    expect(await outputOf(definition('orders.csv', csv))).toEqual([{ sku: 'WIDGET', quantity: '1' }, { sku: 'GADGET', quantity: '2' }]);
    expect(await outputOf(definition('orders.jsonl', { InputType: 'JSONL' }))).toEqual([{ sku: 'RARE' }, { sku: 'SOLDOUT' }]);
    expect(await outputOf(definition('orders.json', { InputType: 'JSON' }))).toEqual([{ sku: 'ONE' }]);
    expect(await run(definition('none.csv', csv))).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
    const ResultWriter = { Resource: 'arn:aws:states:::s3:putObject', Parameters: { Bucket: 'out', Prefix: 'jobs' } };
    const written = (await outputOf(definition('orders.csv', csv, { ResultWriter }))) as { ResultWriterDetails: { Bucket: string; Key: string } };
    const manifest = JSON.parse(readFileSync(join(storage, 'out', written.ResultWriterDetails.Key), 'utf8')) as { ResultFiles: { SUCCEEDED: { Key: string }[] } };
    const results = JSON.parse(readFileSync(join(storage, 'out', manifest.ResultFiles.SUCCEEDED[0]?.Key ?? ''), 'utf8')) as { Output: string }[];
    expect(results.map((result) => JSON.parse(result.Output) as unknown)).toEqual([{ sku: 'WIDGET', quantity: '1' }, { sku: 'GADGET', quantity: '2' }]);
  }, TEST_MS); // prettier-ignore

  it('calls allowed hosts and mapped functions only', async () => {
    const call = (path: string, host = address) => ({
      StartAt: 'H',
      States: { H: { Type: 'Task', Resource: 'arn:aws:states:::http:invoke', Parameters: { ApiEndpoint: `http://${host}${path}`, Method: 'GET', QueryParameters: { a: '1' }, Authentication: { ConnectionArn: 'arn:connection' } }, End: true } },
    });
    const good = await run(call('/things'));
    expect(JSON.parse(good.output ?? '')).toMatchObject({ StatusCode: 200, ResponseBody: { query: '/things?a=1', secret: 'hidden' } });
    const history = JSON.stringify((await historyOf(client, good.executionArn ?? '')).filter((event) => event.type === 'TaskScheduled'));
    expect(history).not.toContain('hidden');
    expect(await run(call('/redirect'))).toMatchObject({ status: 'FAILED', error: 'States.Http.StatusCode.302' });
    expect(await run(call('/', 'localhost:1'))).toMatchObject({ status: 'FAILED', error: 'States.Http.Socket' });
    const invoke = { StartAt: 'L', States: { L: { Type: 'Task', Resource: 'arn:aws:states:::lambda:invoke', Parameters: { FunctionName: 'double', Payload: {} }, End: true } } };
    expect(JSON.parse((await run(invoke)).output ?? '')).toMatchObject({ Payload: { doubled: true }, StatusCode: 200 });
  }, TEST_MS); // prettier-ignore

  it('gives task tokens away in messages and takes them back', async () => {
    await topics.log.create([`${topics.prefix}letters`], 1);
    const definition = {
      StartAt: 'S',
      States: { S: { Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage.waitForTaskToken', Parameters: { QueueUrl: 'http://queues/letters', MessageBody: { 'token.$': '$$.Task.Token' } }, End: true } },
    };
    const executionArn = await start(await create(JSON.stringify(definition)));
    await eventually(async () => expect((await historyOf(client, executionArn)).map((event) => event.type)).toContain('TaskSubmitted'));
    let taskToken = '';
    for await (const message of topics.log.read([`${topics.prefix}letters`])) taskToken = (JSON.parse(message.value?.toString() ?? '') as { token: string }).token;
    await client.send(new sfn.SendTaskSuccessCommand({ taskToken, output: '{"read":true}' }));
    expect(await ended(client, executionArn)).toMatchObject({ status: 'SUCCEEDED', output: '{"read":true}' });
    expect(await run({ StartAt: 'K', States: { K: { Type: 'Task', Resource: 'arn:aws:states:::kafka:publish', Parameters: { Topic: 'nowhere', Type: 'X', Payload: {} }, End: true } } })).toMatchObject({ status: 'FAILED', error: 'Kafka.UnknownTopic' });
  }, TEST_MS); // prettier-ignore

  it('lets in who signs, as far as the role goes', async () => {
    const list = new sfn.ListStateMachinesCommand({});
    await expect(sfnClient(orchestrator.url, { ...ADMIN, secretAccessKey: 'wrong' }).send(list)).rejects.toMatchObject({ name: 'InvalidSignatureException' });
    await expect(sfnClient(orchestrator.url, { accessKeyId: 'AKIANOBODY', secretAccessKey: 'x' }).send(list)).rejects.toMatchObject({ name: 'UnrecognizedClientException' });
    const viewer = sfnClient(orchestrator.url, VIEWER);
    expect((await viewer.send(list)).stateMachines?.map((machine) => machine.name)).toContain('order-saga');
    await expect(viewer.send(new sfn.CreateActivityCommand({ name: 'no' }))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    const unsigned = await fetch(orchestrator.url, { method: 'POST', headers: { 'content-type': 'application/x-amz-json-1.0', 'x-amz-target': 'AWSStepFunctions.ListStateMachines' }, body: '{}' });
    expect([unsigned.status, ((await unsigned.json()) as { __type: string }).__type]).toEqual([400, 'MissingAuthenticationTokenException']);
    const audit = await database.query<{ actor: string }>(`select actor from audit where action = 'CreateStateMachine'`);
    expect(audit.every((row) => row.actor === ADMIN.accessKeyId) && audit.length > 5).toBe(true);
    await expect(database.query('delete from audit')).rejects.toThrow('append-only');
  }, TEST_MS); // prettier-ignore
});
