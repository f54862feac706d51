import type { ExecutionRecord } from './executions.js';

/**
 * Reads the stored form of histories by its description, with no code of the service that writes it. A chunk is
 * `[reset, time, event...]`, an event `[type code, id - previousEventId, ms after time, details or 0, internal?]`; its id is
 * its place after the chunk's first. A text that was seen before in the execution is stored as `[index]`, one that
 * contains such a text (without its braces) as `[index, text before, text after]`; `reset` empties the dictionary but for the input.
 */
export interface DecodedEvent {
  readonly id: number;
  readonly previousEventId: number;
  readonly timestamp: number;
  readonly type: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly internal?: unknown;
}

type Reference = readonly [index: number, before?: string, after?: string];

/** Shorter texts are no entries of the dictionary. */
const MIN_SHARED_CHARACTERS = 48;

/** Codes of the commonest keys of event details. */
const KEYS: Readonly<Record<string, string>> = {
  i: 'input',
  o: 'output',
  n: 'name',
  p: 'parameters',
  r: 'resource',
  t: 'resourceType',
  g: 'region',
  s: 'timeoutInSeconds',
  h: 'heartbeatInSeconds',
  e: 'error',
  c: 'cause',
  a: 'roleArn',
};

/** The code of a type is its place in this list, which only ever grows at its end. */
const TYPES = `ExecutionStarted ExecutionSucceeded ExecutionFailed ExecutionAborted ExecutionTimedOut ExecutionRedriven
  TaskStateEntered TaskStateExited TaskStateAborted TaskScheduled TaskStarted TaskStartFailed TaskSubmitted
  TaskSubmitFailed TaskSucceeded TaskFailed TaskTimedOut
  PassStateEntered PassStateExited ChoiceStateEntered ChoiceStateExited WaitStateEntered WaitStateExited
  WaitStateAborted SucceedStateEntered SucceedStateExited FailStateEntered
  ParallelStateEntered ParallelStateStarted ParallelStateSucceeded ParallelStateFailed ParallelStateAborted ParallelStateExited
  MapStateEntered MapStateStarted MapStateSucceeded MapStateFailed MapStateAborted MapStateExited
  MapIterationStarted MapIterationSucceeded MapIterationFailed MapIterationAborted
  MapRunStarted MapRunSucceeded MapRunFailed MapRunAborted MapRunRedriven
  ActivityScheduled ActivityScheduleFailed ActivityStarted ActivitySucceeded ActivityFailed ActivityTimedOut
  LambdaFunctionScheduled LambdaFunctionScheduleFailed LambdaFunctionStarted LambdaFunctionStartFailed
  LambdaFunctionSucceeded LambdaFunctionFailed LambdaFunctionTimedOut EvaluationFailed
  CompensationStarted LateReplyReceived ExecutionPaused ExecutionResumed`.split(/\s+/);

const core = (text: string): string => (text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text);

class Dictionary {
  private readonly texts: string[];

  constructor(input: string) {
    this.texts = [input];
  }

  read(stored: string | Reference): string {
    if (typeof stored === 'string') {
      if (stored.length >= MIN_SHARED_CHARACTERS) this.texts.push(stored);
      return stored;
    }
    const [index, before, after] = stored;
    const shared = this.texts[index];
    if (shared === undefined) throw new Error(`a reference to text ${index}, which was never stored`);
    if (before === undefined) return shared;
    const text = before + core(shared) + (after ?? '');
    if (before.length + (after?.length ?? 0) >= MIN_SHARED_CHARACTERS) this.texts.push(text);
    return text;
  }
}

function readDetails(stored: Record<string, unknown>, dictionary: Dictionary): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(stored).map(([key, value]) => {
      const isText = typeof value === 'string' || Array.isArray(value);
      const wrapped = typeof value === 'object' && value !== null && '=' in value ? value['='] : value;
      return [KEYS[key] ?? key, isText ? dictionary.read(value as string | Reference) : wrapped];
    }),
  );
}

/**
 * The events of an execution, from the first.
 * @throws Error when a chunk can't be read
 */
export function decodeHistory({ input, chunks }: Pick<ExecutionRecord, 'input' | 'chunks'>): DecodedEvent[] {
  let dictionary = new Dictionary(input);
  return chunks.flatMap(({ firstId, events }) => {
    const [reset, time, ...rows] = JSON.parse(events) as [number, number, ...(readonly unknown[])[]];
    if (reset === 1) dictionary = new Dictionary(input);
    return rows.map((row, place) => {
      const [code, distance, elapsedMs, details, internal] = row as [
        number | string,
        number,
        number,
        Record<string, unknown> | 0,
        unknown,
      ];
      const type = typeof code === 'number' ? TYPES[code] : code;
      if (type === undefined) throw new Error(`event ${firstId + place} has the unknown type ${code}`);
      return {
        id: firstId + place,
        previousEventId: firstId + place - distance,
        timestamp: time + elapsedMs,
        type,
        ...(details === 0 ? {} : { details: readDetails(details, dictionary) }),
        ...(internal === undefined ? {} : { internal }),
      };
    });
  });
}
