import type { HistoryEvent, HistoryEventType, Json } from '@counterpoint/asl';

/**
 * How the events of one advance are stored. A saga's history repeats its payload at every transition, and what is
 * stored goes through the write-ahead log; so a text that was seen before in the same execution is stored as a
 * reference, and one that contains such a text as the parts around the reference.
 *
 * A chunk is `[reset, time, event...]`: `reset` is 1 where the dictionary holds the execution's input alone (the first
 * chunk, and the first that an owner writes after it has loaded the execution), `time` is epoch milliseconds. An event
 * is `[type code, id - previousEventId, ms after time, details, internal?]`; its id is its place after the chunk's
 * first. A reference is `[index]` or `[index, text before, text after]`.
 */
export class PayloadDictionary {
  private readonly texts: string[] = [];

  constructor(input: string) {
    this.texts.push(input);
  }

  encode(text: string): string | Reference {
    if (text.length < MIN_SHARED_CHARACTERS) return text;
    const newest = this.texts.length - 1;
    const oldest = Math.max(1, newest - WINDOW_TEXTS + 2);
    for (let index = newest; index >= 0; index = index === oldest ? 0 : index - 1) {
      const reference = refer(text, this.texts[index] as string, index);
      if (reference) {
        if (isMostlyNew(reference)) this.add(text);
        return reference;
      }
      if (index === 0) break;
    }
    this.add(text);
    return text;
  }

  decode(stored: string | Reference): string {
    if (typeof stored === 'string') {
      if (stored.length >= MIN_SHARED_CHARACTERS) this.add(stored);
      return stored;
    }
    const [index, before, after] = stored;
    const shared = this.texts[index] as string;
    if (before === undefined) return shared;
    const text = before + coreOf(shared) + (after ?? '');
    if (isMostlyNew(stored)) this.add(text);
    return text;
  }

  /** What fell out of the window is never referred to again; only its place stays. */
  private add(text: string): void {
    this.texts.push(text);
    const outside = this.texts.length - WINDOW_TEXTS;
    if (outside > 0) this.texts[outside] = '';
  }
}

/** Shorter texts are stored as they are. */
const MIN_SHARED_CHARACTERS = 48;
/** How many texts are compared with a new one: the input and the newest. */
const WINDOW_TEXTS = 8;

type Reference = readonly [index: number, before?: string, after?: string];

/** An object without its braces, so that an object which only got more members still contains it. */
const coreOf = (text: string): string => (text.startsWith('{') && text.endsWith('}') ? text.slice(1, -1) : text);

function refer(text: string, shared: string, index: number): Reference | undefined {
  if (text === shared) return [index];
  const core = coreOf(shared);
  if (core.length < MIN_SHARED_CHARACTERS || core.length > text.length) return undefined;
  const at = text.indexOf(core);
  return at < 0 ? undefined : [index, text.slice(0, at), text.slice(at + core.length)];
}

const isMostlyNew = (reference: Reference): boolean =>
  (reference[1]?.length ?? 0) + (reference[2]?.length ?? 0) >= MIN_SHARED_CHARACTERS;

type StoredValue = Json | Reference;
type StoredEvent = readonly [
  type: number | string,
  causeDistance: number,
  elapsedMs: number,
  details: Record<string, StoredValue> | 0,
  internal?: Json,
];

export function encodeChunk(events: readonly HistoryEvent[], dictionary: PayloadDictionary, reset: boolean): string {
  const time = events[0]?.timestamp ?? 0;
  const stored: unknown[] = [reset ? 1 : 0, time];
  for (const event of events) {
    const details = event.details ? encodeDetails(event.details as Record<string, Json>, dictionary) : 0;
    const row: StoredEvent = [
      TYPE_CODES.get(event.type) ?? event.type,
      event.id - event.previousEventId,
      event.timestamp - time,
      details,
    ];
    stored.push(event.internal === undefined ? row : [...row, event.internal]);
  }
  return JSON.stringify(stored);
}

function encodeDetails(details: Record<string, Json | undefined>, dictionary: PayloadDictionary): Record<string, StoredValue> {
  const stored: Record<string, StoredValue> = {};
  for (const key in details) {
    const value = details[key];
    if (value === undefined) continue;
    stored[KEY_CODES.get(key) ?? key] =
      typeof value === 'string' ? dictionary.encode(value) : Array.isArray(value) ? { '=': value } : value;
  }
  return stored;
}

/** The events of one execution's chunks, in order from the first. */
export function decodeChunks(
  input: string,
  chunks: Iterable<{ readonly firstId: number; readonly events: string }>,
): HistoryEvent[] {
  const events: HistoryEvent[] = [];
  let dictionary = new PayloadDictionary(input);
  for (const chunk of chunks) {
    const [reset, time, ...rows] = JSON.parse(chunk.events) as [number, number, ...StoredEvent[]];
    if (reset === 1) dictionary = new PayloadDictionary(input);
    rows.forEach(([type, causeDistance, elapsedMs, details, internal], place) => {
      const id = chunk.firstId + place;
      events.push({
        id,
        previousEventId: id - causeDistance,
        timestamp: time + elapsedMs,
        type: (typeof type === 'number' ? HISTORY_EVENT_TYPES[type] : type) as HistoryEventType,
        ...(details === 0 ? {} : { details: decodeDetails(details, dictionary) }),
        ...(internal === undefined ? {} : { internal }),
      } as HistoryEvent);
    });
  }
  return events;
}

function decodeDetails(stored: Record<string, StoredValue>, dictionary: PayloadDictionary): Record<string, Json> {
  const details: Record<string, Json> = {};
  for (const key in stored) {
    const value = stored[key] as StoredValue;
    details[KEYS[key] ?? key] =
      typeof value === 'string' || Array.isArray(value)
        ? dictionary.decode(value as string | Reference)
        : typeof value === 'object' && value !== null && '=' in value
          ? (value as { '=': Json })['=']
          : (value as Json);
  }
  return details;
}

/** Codes of the commonest keys of event details; a key without one is stored as it is. */
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
const KEY_CODES = new Map(Object.entries(KEYS).map(([code, key]) => [key, code]));

/** The code of a type is its place here: append only, never reorder. */
const HISTORY_EVENT_TYPES: readonly string[] = [
  'ExecutionStarted', 'ExecutionSucceeded', 'ExecutionFailed', 'ExecutionAborted', 'ExecutionTimedOut', 'ExecutionRedriven',
  'TaskStateEntered', 'TaskStateExited', 'TaskStateAborted', 'TaskScheduled', 'TaskStarted', 'TaskStartFailed', 'TaskSubmitted',
  'TaskSubmitFailed', 'TaskSucceeded', 'TaskFailed', 'TaskTimedOut',
  'PassStateEntered', 'PassStateExited', 'ChoiceStateEntered', 'ChoiceStateExited', 'WaitStateEntered', 'WaitStateExited',
  'WaitStateAborted', 'SucceedStateEntered', 'SucceedStateExited', 'FailStateEntered',
  'ParallelStateEntered', 'ParallelStateStarted', 'ParallelStateSucceeded', 'ParallelStateFailed', 'ParallelStateAborted', 'ParallelStateExited',
  'MapStateEntered', 'MapStateStarted', 'MapStateSucceeded', 'MapStateFailed', 'MapStateAborted', 'MapStateExited',
  'MapIterationStarted', 'MapIterationSucceeded', 'MapIterationFailed', 'MapIterationAborted',
  'MapRunStarted', 'MapRunSucceeded', 'MapRunFailed', 'MapRunAborted', 'MapRunRedriven',
  'ActivityScheduled', 'ActivityScheduleFailed', 'ActivityStarted', 'ActivitySucceeded', 'ActivityFailed', 'ActivityTimedOut',
  'LambdaFunctionScheduled', 'LambdaFunctionScheduleFailed', 'LambdaFunctionStarted', 'LambdaFunctionStartFailed',
  'LambdaFunctionSucceeded', 'LambdaFunctionFailed', 'LambdaFunctionTimedOut', 'EvaluationFailed',
  'CompensationStarted', 'LateReplyReceived', 'ExecutionPaused', 'ExecutionResumed',
]; // prettier-ignore
const TYPE_CODES = new Map(HISTORY_EVENT_TYPES.map((type, code) => [type, code]));
