// The lock file is what `npm ci` trusts: no download addresses in it, and an entry for every optional platform binary,
// because npm drops those of other platforms silently and `npm ci` then fails there.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './lib/run.mjs';

const lock = JSON.parse(fs.readFileSync(path.join(ROOT, 'package-lock.json'), 'utf8'));
const problems = [];
/** Whether `name`, as a dependency of the package at `from`, has an entry by Node's look-up rule. */
function hasEntry(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    if (lock.packages[`${at}${at === '' ? '' : '/'}node_modules/${name}`]) return true;
    if (at === '') return false;
  }
}
for (const [at, entry] of Object.entries(lock.packages)) {
  if (entry.resolved && !entry.link) problems.push(`${at} has a download address`);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!hasEntry(at, name)) problems.push(`${at || 'root'}: optional dependency ${name} has no entry`);
  }
}
for (const problem of problems) console.error(problem);
console.log(`lock file: ${Object.keys(lock.packages).length} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
