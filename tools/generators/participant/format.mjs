// Formats what a generator wrote, and nothing that it found unformatted: a diff shows what was generated, not what was tidied.
import fs from 'node:fs';
import path from 'node:path';
import * as prettier from 'prettier';

export async function format(tree) {
  const ignorePath = path.join(tree.root, '.prettierignore');
  for (const { path: file, type } of tree.listChanges()) {
    if (type === 'DELETE') continue;
    const filepath = path.join(tree.root, file);
    const { ignored, inferredParser } = await prettier.getFileInfo(filepath, { ignorePath });
    if (ignored || inferredParser === null) continue;
    const options = { ...(await prettier.resolveConfig(filepath)), filepath };
    const wasFormatted = type === 'CREATE' || (await prettier.check(fs.readFileSync(filepath, 'utf8'), options));
    if (wasFormatted) tree.write(file, await prettier.format(tree.read(file, 'utf8'), options));
  }
}
