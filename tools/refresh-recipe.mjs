// Brings docs/recipes/*.patch up to date after the files that they touch have changed:
//   node tools/refresh-recipe.mjs
// Runs the generator in a scratch worktree of the last commit, applies each patch by three-way merge and writes down the
// difference that it makes now.
// Where a merge needs a person it stops and says where; compile and run the result before it is committed.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { RECIPE_GENERATOR } from './lib/recipe.mjs';
import { ROOT } from './lib/run.mjs';
import { linkPackages } from './lib/scratch.mjs';

const RECIPES = path.join(ROOT, 'docs/recipes');
const tree = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'counterpoint-recipe-')), 'tree');
const git = (cwd, ...args) => execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
const identity = ['-c', 'user.name=recipe', '-c', 'user.email=recipe@localhost'];

git(ROOT, 'worktree', 'add', '--detach', tree, 'HEAD');
try {
  linkPackages(tree);
  const nx = path.join(tree, 'node_modules/.bin/nx');
  execFileSync(nx, RECIPE_GENERATOR, { cwd: tree, env: { ...process.env, NX_DAEMON: 'false' }, stdio: 'inherit' });
  git(tree, 'add', '--all', 'apps/fraud', 'libs/contracts');
  git(tree, ...identity, 'commit', '--quiet', '--all', '--message', 'generated');
  for (const name of fs
    .readdirSync(RECIPES)
    .filter((file) => file.endsWith('.patch'))
    .sort()) {
    git(tree, 'apply', '--3way', '--index', path.join(RECIPES, name));
    git(tree, ...identity, 'commit', '--quiet', '--message', name);
    const patch = git(tree, 'diff', 'HEAD~1', 'HEAD');
    const changed = patch !== fs.readFileSync(path.join(RECIPES, name), 'utf8');
    fs.writeFileSync(path.join(RECIPES, name), patch);
    console.log(`${name}: ${changed ? 'refreshed' : 'unchanged'}`);
  }
} finally {
  git(ROOT, 'worktree', 'remove', '--force', tree);
}
