// Generated parts inside written documents: everything between `<!-- generated: name -->` and `<!-- end: name -->`.
import fs from 'node:fs';
import path from 'node:path';
import { ROOT } from './run.mjs';

/** The document with its generated parts replaced. @throws Error when the document does not have a part exactly once */
export function withParts(file, parts) {
  let text = fs.readFileSync(path.join(ROOT, file), 'utf8');
  for (const [name, content] of Object.entries(parts)) {
    const part = new RegExp(`(<!-- generated: ${name} -->\n)[^]*?(<!-- end: ${name} -->)`, 'g');
    if ([...text.matchAll(part)].length !== 1) throw new Error(`${file} needs the part "${name}" once, between its markers`);
    text = text.replace(part, (_, begin, end) => `${begin}${content}\n${end}`);
  }
  return text;
}
