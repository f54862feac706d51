// Leaves the manifests of what runs in containers: without development dependencies, which npm follows through links
// between workspaces although it is told to omit them.
import fs from 'node:fs';
import path from 'node:path';

/** Workspaces that no Node process loads at run time: tests, and the pages that a browser loads. */
const LEFT_OUT = ['apps/e2e', 'apps/dashboard'];

for (const folder of LEFT_OUT) fs.rmSync(folder, { recursive: true, force: true });
for (const group of ['apps', 'libs']) {
  for (const name of fs.readdirSync(group)) {
    const workspace = path.join(group, name);
    for (const entry of fs.readdirSync(workspace)) {
      if (entry !== 'package.json') fs.rmSync(path.join(workspace, entry), { recursive: true, force: true });
    }
    const file = path.join(workspace, 'package.json');
    if (!fs.existsSync(file)) continue;
    const manifest = JSON.parse(fs.readFileSync(file, 'utf8'));
    delete manifest.devDependencies;
    fs.writeFileSync(file, JSON.stringify(manifest, undefined, 2));
  }
}
