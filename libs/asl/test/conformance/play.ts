import { compile } from '../../src/compile/compile.js';
import type { HistoryEvent, Json, TaskEffect } from '../../src/model.js';
import { simulate, type Answer } from '../../src/testing/index.js';
import { compareHistories, differ, type Comparison, type Recorded } from './compare.js';

interface Stub {
  in?: Json;
  out?: string;
  error?: string | null;
  cause?: string | null;
  timeout?: true;
}

export interface Case {
  id: string;
  definition: string;
  input: string | null;
  expected: { status: string; output?: Json; error?: string; cause?: Json };
  history?: Recorded[];
  acts?: Record<string, 'recorded' | 'echo'>;
  stubs?: Record<string, Stub[]>;
  wild?: string[];
  recorded: string;
  noIds?: boolean;
  parNorm?: boolean;
}

export interface Played extends Comparison {
  outcome?: string;
  history: HistoryEvent[];
}

const ACTIVITY = 'arn:aws:states:us-east-1:111111111111:activity:';
/** The recordings name moments of the day on which the cases were made. */
const START = Date.UTC(2026, 10, 22, 8);

/** Plays a recorded case on the pure core: the workers' recorded answers on a hand-turned clock. */
export async function play(recorded: Case): Promise<Played> {
  const machine = compile(JSON.parse(recorded.definition.replace(/@@ACT:(.*?)@@/g, `${ACTIVITY}$1`)) as Json);
  const words = recorded.wild ?? [];
  const text = recorded.input ?? '{}';
  const used = new Set<Stub>();
  const { history, snapshot } = await simulate(machine, {
    input: JSON.parse(text) as Json,
    inputText: text,
    startAt: START,
    answer: (task) => answer(recorded, task, used, words),
  });
  const { expected } = recorded;
  const outcome = differentOutcome(expected, snapshot, words);
  const compared = recorded.history ? compareHistories(recorded.history, history, words) : {};
  if (recorded.noIds) delete compared.ids;
  return { history, ...compared, ...(outcome ? { outcome } : {}), ...differentCause(expected, snapshot.cause, words, compared) };
}

function differentOutcome(
  expected: Case['expected'],
  actual: { status: string; output?: Json | undefined; error?: string | undefined; cause?: string | undefined },
  words: string[],
): string | undefined {
  if (expected.status !== actual.status)
    return `expected ${expected.status} got ${actual.status} ${actual.error ?? ''} ${actual.cause ?? ''}`;
  if (expected.output !== undefined) return differ(reparsed(expected.output), actual.output ?? null, words, 'output');
  if (expected.status === 'FAILED') return differ(expected.error ?? '', actual.error ?? '', words, 'error');
  return undefined;
}

function differentCause(
  expected: Case['expected'],
  cause: string | undefined,
  words: string[],
  compared: Comparison,
): Comparison {
  if (expected.cause === undefined || compared.causes) return {};
  const causes = differ(expected.cause, cause ?? '', words, 'cause');
  return causes ? { causes } : {};
}

function reparsed(value: Json): Json {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value) as Json;
  } catch {
    return value;
  }
}

/** A stub with this input first, else the next unused one, else the last again. */
function answer(recorded: Case, task: TaskEffect, used: Set<Stub>, words: string[]): Answer {
  const name = task.resource.slice(ACTIVITY.length);
  const pool = recorded.stubs?.[name] ?? recorded.stubs?.['*'] ?? [];
  const free = pool.filter((stub) => !used.has(stub));
  const stub =
    free.find((one) => one.in !== undefined && !differ(reparsed(one.in), task.parameters, words, '')) ?? free[0] ?? pool.at(-1);
  if (!stub) return { output: task.parameters };
  used.add(stub);
  if (stub.timeout) return { silence: true };
  if (stub.out !== undefined) return { outputText: stub.out };
  return {
    ...((stub.error ?? null) === null ? {} : { error: stub.error ?? '' }),
    ...((stub.cause ?? null) === null ? {} : { cause: stub.cause ?? '' }),
  };
}
