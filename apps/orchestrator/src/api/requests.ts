import { choice, flag, integer, list, number, object, payload, required, text, type Members } from './constraints.js';

const MAX_DATA_CHARACTERS = 262_144;
const MAX_DEFINITION_CHARACTERS = 1_048_576;
const arn = text(1, 256);
const longArn = text(1, 2_000);
const pageSize = integer(0, 1_000);
const pageToken = text(1, 1_024);
const listToken = text(1, 3_096);
const taskToken = text(1, 2_048);
const aliasName = text(1, 80, '^(?=.*[a-zA-Z_\\-\\.])[a-zA-Z0-9_\\-\\.]+$');
const routing = list(
  object({ stateMachineVersionArn: required(arn), weight: required(integer(0, 100)) }),
  1,
  2,
  'RoutingConfigurationListItem',
);
const machineType = choice('STANDARD', 'EXPRESS');
const logging = object({
  level: choice('ALL', 'ERROR', 'FATAL', 'OFF'),
  includeExecutionData: flag,
  destinations: list(object({ cloudWatchLogsLogGroup: object({ logGroupArn: arn }) }), 0, 100),
});
const tracing = object({ enabled: flag });
const encryption = object({
  type: required(choice('AWS_OWNED_KEY', 'CUSTOMER_MANAGED_KMS_KEY')),
  kmsKeyId: text(1, 2_048),
  kmsDataKeyReusePeriodSeconds: integer(60, 900),
});
const tag = object({ key: text(1, 128), value: text(0, 256) });
const tags = list(tag, 0, 1_000, 'Tag');
const includedData = choice('ALL_DATA', 'METADATA_ONLY');
const executionStatus = choice('RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE');
const paging = { maxResults: pageSize, nextToken: pageToken };

/** What each action takes; constraints that need the database or the definition are the action's own. */
export const REQUESTS = {
  CreateStateMachine: {
    name: required(text(1, 80)),
    definition: required(text(1, MAX_DEFINITION_CHARACTERS)),
    roleArn: required(arn),
    type: machineType,
    loggingConfiguration: logging,
    tags,
    tracingConfiguration: tracing,
    publish: flag,
    versionDescription: text(0, 256),
    encryptionConfiguration: encryption,
  },
  UpdateStateMachine: {
    stateMachineArn: required(arn),
    definition: text(1, MAX_DEFINITION_CHARACTERS),
    roleArn: arn,
    loggingConfiguration: logging,
    tracingConfiguration: tracing,
    publish: flag,
    versionDescription: text(0, 256),
    encryptionConfiguration: encryption,
  },
  DescribeStateMachine: { stateMachineArn: required(arn), includedData },
  DescribeStateMachineForExecution: { executionArn: required(arn), includedData },
  ListStateMachines: paging,
  DeleteStateMachine: { stateMachineArn: required(arn) },
  ValidateStateMachineDefinition: {
    definition: required(text(1, MAX_DEFINITION_CHARACTERS)),
    type: machineType,
    severity: choice('ERROR', 'WARNING'),
    maxResults: integer(0, 100),
  },
  PublishStateMachineVersion: { stateMachineArn: required(arn), revisionId: text(0, 256), description: text(0, 256) },
  ListStateMachineVersions: { stateMachineArn: required(arn), nextToken: pageToken, maxResults: pageSize },
  DeleteStateMachineVersion: { stateMachineVersionArn: required(longArn) },
  CreateStateMachineAlias: { name: required(aliasName), description: text(0, 256), routingConfiguration: required(routing) },
  UpdateStateMachineAlias: { stateMachineAliasArn: required(arn), description: text(0, 256), routingConfiguration: routing },
  DescribeStateMachineAlias: { stateMachineAliasArn: required(arn) },
  DeleteStateMachineAlias: { stateMachineAliasArn: required(arn) },
  ListStateMachineAliases: { stateMachineArn: required(arn), nextToken: pageToken, maxResults: pageSize },
  StartExecution: {
    stateMachineArn: required(arn),
    name: text(1, 80),
    input: payload(MAX_DATA_CHARACTERS),
    traceHeader: text(0, 256),
  },
  StartSyncExecution: {
    stateMachineArn: required(arn),
    name: text(1, 80),
    input: payload(MAX_DATA_CHARACTERS),
    traceHeader: text(0, 256),
    includedData,
  },
  StopExecution: { executionArn: required(arn), error: text(0, 256), cause: text(0, 32_768) },
  DescribeExecution: { executionArn: required(arn), includedData },
  ListExecutions: {
    stateMachineArn: arn,
    statusFilter: executionStatus,
    maxResults: pageSize,
    nextToken: listToken,
    mapRunArn: longArn,
    redriveFilter: choice('REDRIVEN', 'NOT_REDRIVEN'),
  },
  GetExecutionHistory: {
    executionArn: required(arn),
    maxResults: pageSize,
    reverseOrder: flag,
    nextToken: pageToken,
    includeExecutionData: flag,
  },
  RedriveExecution: { executionArn: required(arn), clientToken: text(1, 64, '^[!-~]+$') },
  CreateActivity: { name: required(text(1, 80)), tags, encryptionConfiguration: encryption },
  DescribeActivity: { activityArn: required(arn) },
  DeleteActivity: { activityArn: required(arn) },
  ListActivities: paging,
  GetActivityTask: { activityArn: required(arn), workerName: text(1, 80) },
  SendTaskSuccess: { taskToken: required(taskToken), output: required(payload(MAX_DATA_CHARACTERS)) },
  SendTaskFailure: { taskToken: required(taskToken), error: text(0, 256), cause: text(0, 32_768) },
  SendTaskHeartbeat: { taskToken: required(taskToken) },
  ListMapRuns: { executionArn: required(arn), maxResults: pageSize, nextToken: pageToken },
  DescribeMapRun: { mapRunArn: required(longArn) },
  UpdateMapRun: {
    mapRunArn: required(longArn),
    maxConcurrency: integer(0),
    toleratedFailurePercentage: number(0, 100),
    toleratedFailureCount: integer(0),
  },
  TagResource: { resourceArn: required(arn), tags: required(tags) },
  UntagResource: { resourceArn: required(arn), tagKeys: required(list(text(1, 128), 0, 1_000)) },
  ListTagsForResource: { resourceArn: required(arn) },
  TestState: {
    definition: required(text(1, MAX_DEFINITION_CHARACTERS)),
    roleArn: arn,
    input: payload(MAX_DATA_CHARACTERS),
    inspectionLevel: choice('INFO', 'DEBUG', 'TRACE'),
    revealSecrets: flag,
    variables: payload(MAX_DATA_CHARACTERS),
    stateName: text(1, 80),
    context: payload(MAX_DATA_CHARACTERS),
    mock: object({
      result: payload(MAX_DATA_CHARACTERS),
      errorOutput: object({ error: text(0, 256), cause: text(0, 32_768) }),
      fieldValidationMode: choice('STRICT', 'PRESENT', 'NONE'),
    }),
    stateConfiguration: object({
      retrierRetryCount: integer(0),
      errorCausedByState: text(1, 80),
      mapIterationFailureCount: integer(0),
      mapItemReaderData: payload(MAX_DATA_CHARACTERS),
    }),
  },
} as const satisfies Record<string, Members>;

export type Action = keyof typeof REQUESTS;
export const isAction = (name: string): name is Action => Object.hasOwn(REQUESTS, name);
