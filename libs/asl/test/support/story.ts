import { compile } from '../../src/compile/compile.js';
import type { Json, JsonObject } from '../../src/model.js';
import { simulate, type Answer } from '../../src/testing/index.js';
import { validate } from '../../src/validate/index.js';

/** One feature of the language, shown by running it. Its name is its row in docs/asl-support.md. */
export interface Story {
  feature: string;
  /** What is shown, in a line. */
  shows: string;
  definition: JsonObject;
  input?: Json;
  /** Answers of tasks by state, one after the other; without one a task answers with its parameters. */
  answers?: Record<string, Answer[]>;
  expected: Partial<Told>;
}

export interface Told {
  status: string;
  output: Json;
  error: string;
  cause: string;
  /** Simulated seconds until the end. */
  seconds: number;
  /** Parameters of the tasks, in the order of sending. */
  sent: Json[];
  timeouts: (number | undefined)[];
  credentials: Json[];
  /** Types of all events. */
  events: string[];
}

/** Runs a story on the real core. @throws Error when the validator refuses its definition */
export async function tell({ definition, input = {}, answers = {} }: Story): Promise<Told> {
  const errors = validate(definition).filter(({ severity }) => severity === 'ERROR');
  if (errors.length > 0) throw new Error(JSON.stringify(errors));
  const left = new Map(Object.entries(answers).map(([state, list]) => [state, [...list]]));
  const { snapshot, history, tasks, seconds } = await simulate(compile(definition), {
    input,
    answer: ({ stateName, parameters }) => left.get(stateName)?.shift() ?? { output: parameters },
  });
  const { status, output = null, error = '', cause = '' } = snapshot;
  return {
    status,
    output,
    error,
    cause,
    seconds,
    sent: tasks.map(({ parameters }) => parameters),
    timeouts: tasks.map(({ timeoutSeconds }) => timeoutSeconds),
    credentials: tasks.flatMap((task) => (task.credentials === undefined ? [] : [task.credentials])),
    events: history.map(({ type }) => type),
  };
}

export const END = { End: true };
export const task = (more: JsonObject = {}): JsonObject =>
  ending({ Type: 'Task', Resource: 'arn:aws:states:::kafka:request', ...more });
export const pass = (more: JsonObject = {}): JsonObject => ending({ Type: 'Pass', ...more });

/** Ends there unless it goes on. */
function ending(state: JsonObject): JsonObject {
  return state['Next'] === undefined ? { ...state, ...END } : state;
}

/** A machine of these states; the first one starts. */
export const machine = (states: Record<string, JsonObject>, top: JsonObject = {}): JsonObject => ({
  StartAt: Object.keys(states)[0] ?? '',
  States: states,
  ...top,
});
export const one = (state: JsonObject, top: JsonObject = {}): JsonObject => machine({ S: state }, top);
export const JSONATA = { QueryLanguage: 'JSONata' };
