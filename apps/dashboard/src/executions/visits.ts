import { isObject, type Json } from '@counterpoint/asl';
import { detailsOf, type ShownEvent } from '../api/executions.js';
import { END, START } from '../graph/definition-graph.js';

/** One visit of a state, as the history tells it. */
export interface Visit {
  readonly name: string;
  readonly type: string;
  readonly enteredAt: number;
  readonly exitedAt: number | undefined;
  readonly status: 'running' | 'succeeded' | 'failed' | 'caught' | 'aborted';
  readonly input: string | undefined;
  readonly output: string | undefined;
  readonly attempts: number;
  readonly error: string | undefined;
  readonly cause: string | undefined;
  /** The step that it undoes. */
  readonly undoes: string | undefined;
}

export interface Run {
  readonly visits: readonly Visit[];
  /** Index of the visit that an event belongs to, by the event's id. */
  readonly visitOf: ReadonlyMap<number, number>;
  /** Transitions that were taken, as `from>to`. */
  readonly taken: ReadonlySet<string>;
}

type Growing = { -readonly [Member in keyof Visit]: Visit[Member] };
const text = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);

/** Compensation -> step, as the definition pairs them. */
export function compensationsOf(definition: Json | undefined): ReadonlyMap<string, string> {
  const states = isObject(definition) && isObject(definition['States']) ? definition['States'] : {};
  return new Map(
    Object.entries(states).flatMap(([step, state]): [string, string][] => {
      const target = isObject(state) ? state['Compensate'] : undefined;
      return typeof target === 'string' ? [[target, step]] : [];
    }),
  );
}

/** The visits of an execution's states, from its history. Events belong to the visit that their chain of causes leads to. */
export function runOf(history: readonly ShownEvent[], pairs: ReadonlyMap<string, string>): Run {
  const visits: Growing[] = [];
  const visitOf = new Map<number, number>();
  const taken = new Set<string>();
  for (const event of history) {
    const details = detailsOf(event);
    const at = Date.parse(event.timestamp);
    const before = visitOf.get(event.previousEventId);
    if (event.type.endsWith('StateEntered')) {
      const name = text(details['name']) ?? '?';
      const undoes = pairs.get(name);
      visitOf.set(event.id, visits.push(newVisit(event, name, undoes, at)) - 1);
      const from = undoes ?? (before === undefined ? START : visits[before]?.name);
      if (undoes !== undefined || before !== undefined || visits.length === 1) taken.add(`${from}>${name}`);
      continue;
    }
    const visit = before === undefined ? undefined : visits[before];
    if (before === undefined || visit === undefined || /^(Execution|Compensation)/.test(event.type)) continue;
    visitOf.set(event.id, before);
    advance(visit, event.type, details, at);
  }
  finish(visits, history, taken);
  return { visits, visitOf, taken };
}

function newVisit(event: ShownEvent, name: string, undoes: string | undefined, at: number): Growing {
  return {
    name,
    type: event.type.replace(/StateEntered$/, ''),
    enteredAt: at,
    exitedAt: undefined,
    status: 'running',
    input: text(detailsOf(event)['input']),
    output: undefined,
    attempts: 0,
    error: undefined,
    cause: undefined,
    undoes,
  };
}

function advance(visit: Growing, type: string, details: Readonly<Record<string, unknown>>, at: number): void {
  if (/Scheduled$/.test(type)) {
    visit.attempts += 1;
    visit.status = 'running';
  } else if (/(Failed|TimedOut)$/.test(type)) {
    visit.status = 'failed';
    visit.error = text(details['error']) ?? (type.endsWith('TimedOut') ? 'States.Timeout' : type);
    visit.cause = text(details['cause']);
    visit.exitedAt = at;
  } else if (/Aborted$/.test(type)) {
    visit.status = 'aborted';
    visit.exitedAt = at;
  } else if (type.endsWith('StateExited')) {
    visit.status = visit.status === 'failed' ? 'caught' : 'succeeded';
    visit.exitedAt = at;
    visit.output = text(details['output']);
  } else if (/Succeeded$/.test(type)) {
    visit.status = 'running';
    visit.error = visit.cause = undefined;
  }
}

/** What only the end tells: nothing runs after it, and where it was reached. */
function finish(visits: readonly Growing[], history: readonly ShownEvent[], taken: Set<string>): void {
  const last = history.at(-1);
  if (last === undefined || !/^Execution(Succeeded|Failed|Aborted|TimedOut)$/.test(last.type)) return;
  const at = Date.parse(last.timestamp);
  for (const visit of visits) {
    if (visit.status !== 'running') continue;
    const failed = last.type === 'ExecutionFailed' && visit === visits.at(-1);
    visit.status = failed ? 'failed' : 'aborted';
    visit.exitedAt = at;
    if (!failed) continue;
    visit.error ??= text(detailsOf(last)['error']);
    visit.cause ??= text(detailsOf(last)['cause']);
  }
  const names = new Set(visits.map(({ name }) => name));
  const final = visits.at(-1);
  if (last.type === 'ExecutionSucceeded' && final !== undefined) taken.add(`${final.name}>${END}`);
  for (const visit of visits) {
    if (visit.undoes !== undefined && final !== undefined && names.has(final.name)) taken.add(`${visit.name}>${final.name}`);
  }
}
