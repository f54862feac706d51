import type { JsonObject } from '../model.js';
import type { Report } from './diagnostic.js';

export type QueryLanguage = 'JSONPath' | 'JSONata';

/** Where a check stands: what it reports to, and what holds for the state that it looks at. */
export interface Place {
  readonly report: Report;
  /** `/States/X`; the checked field is appended. */
  readonly location: string;
  readonly language: QueryLanguage;
  readonly express: boolean;
}

export function within(place: Place, member: string): Place {
  return { ...place, location: `${place.location}/${member}` };
}

export function element(place: Place, index: number): Place {
  return { ...place, location: `${place.location}[${index}]` };
}

/** One map of states: the machine itself, a branch of a Parallel, the processor of a Map. */
export interface Scope {
  definition: JsonObject;
  location: string;
}
