import type { HistoryEvent, Json } from '../../src/model.js';

/** A recorded event: normalised type, id, previousEventId, details. */
export interface Recorded {
  t: string;
  i?: number;
  p?: number;
  d?: Record<string, Json>;
}

/** Recorded placeholders and replacement words match anything (README of the cases). */
const PLACEHOLDER = '<[^<>{}"]{2,60}>';
const GENERIC = new Set([
  'timestamp', 'date', 'RequestId', 'X-Amzn-Trace-Id', 'x-amz-crc32', 'x-amzn-RequestId', 'x-amzn-requestid', 'start-date', 'stop-date',
  'datetime', 'time', 'json-input', 'snf_role_arn', 'sfn_role_arn', 'uuid',
]); // prettier-ignore
/** Members that the comparison leaves out: another account, other resources. */
const UNCOMPARED = new Set([
  'roleArn', 'resource', 'resourceType', 'region', 'timeoutInSeconds', 'heartbeatInSeconds', 'taskCredentials', 'workerName',
  'stateMachineAliasArn', 'stateMachineVersionArn', 'redriveCount',
]); // prettier-ignore

export interface Comparison {
  types?: string | undefined;
  details?: string | undefined;
  ids?: string | undefined;
  causes?: string | undefined;
}

/** Compares as the README says: histories with Map or Parallel as multisets, the others in order. */
export function compareHistories(expected: Recorded[], actual: readonly HistoryEvent[], words: readonly string[]): Comparison {
  const real = actual.filter(({ type }) => type !== 'TaskSubmitted').map(compact);
  if (expected.some(({ t }) => /^(Parallel|Map)/.test(t))) return compareUnordered(expected, real, words);
  if (types(expected) !== types(real)) return { types: `expected ${types(expected)}\n got ${types(real)}` };
  const result: Comparison = {};
  expected.forEach((event, at) => {
    const other = real[at];
    if (!other) return;
    result.details ??= differentDetails(event, other, words, false);
    result.causes ??= differentDetails(event, other, words, true);
    if (event.i !== undefined && (event.i !== other.i || event.p !== other.p)) {
      result.ids ??= `${event.t}: expected ${event.i}<-${event.p} got ${other.i}<-${other.p}`;
    }
  });
  return clean(result);
}

function compareUnordered(expected: Recorded[], real: Recorded[], words: readonly string[]): Comparison {
  const count = (events: Recorded[]): string => types(events).split(',').sort().join(' ');
  if (count(expected) !== count(real)) return { types: `expected ${count(expected)}\n got ${count(real)}` };
  const result: Comparison = {};
  const pool = { details: [...real], causes: [...real] };
  for (const event of expected) {
    for (const level of ['details', 'causes'] as const) {
      const at = pool[level].findIndex(
        (other) => other.t === event.t && !differentDetails(event, other, words, level === 'causes'),
      );
      if (at >= 0) pool[level].splice(at, 1);
      else
        result[level] ??=
          `${event.t} unmatched: ${differentDetails(event, pool[level].find(({ t }) => t === event.t) ?? event, words, level === 'causes')}`;
    }
  }
  // The recordings of these are in the order in which the service happened to run; with one iteration at a time that is ours too.
  if (types(expected) === types(real)) {
    expected.forEach((event, at) => {
      const other = real[at];
      if (event.i !== undefined && (event.i !== other?.i || event.p !== other.p)) {
        result.ids ??= `${event.t}: expected ${event.i}<-${event.p} got ${other?.i}<-${other?.p}`;
      }
    });
  } else result.ids = 'another order';
  return clean(result);
}

const types = (events: Recorded[]): string => events.map(({ t }) => t).join();

function clean(result: Comparison): Comparison {
  return Object.fromEntries(Object.entries(result).filter(([, value]) => value !== undefined));
}

/** Lambda and service tasks were rewritten to activities in the recordings. */
function compact({ type, id, previousEventId, details }: HistoryEvent): Recorded {
  const t = type.replace(
    /^(LambdaFunction|Task)(Scheduled|Started|Succeeded|Failed|TimedOut|ScheduleFailed|StartFailed|SubmitFailed)$/,
    'Activity$2',
  );
  const d: Record<string, Json> = {};
  for (const [name, value] of Object.entries(details ?? {})) {
    if (!UNCOMPARED.has(name)) d[name === 'parameters' ? 'input' : name] = value as Json;
  }
  return { t, i: id, p: previousEventId, d };
}

function differentDetails(
  expected: Recorded,
  actual: Recorded,
  words: readonly string[],
  withCauses: boolean,
): string | undefined {
  for (const [name, value] of Object.entries(expected.d ?? {})) {
    if (name === 'cause' && !withCauses) continue;
    const other = actual.d?.[name];
    if (other === undefined) {
      if (value === null || value === '') continue;
      return `${expected.t}.${name} is missing`;
    }
    const isText = name === 'input' || name === 'output' || name === 'assignedVariables';
    const difference = differ(isText ? parsed(value) : value, isText ? parsed(other) : other, words, `${expected.t}.${name}`);
    if (difference) return difference;
  }
  return undefined;
}

/** JSON text as its value; recorded variables are JSON texts by name. */
function parsed(value: Json): Json {
  if (typeof value === 'string') {
    try {
      return JSON.parse(value) as Json;
    } catch {
      return value;
    }
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return value;
}

/** Where two values differ, or undefined. Text that holds JSON is compared as JSON; numbers by value. */
export function differ(left: Json, right: Json, words: readonly string[], path: string): string | undefined {
  const expected = opened(left);
  const actual = opened(right);
  const no = `${path}: expected ${JSON.stringify(expected)?.slice(0, 300)} got ${JSON.stringify(actual)?.slice(0, 300)}`;
  if (typeof expected === 'string') return matchesText(expected, actual, words) ? undefined : no;
  if (typeof expected === 'number')
    return typeof actual === 'number' && Math.abs(expected - actual) <= 1e-9 * Math.max(1, Math.abs(expected)) ? undefined : no;
  if (typeof expected !== 'object' || expected === null) return expected === actual ? undefined : no;
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length) return no;
    return first(expected.map((item, at) => differ(item, actual[at] ?? null, words, `${path}[${at}]`)));
  }
  if (typeof actual !== 'object' || actual === null || Array.isArray(actual)) return no;
  const extra = Object.keys(actual).find((name) => !(name in expected));
  if (extra !== undefined && !Object.keys(expected).some((name) => name.includes('<'))) return `${path}.${extra}: unexpected`;
  return first(
    Object.entries(expected).map(([name, value]) =>
      name in actual ? differ(value, actual[name] ?? null, words, `${path}.${name}`) : `${path}.${name}: missing`,
    ),
  );
}

function first(differences: (string | undefined)[]): string | undefined {
  return differences.find((difference) => difference !== undefined);
}

function opened(value: Json): Json {
  return typeof value === 'string' && /^\s*[{[]/.test(value) ? parsed(value) : value;
}

function matchesText(expected: string, actual: Json, words: readonly string[]): boolean {
  if (expected === actual || GENERIC.has(expected) || words.includes(expected)) return true;
  const names = words.filter((word) => !/^[a-z]{1,4}$/i.test(word) && expected.includes(word)).map(escape);
  const wild = new RegExp([PLACEHOLDER, '\\b111111111111\\b', ...names].join('|'), 'g');
  if (!wild.test(expected)) return false;
  if (typeof actual !== 'string') return true;
  const pattern = expected.split(new RegExp(wild.source)).map(escape).join('[\\s\\S]+?');
  return new RegExp(`^${pattern}$`).test(actual);
}

const escape = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
