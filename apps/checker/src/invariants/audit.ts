import type { Invariant, Violation } from './invariant.js';

export const operatorActionsAudited: Invariant = {
  number: 14,
  title: 'operator actions audited',
  evaluate(evidence) {
    const violations: Violation[] = [];
    for (const { database, action, subject, actor } of evidence.operatorActions) {
      const found = evidence.audit.some(
        (record) =>
          record.database === database && record.subject.includes(subject) && (actor === undefined || record.actor === actor),
      );
      if (!found)
        violations.push({
          subject,
          detail: `${action} by ${actor ?? 'someone'} in ${database}, without a line in the audit table`,
        });
    }
    for (const { database, at, actor, action, subject } of evidence.audit) {
      if (actor === '' || action === '' || Number.isNaN(at)) {
        violations.push({ subject: `${database}.audit ${subject}`, detail: 'a line without who, what or when' });
      }
    }
    return violations;
  },
};
