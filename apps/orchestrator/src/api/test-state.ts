import {
  invalidDefinitionMessage,
  isObject,
  testState,
  validateState,
  type Json,
  type JsonObject,
  type Mock,
  type StateTest,
  type Variables,
} from '@counterpoint/asl';
import { newId } from '@counterpoint/messaging';
import type { ArnScope } from '../arn.js';
import { checkedInput } from './executions.js';
import { invalidExecutionInput, SfnError, validation } from './errors.js';
import type { ActionAnswer, ActionRequest, SomeHandlers } from './handlers.js';
import { checkMockResult } from './mock-results.js';
import { inspectionData } from './test-state-inspection.js';

/** Name of a state that was given without a machine. */
const ANONYMOUS = 'StateName';
/** The variable that stands for a context object given with the request. */
const CONTEXT = 'counterpointTestContext';
const MOCKED = new Set(['Task', 'Parallel', 'Map']);

/** Tests one state by itself: given alone, or by its name in a machine. */
export class TestStateHandler implements SomeHandlers<'TestState'> {
  constructor(private readonly scope: ArnScope) {}

  TestState = async (request: ActionRequest<'TestState'>): Promise<ActionAnswer> => {
    const { name, state } = subject(request.definition, request.stateName);
    if (request.mock !== undefined && request.revealSecrets === true)
      throw validation('TestState does not support RevealSecrets when a mock is specified.');
    const mock = readMock(request.mock, state);
    const input = json(checkedInput(request.input), 'input');
    const givenContext = request.context === undefined ? undefined : json(request.context, 'context');
    const definition = givenContext === undefined ? state : (contextAsVariable(state) as JsonObject);
    const variables = {
      ...(request.variables === undefined ? {} : (json(request.variables, 'variables') as Variables)),
      ...(givenContext === undefined ? {} : { [CONTEXT]: givenContext }),
    };
    const { retrierRetryCount } = request.stateConfiguration ?? {};
    const test: StateTest = {
      definition: { StartAt: name, States: { [name]: definition } },
      stateName: name,
      input,
      variables,
      ...(mock === undefined ? {} : { mock }),
      ...(retrierRetryCount === undefined ? {} : { retryCount: retrierRetryCount }),
      context: this.context(request.roleArn),
    };
    const result = await testState(test);
    const failure = mock !== undefined && 'errorOutput' in mock ? mock.errorOutput : undefined;
    const level = request.inspectionLevel ?? 'INFO';
    return {
      output: result.output === undefined ? undefined : JSON.stringify(result.output),
      error: result.error ?? (result.status === 'SUCCEEDED' ? undefined : failure?.error),
      cause: result.cause ?? (result.status === 'SUCCEEDED' ? undefined : failure?.cause),
      nextState: result.nextState,
      status: result.status,
      inspectionData: level === 'INFO' ? undefined : inspectionData(state, result, failure?.error),
    };
  };

  /** A state under test belongs to an execution that exists nowhere else. */
  private context(roleArn: string | undefined): NonNullable<StateTest['context']> {
    const { region, account } = this.scope;
    const now = Date.now();
    const name = newId(now);
    return {
      now,
      executionArn: `arn:aws:states:${region}:${account}:express:TestState:${name}`,
      executionName: name,
      roleArn: roleArn ?? `arn:aws:iam::${account}:role/TestState`,
      stateMachineArn: `arn:aws:states:${region}:${account}:stateMachine:TestState`,
      stateMachineName: 'TestState',
      region,
    };
  }
}

/** The state that is meant, with its query language written into it. @throws SfnError */
function subject(text: string, stateName: string | undefined): { readonly name: string; readonly state: JsonObject } {
  const definition = parsed(text);
  const isMachine = isObject(definition['States']);
  if (stateName !== undefined && !isMachine) throw validation('State not found in definition');
  const found =
    stateName === undefined ? { state: definition, language: undefined } : findState(definition, stateName, undefined);
  if (found === undefined) throw validation('State not found in definition');
  const state =
    found.state['QueryLanguage'] === undefined && found.language !== undefined
      ? { ...found.state, QueryLanguage: found.language }
      : found.state;
  const errors = validateState(state).filter((diagnostic) => diagnostic.severity === 'ERROR');
  if (errors.length > 0) throw new SfnError('InvalidDefinition', invalidDefinitionMessage(errors));
  return { name: stateName ?? ANONYMOUS, state };
}

function parsed(text: string): JsonObject {
  try {
    const definition = JSON.parse(text) as Json;
    if (isObject(definition)) return definition;
  } catch {
    // Told below, like everything that is no object.
  }
  throw new SfnError(
    'InvalidDefinition',
    `Invalid State Machine Definition: 'INVALID_JSON_DESCRIPTION: The definition is no JSON object'`,
  );
}

/** A state of the machine, or of a branch or a processor in it. */
function findState(
  machine: Json | undefined,
  name: string,
  inherited: Json | undefined,
): { state: JsonObject; language: Json | undefined } | undefined {
  if (!isObject(machine) || !isObject(machine['States'])) return undefined;
  const language = machine['QueryLanguage'] ?? inherited;
  for (const [key, state] of Object.entries(machine['States'])) {
    if (!isObject(state)) continue;
    if (key === name) return { state, language };
    const { Branches, ItemProcessor, Iterator } = state;
    for (const inner of [...(Array.isArray(Branches) ? Branches : []), ItemProcessor, Iterator]) {
      const found = findState(inner, name, language);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function readMock(mock: ActionRequest<'TestState'>['mock'], state: JsonObject): Mock | undefined {
  const type = typeof state['Type'] === 'string' ? state['Type'] : '';
  if (mock === undefined) {
    if (MOCKED.has(type)) throw validation(`A test mock is required for a state of type ${type}`);
    return undefined;
  }
  if (!MOCKED.has(type)) throw validation(`State type '${type}' is not supported when a mock is specified`);
  if ((mock.result === undefined) === (mock.errorOutput === undefined))
    throw validation('A test mock should have only one of the following fields: [result, errorOutput].');
  if (mock.errorOutput !== undefined) {
    const { error, cause } = mock.errorOutput;
    return { errorOutput: { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) } };
  }
  const result = mockResult(mock.result ?? '');
  if (type === 'Parallel') {
    const branches = state['Branches'];
    if (!Array.isArray(result)) throw validation('Mocked result must be an array.');
    if (Array.isArray(branches) && result.length !== branches.length) {
      throw validation('Mocked result must contain the same number of items as number of Parallel branches.');
    }
  }
  if (type === 'Map') {
    const isWritten = isObject(state['ResultWriter']);
    if (!isWritten && !Array.isArray(result)) throw validation('Mocked result must be an array.');
    if (isWritten && Array.isArray(result)) throw validation('Mocked result must be a JSON object.');
  }
  if (type === 'Task') checkMockResult(state['Resource'], result, mock.fieldValidationMode ?? 'STRICT');
  return { result };
}

function mockResult(text: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch {
    throw validation('Mocked result must be valid JSON');
  }
}

function json(text: string, what: string): Json {
  try {
    return JSON.parse(text) as Json;
  } catch (error) {
    if (what === 'input') throw invalidExecutionInput((error as Error).message);
    throw validation(`The ${what} must be valid JSON`);
  }
}

/** `$$` and `$states.context` become a variable that holds the given object. */
function contextAsVariable(value: Json, key = ''): Json {
  if (typeof value === 'string') {
    if (value.startsWith('{%')) return value.replace(/\$states\s*\.\s*context\b/g, `$${CONTEXT}`);
    return key.endsWith('.$') || /Path$|^Variable$/.test(key) ? value.replace(/\$\$(?=[.[\s,)]|$)/g, `$${CONTEXT}`) : value;
  }
  if (Array.isArray(value)) return value.map((item) => contextAsVariable(item));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, contextAsVariable(member, name)]));
}
