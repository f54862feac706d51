import Table from 'cli-table3';
import { collectEvidence } from '../evidence/load.js';
import { INVARIANTS } from '../invariants/all.js';
import { judge, type Verdict } from '../invariants/invariant.js';
import type { SystemAddress } from '../system.js';
import { CopiedSources } from './copy.js';
import { PLANTS } from './plants.js';

const names = (verdict: Verdict, subject: string): boolean =>
  verdict.violations.some((violation) => violation.subject.includes(subject) || violation.detail.includes(subject));

/** Plants each violation alone and looks whether the invariant that forbids it names it. Resolves to the exit code. */
export async function selfTest(system: SystemAddress): Promise<number> {
  const copy = await CopiedSources.of(system);
  const rows = new Table({ head: ['#', 'planted', 'reported'], style: { head: [], border: [] } });
  const missed: number[] = [];
  try {
    for (const { invariant, what, plant } of PLANTS) {
      let subject = '';
      const verdicts = await copy.damaged(
        async () => {
          subject = await plant(copy);
        },
        async () => judge(INVARIANTS, await collectEvidence(copy)),
      );
      const reported = verdicts.some((verdict) => verdict.number === invariant && names(verdict, subject));
      if (!reported) missed.push(invariant);
      rows.push([invariant, what, reported ? 'yes' : 'NO']);
    }
  } finally {
    await copy.close();
  }
  console.log(rows.toString());
  console.log(JSON.stringify({ reported: PLANTS.length - missed.length, planted: PLANTS.length, missed }));
  return missed.length === 0 ? 0 : 1;
}
