// `npm run generate` writes every document that is derived from the sources; `--check` fails when one differs from what is committed.
import fs from 'node:fs';
import path from 'node:path';
import { build } from './build.mjs';
import { ROOT } from './lib/run.mjs';

const GENERATORS = path.join(ROOT, 'tools/generators');
const check = process.argv.includes('--check');

await build();
const documents = new Map();
for (const file of fs.readdirSync(GENERATORS).sort()) {
  if (!file.endsWith('.mjs')) continue;
  const { generate } = await import(path.join(GENERATORS, file));
  for (const [name, content] of await generate()) documents.set(name, content);
}

let drifted = 0;
for (const [name, content] of documents) {
  const target = path.join(ROOT, name);
  const current = fs.existsSync(target) ? fs.readFileSync(target, 'utf8') : undefined;
  if (current === content) continue;
  drifted += 1;
  if (check) {
    console.error(`${name} ${current === undefined ? 'is missing' : 'differs from the sources'}: run npm run generate`);
  } else {
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, content);
    console.log(`wrote ${name}`);
  }
}
console.log(`${documents.size} generated documents, ${drifted} ${check ? 'drifted' : 'written'}`);
process.exit(check && drifted > 0 ? 1 : 0);
