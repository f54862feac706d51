// Removes every installed package that no service needs: npm also brings those of workspaces that are not installed here.
//   node prune.mjs apps/order apps/payment ...
import fs from 'node:fs';
import path from 'node:path';

/** What starts servers for tests; the checker uses another part of the library that asks for it. */
const LEFT_OUT = ['testcontainers', '@testcontainers/postgresql'];
const needed = new Set();

/** Where Node finds a package that `from` asks for; undefined when it is not installed. */
function find(name, from) {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const candidate = path.join(folder, 'node_modules', name);
    if (fs.existsSync(path.join(candidate, 'package.json'))) return fs.realpathSync(candidate);
    if (folder === path.dirname(folder)) return undefined;
  }
}

function visit(folder) {
  if (needed.has(folder)) return;
  needed.add(folder);
  const manifest = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
  const { dependencies = {}, optionalDependencies = {}, peerDependencies = {}, peerDependenciesMeta = {} } = manifest;
  const peers = Object.keys(peerDependencies).filter((name) => !peerDependenciesMeta[name]?.optional);
  for (const name of [...Object.keys(dependencies), ...Object.keys(optionalDependencies), ...peers]) {
    if (LEFT_OUT.includes(name)) continue;
    const found = find(name, folder);
    if (found) visit(found);
    else if (name in dependencies && !(name in optionalDependencies))
      throw new Error(`${folder} needs ${name}, which is not installed`);
  }
}

function* installed(modules) {
  for (const entry of fs.readdirSync(modules)) {
    const place = path.join(modules, entry);
    if (entry.startsWith('@')) yield* installed(place);
    else if (fs.existsSync(path.join(place, 'package.json'))) yield place;
  }
}

for (const app of process.argv.slice(2)) visit(path.resolve(app));
const folders = ['node_modules', ...[...needed].map((place) => path.join(place, 'node_modules'))];
let removed = 0;
for (const modules of folders.filter((place) => fs.existsSync(place))) {
  for (const place of installed(modules)) {
    if (needed.has(fs.realpathSync(place))) continue;
    fs.rmSync(place, { recursive: true });
    removed += 1;
  }
}
console.log(`${needed.size} packages are needed, ${removed} were removed`);
