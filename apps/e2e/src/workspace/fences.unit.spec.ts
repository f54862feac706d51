import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
/** One type-checked lint program for all cases, in milliseconds. */
const LINT_TIMEOUT_MS = 180_000;

interface Planted {
  readonly name: string;
  readonly expected?: string;
  readonly fired: readonly string[];
}

describe('the fences of the workspace', () => {
  it(
    'fire on every planted violation, and on nothing else',
    () => {
      const output = execFileSync('node', ['tools/lint/planted.mjs'], { cwd: ROOT, encoding: 'utf8', timeout: LINT_TIMEOUT_MS });
      const planted = JSON.parse(output.slice(output.indexOf('[{'))) as Planted[];
      expect(planted.length).toBeGreaterThan(15);
      const silent = planted.filter(({ expected, fired }) => expected !== undefined && !fired.includes(expected));
      expect(silent).toEqual([]);
      expect(planted.filter(({ expected, fired }) => expected === undefined && fired.length > 0)).toEqual([]);
    },
    LINT_TIMEOUT_MS,
  );
});
