import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const RECIPES = path.join(ROOT, 'docs/recipes');
const patches = fs.readdirSync(RECIPES).filter((name) => name.endsWith('.patch')).sort(); // prettier-ignore
const page = (name: string) => fs.readFileSync(path.join(RECIPES, name), 'utf8');

/** Files and lines of a patch, as `git apply --numstat` counts them: `3 files, +22 -5`. */
function size(...names: readonly string[]): string {
  const output = execFileSync('git', ['apply', '--numstat', ...names.map((name) => path.join(RECIPES, name))], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  const lines = output.trim().split('\n').map((line) => line.split('\t')); // prettier-ignore
  const sum = (column: number) => lines.reduce((total, line) => total + Number(line[column]), 0);
  return `${lines.length} files, +${sum(0)} −${sum(1)}`;
}

// The first patch changes what the generator makes: generator.e2e.spec.ts applies it there, and compiles and tests the result.
describe('the recipe "add a step"', () => {
  it('still applies to this tree as far as it changes what is there: both styles together and each alone', () => {
    expect(patches).toHaveLength(3);
    const [, choreography = '', orchestration = ''] = patches;
    for (const combination of [[choreography, orchestration], [choreography], [orchestration]]) {
      const files = combination.map((name) => path.join(RECIPES, name));
      const check = () => execFileSync('git', ['apply', '--check', ...files], { cwd: ROOT, stdio: 'pipe' });
      expect(check).not.toThrow();
    }
  });

  it('says how large each part is', () => {
    const text = page('add-a-step.md');
    for (const name of patches) expect(text).toContain(`\`${name}\` | ${size(name)} |`);
  });

  it('shows the diffs of both styles as they are', () => {
    const text = page('add-a-step.md');
    for (const name of patches.slice(1)) {
      const changed = page(name).split('\n').filter((line) => /^[+-](?![+-])/.test(line)); // prettier-ignore
      expect(changed.filter((line) => !text.includes(line))).toEqual([]);
    }
  });
});
