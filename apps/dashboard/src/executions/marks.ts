import type { StateMark } from '../graph/graph-view.js';
import type { Run } from './visits.js';

/** What became of each state: its last visit, with the attempts of all. */
export function marksOf({ visits }: Run): ReadonlyMap<string, StateMark> {
  const marks = new Map<string, StateMark>();
  for (const { name, status, undoes } of visits) {
    const same = visits.filter((visit) => visit.name === name);
    const attempts = same.reduce((sum, visit) => sum + visit.attempts, 0);
    const notes = [
      undoes === undefined ? '' : `undoes ${undoes}`,
      same.length > 1 ? `${same.length} visits` : '',
      attempts > same.length ? `${attempts} attempts` : '',
    ];
    marks.set(name, { look: status, note: notes.filter((note) => note !== '').join(', ') });
  }
  return marks;
}
