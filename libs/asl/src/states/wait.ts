import { AslError } from '../expressions/index.js';
import type { WaitState } from '../compile/definition.js';
import { settled, type Steps } from '../core/generator.js';
import { effectiveInput, numberOf, passOutcome, shown } from '../decide/data-flow.js';
import { Environment } from '../decide/environment.js';
import { exitState } from '../decide/exit.js';
import type { Run } from '../decide/run.js';

const MS_PER_SECOND = 1_000;
/** RFC 3339 with an upper-case T and Z or an offset (specification, "Timestamps"). */
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** A wait whose end has passed is over at once. */
export function* beginWait(run: Run, id: number, state: WaitState): Steps<void> {
  const input = effectiveInput(run, id, state, run.frame(id).input);
  const until = yield* wakeTime(run, id, state, input);
  if (until <= run.context.now) return yield* endWait(run, id, state);
  run.note({ kind: 'wait', thread: id, at: until });
}

export function* endWait(run: Run, id: number, state: WaitState): Steps<void> {
  yield* exitState(run, id, yield* passOutcome(run, id, state, run.frame(id).input));
}

function* wakeTime(run: Run, id: number, state: WaitState, input: WaitInput): Steps<number> {
  const { seconds, timestamp } = state;
  if (seconds) {
    const value = (yield* numberOf(run, id, seconds, input)) ?? 0;
    if (value >= 0 && Number.isFinite(value)) return run.context.now + value * MS_PER_SECOND;
    const field = 'field' in seconds ? seconds.field : 'Seconds';
    const text = 'path' in seconds ? `${seconds.path.text} == ` : '';
    throw new AslError('States.Runtime', `The ${field} parameter does not reference a positive integer value: ${text}${value}`);
  }
  if (!timestamp) return run.context.now;
  if ('constant' in timestamp) return parsed(timestamp.constant, 'Timestamp', timestamp.constant);
  const env = new Environment(run, id, input);
  if ('path' in timestamp) {
    const value = timestamp.path.require(env);
    return parsed(value, 'TimestampPath', `${timestamp.path.text} == ${shown(value)}`);
  }
  const value = yield* settled(timestamp.template.evaluate(env));
  return parsed(value, 'Timestamp', shown(value), timestamp.text);
}

type WaitInput = Parameters<typeof effectiveInput>[3];

function parsed(value: WaitInput, field: string, text: string, expression?: string): number {
  const at = typeof value === 'string' ? epochMs(value) : undefined;
  if (at !== undefined) return at;
  const reason = `The ${field} parameter does not reference a valid ISO-8601 extended offset date-time format string: ${text}`;
  throw expression === undefined
    ? new AslError('States.Runtime', reason)
    : new AslError('States.QueryEvaluationError', reason, field);
}

/** Epoch milliseconds, or undefined for what is no timestamp: calendar days that do not exist included. */
export function epochMs(text: string): number | undefined {
  const match = TIMESTAMP.exec(text);
  if (!match) return undefined;
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month) || hour > 23 || minute > 59 || second > 59)
    return undefined;
  const at = Date.parse(`${text.slice(0, 19)}.${(match[7] ?? '.0').slice(1, 4).padEnd(3, '0')}${match[8] ?? 'Z'}`);
  return Number.isNaN(at) ? undefined : at;
}

function daysIn(year: number, month: number): number {
  return new Date(Date.UTC(year, month, 0)).getUTCDate();
}
