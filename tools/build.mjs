// Compiles the TypeScript of every workspace (or of those named) to its dist folder with SWC.
// Types are checked apart, by `npm run typecheck`; a build that changes nothing takes a fraction of a second.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { transformFile } from '@swc/core';

const root = path.resolve(import.meta.dirname, '..');
const SWC_OPTIONS = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2023',
    keepClassNames: true,
  },
  module: { type: 'es6' },
  sourceMaps: true,
};
const OPTIONS_HASH = createHash('sha256').update(JSON.stringify(SWC_OPTIONS)).digest('hex').slice(0, 12);
const isSource = (file) => /\.ts$/.test(file) && !/\.(spec|d)\.ts$/.test(file);
const isAsset = (file) => /\.(json|sql)$/.test(file);

function* files(dir) {
  for (const entry of fs.readdirSync(dir, { withFileTypes: true })) {
    const full = path.join(dir, entry.name);
    if (entry.isDirectory()) yield* files(full);
    else yield full;
  }
}

/** Workspaces whose sources run under Node; one with its own bundler says `"counterpoint": {"build": false}`. */
export function workspaces() {
  return ['apps', 'libs']
    .flatMap((group) => fs.readdirSync(path.join(root, group)).map((name) => path.join(root, group, name)))
    .filter((dir) => fs.existsSync(path.join(dir, 'src')) && fs.existsSync(path.join(dir, 'package.json')))
    .filter((dir) => JSON.parse(fs.readFileSync(path.join(dir, 'package.json'), 'utf8')).counterpoint?.build !== false);
}

/** Brings one workspace's dist folder up to date; resolves to the number of files that were compiled or copied. */
export async function buildWorkspace(dir) {
  const src = path.join(dir, 'src');
  const dist = path.join(dir, 'dist');
  const stamp = path.join(dist, '.built');
  const fresh = fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === OPTIONS_HASH;
  if (!fresh) fs.rmSync(dist, { recursive: true, force: true });
  const wanted = new Set([stamp]);
  const work = [];
  for (const file of files(src)) {
    const target = path.join(dist, path.relative(src, file)).replace(/\.ts$/, '.js');
    if (!isSource(file) && !isAsset(file)) continue;
    wanted.add(target);
    if (isSource(file)) wanted.add(`${target}.map`);
    const built = fs.statSync(target, { throwIfNoEntry: false });
    if (built && built.mtimeMs >= fs.statSync(file).mtimeMs) continue;
    work.push(async () => {
      fs.mkdirSync(path.dirname(target), { recursive: true });
      if (isAsset(file)) return fs.copyFileSync(file, target);
      const output = await transformFile(file, {
        ...SWC_OPTIONS,
        filename: file,
        sourceFileName: path.relative(path.dirname(target), file),
      });
      fs.writeFileSync(`${target}.map`, output.map);
      fs.writeFileSync(target, `${output.code}//# sourceMappingURL=${path.basename(target)}.map\n`);
    });
  }
  await Promise.all(work.map((step) => step()));
  if (fs.existsSync(dist)) for (const file of files(dist)) if (!wanted.has(file)) fs.rmSync(file);
  fs.mkdirSync(dist, { recursive: true });
  fs.writeFileSync(stamp, OPTIONS_HASH);
  return work.length;
}

export async function build(names = []) {
  const chosen = workspaces().filter((dir) => names.length === 0 || names.includes(path.basename(dir)));
  const counts = await Promise.all(chosen.map(buildWorkspace));
  return counts.reduce((sum, count) => sum + count, 0);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const started = performance.now();
  const count = await build(process.argv.slice(2));
  console.log(`built ${count} file${count === 1 ? '' : 's'} in ${Math.round(performance.now() - started)} ms`);
}
