import type { Evidence } from '../evidence/evidence.js';

/** One thing that is wrong: which order, execution, SKU or row, and how. */
export interface Violation {
  readonly subject: string;
  readonly detail: string;
}

/** Something that must always hold, whatever was killed. Evaluated on evidence alone, without side effects. */
export interface Invariant {
  /** Number in design, section 8. */
  readonly number: number;
  readonly title: string;
  /**
   * Everything that breaks it; empty when it holds.
   * @throws NotEvaluable when the evidence that it needs is missing: that counts as not held
   */
  readonly evaluate: (evidence: Evidence) => readonly Violation[];
}

/** Raised by an invariant that lacks evidence; its message says what is missing. */
export class NotEvaluable extends Error {}

export interface Verdict {
  readonly number: number;
  readonly title: string;
  readonly held: boolean;
  readonly violations: readonly Violation[];
  /** Why it could not be evaluated. */
  readonly notEvaluable?: string;
}

export function judge(invariants: readonly Invariant[], evidence: Evidence): Verdict[] {
  return invariants.map(({ number, title, evaluate }) => {
    try {
      const violations = evaluate(evidence);
      return { number, title, held: violations.length === 0, violations };
    } catch (fault) {
      const notEvaluable = fault instanceof Error ? fault.message : String(fault);
      return { number, title, held: false, violations: [], notEvaluable };
    }
  });
}
