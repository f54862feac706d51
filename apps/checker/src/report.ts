import Table from 'cli-table3';
import type { Verdict } from './invariants/invariant.js';

/** Violations shown of one invariant; the count tells how many there are. */
const MAX_SHOWN = 5;

export interface Report {
  readonly held: number;
  readonly total: number;
  readonly violations: readonly { readonly invariant: number; readonly subject: string; readonly detail: string }[];
}

export function report(verdicts: readonly Verdict[]): Report {
  return {
    held: verdicts.filter(({ held }) => held).length,
    total: verdicts.length,
    violations: verdicts.flatMap(({ number, violations, notEvaluable }) => [
      ...violations.map(({ subject, detail }) => ({ invariant: number, subject, detail })),
      ...(notEvaluable === undefined
        ? []
        : [{ invariant: number, subject: 'evidence', detail: `not evaluable: ${notEvaluable}` }]),
    ]),
  };
}

export function table(verdicts: readonly Verdict[]): string {
  const rows = new Table({
    head: ['#', 'invariant', 'held', 'violations'],
    style: { head: [], border: [] },
    wordWrap: true,
    colWidths: [4, 44, 6, 90],
  });
  for (const { number, title, held, violations, notEvaluable } of verdicts) {
    const shown = violations.slice(0, MAX_SHOWN).map(({ subject, detail }) => `${subject}: ${detail}`);
    if (violations.length > MAX_SHOWN) shown.push(`... ${violations.length} in all`);
    if (notEvaluable !== undefined) shown.push(`not evaluable: ${notEvaluable}`);
    rows.push([number, title, held ? 'yes' : 'NO', shown.join('\n')]);
  }
  return rows.toString();
}
