import { compile } from '../compile/compile.js';
import type { State } from '../compile/definition.js';
import { drive, type Steps } from '../core/generator.js';
import { toText } from '../core/text.js';
import { resultOutcome, workInput } from '../decide/data-flow.js';
import { exitState } from '../decide/exit.js';
import { failState, guarded } from '../decide/failure.js';
import { Run } from '../decide/run.js';
import { isObject, type Context, type Json, type JsonObject, type Variables } from '../model.js';
import { beginState } from '../states/enter.js';
import { inspect, type Inspection } from './inspect.js';
import { testContext } from './context.js';

/** What a Task, Parallel or Map is taken to have come to. */
export type Mock = { result: Json } | { errorOutput: { error?: string; cause?: string } };

export interface StateTest {
  /** A state, or a machine with the name of one of its states. */
  definition: Json;
  stateName?: string;
  input?: Json;
  variables?: Variables;
  /** Needed for Task, Parallel and Map; the others run as they are. */
  mock?: Mock;
  /** Retries that have been made already. */
  retryCount?: number;
  context?: Partial<Context>;
}

export interface StateTestResult {
  status: 'SUCCEEDED' | 'FAILED' | 'RETRIABLE' | 'CAUGHT_ERROR';
  output?: Json;
  error?: string;
  cause?: string;
  nextState?: string;
  /** Seconds until the retry. */
  backoffSeconds?: number;
  inspection: Inspection;
}

/** Tests one state by itself, as TestState of the API does: what it makes of its input, and where it goes. */
export function testState(test: StateTest): StateTestResult | Promise<StateTestResult> {
  const { name, machine } = machineOf(test);
  const context = testContext(0, test.context);
  const run = new Run(machine, undefined, context);
  run.emitLast('ExecutionStarted', 0, { input: toText(test.input ?? {}) });
  run.draft.thread(0).variables = test.variables ?? {};
  const state = machine.flow.states.get(name);
  if (!state) throw new RangeError(`There is no state '${name}'`);
  run.emit(`${state.type}StateEntered`, 0, { name, input: toText(test.input ?? {}) });
  if (test.retryCount !== undefined) {
    const frame = run.draft.state(0);
    frame.retryCount = test.retryCount;
    frame.attempts = (state.retriers ?? []).map(() => test.retryCount ?? 0);
  }
  return drive(steps(run, state, test.mock));
}

function machineOf({ definition, stateName }: StateTest): { name: string; machine: ReturnType<typeof compile> } {
  if (!isObject(definition)) throw new TypeError('A definition is a JSON object');
  const states = isObject(definition['States']) ? definition['States'] : undefined;
  const name = stateName ?? 'State';
  const state = states ? states[name] : definition;
  if (state === undefined) throw new RangeError(`There is no state '${name}'`);
  const language = definition['QueryLanguage'];
  const machine: JsonObject = {
    StartAt: name,
    States: { [name]: state },
    ...(language === undefined ? {} : { QueryLanguage: language }),
  };
  return { name, machine: compile(machine) };
}

function* steps(run: Run, state: State, mock: Mock | undefined): Steps<StateTestResult> {
  const inspection = yield* inspect(run, state, mock && 'result' in mock ? mock.result : undefined);
  yield* guarded(run, 0, () => work(run, state, mock));
  return { ...outcomeOf(run), inspection };
}

function* work(run: Run, state: State, mock: Mock | undefined): Steps<void> {
  if (state.type !== 'Task' && state.type !== 'Parallel' && state.type !== 'Map') return yield* beginState(run, 0);
  if (!mock) throw new TypeError(`A state of type ${state.type} can only be tested with a mock`);
  const raw = run.frame(0).input;
  if (state.type !== 'Map') yield* workInput(run, 0, state, raw);
  if ('result' in mock) return yield* exitState(run, 0, yield* resultOutcome(run, 0, state, raw, mock.result));
  yield* failState(run, 0, { ...mock.errorOutput, fromTask: state.type === 'Task' });
}

function outcomeOf(run: Run): Omit<StateTestResult, 'inspection'> {
  const exited = run.events.find(({ type }) => type.endsWith('StateExited'));
  const retry = run.events.at(-1)?.internal?.notes?.find((note) => note.kind === 'retry');
  const failed = run.events.find(({ type }) => type === 'ExecutionFailed')?.details;
  if (retry) return { status: 'RETRIABLE', backoffSeconds: (retry.at - run.context.now) / 1_000 };
  if (!exited)
    return {
      status: 'FAILED',
      ...(failed?.error === undefined ? {} : { error: failed.error }),
      ...(failed?.cause === undefined ? {} : { cause: failed.cause }),
    };
  const next = exited.internal?.next ?? run.machine.flow.states.get(exited.details?.name ?? '')?.next;
  const state = run.machine.flow.states.get(exited.details?.name ?? '');
  const isCaught = exited.internal?.next !== undefined && state?.type !== 'Choice' && state?.type !== 'Succeed';
  return {
    status: isCaught ? 'CAUGHT_ERROR' : 'SUCCEEDED',
    output: JSON.parse(exited.details?.output ?? 'null') as Json,
    ...(typeof next === 'string' ? { nextState: next } : {}),
  };
}
