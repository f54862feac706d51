import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
/** A project graph, a type-checked program, a lint program: each takes its time on a busy machine, in milliseconds. */
const STEP_TIMEOUT_MS = 300_000;
const JEST = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning', 'node_modules/jest/bin/jest.js', '-c', 'jest.config.mjs']; // prettier-ignore
const MADE = [
  'domain/loyalty.ts',
  'loyalty.choreography.ts',
  'loyalty.http.ts',
  'loyalty.module.ts',
  'loyalty.orchestration.ts',
  'main.ts',
  'operations/loyalty.unit.spec.ts',
  'operations/perform-loyalty.ts',
  'operations/undo-loyalty.ts',
  'persistence/entities.ts',
  'persistence/migrations/1763800000000-initial.ts',
];

describe('the generator of participants, in a copy of the tree', () => {
  const copy = fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-generator-'));
  let said = '';

  function run(program: string, ...args: readonly string[]): string {
    const bin = path.join(copy, 'node_modules/.bin');
    const env = { ...process.env, PATH: `${bin}:${process.env['PATH']}`, NX_DAEMON: 'false', NX_WORKSPACE_ROOT_PATH: copy };
    try {
      return execFileSync(program, args, { cwd: copy, encoding: 'utf8', env, stdio: 'pipe', timeout: STEP_TIMEOUT_MS });
    } catch (fault) {
      const { stdout = '', stderr = '' } = fault as { stdout?: string; stderr?: string };
      throw new Error(`${program} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause: fault });
    }
  }
  const specs = (...paths: readonly string[]) => run('node', ...JEST, ...paths);

  beforeAll(async () => {
    const load = (name: string) => import(path.join(ROOT, 'tools/lib', name)) as Promise<Record<string, unknown>>;
    const { scratchCopy } = (await load('scratch.mjs')) as { scratchCopy: (directory: string) => void };
    const { RECIPE_GENERATOR } = (await load('recipe.mjs')) as { RECIPE_GENERATOR: readonly string[] };
    scratchCopy(copy);
    said = run('nx', 'generate', './tools/generators:participant', 'loyalty');
    run('nx', ...RECIPE_GENERATOR);
  }, STEP_TIMEOUT_MS);
  afterAll(() => fs.rmSync(copy, { recursive: true, force: true }));

  it('makes the silhouette, wires it everywhere, and says what it can not know', () => {
    const files = fs.readdirSync(path.join(copy, 'apps/loyalty/src'), { recursive: true, encoding: 'utf8' });
    expect(files.filter((name) => name.endsWith('.ts')).sort()).toEqual(MADE);
    expect(said).not.toContain('no place found');
    for (const hint of ['order-saga.asl.json', 'Choreography.', 'The checker.', 'npm install']) expect(said).toContain(hint);
  });

  it(
    'refuses what is there already',
    () => {
      expect(() => run('nx', 'generate', './tools/generators:participant', 'payment')).toThrow(/is there already/);
      const taken = ['rewards', '--command=ReserveStock'];
      expect(() => run('nx', 'generate', './tools/generators:participant', ...taken)).toThrow(/there is a message ReserveStock/);
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'makes what has the silhouette of the others, and whose stories pass',
    () => {
      specs('apps/order/test/silhouette', 'apps/loyalty/src', 'apps/fraud/src');
    },
    STEP_TIMEOUT_MS,
  );

  it(
    'takes the patches of the recipe: the fraud check compiles in both styles, passes lint and the rules of sagas',
    () => {
      const recipes = fs.readdirSync(path.join(copy, 'docs/recipes')).filter((name) => name.endsWith('.patch')).sort(); // prettier-ignore
      run('git', 'apply', ...recipes.map((name) => path.join('docs/recipes', name)));
      const program = path.join(copy, 'tsconfig.recipe.json');
      const include = ['fraud', 'loyalty', 'order', 'payment', 'gateway', 'checker'].map((app) => `apps/${app}/src`).concat('apps/cli/src/system'); // prettier-ignore
      fs.writeFileSync(program, JSON.stringify({ extends: './tsconfig.base.json', include }));
      run('tsc', '-p', program);
      run(
        'prettier',
        '--check',
        'apps/fraud',
        'apps/loyalty',
        'libs/contracts/src/messages/fraud.ts',
        'libs/contracts/src/messages/loyalty.ts',
      );
      run('eslint', '--max-warnings', '0', 'apps/fraud', 'apps/loyalty');
      specs('apps/fraud/src', 'apps/order/src', 'apps/order/test/silhouette', 'apps/orchestrator/src/sagas/order-saga.model');
    },
    STEP_TIMEOUT_MS,
  );
});
