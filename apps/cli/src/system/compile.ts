import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Report } from './progress.js';
import { REPOSITORY } from './repository.js';
import { select, type Selection } from './services.js';

/** Where the build's code is; absent in an installation that brings compiled services only. */
const BUILD = path.join(REPOSITORY, 'tools', 'build.mjs');

/**
 * Brings the chosen services and the libraries up to date. What is not to run is left alone, so a source that does not
 * compile hinders only those who need it.
 * @throws Error with the compiler's words
 */
export async function compile(selection: Selection, report: Report): Promise<void> {
  const apps = select(selection).flatMap(({ command }) =>
    command.flatMap((word) => /^apps\/([^/]+)\/dist\//.exec(word)?.[1] ?? []),
  );
  if (apps.length === 0 || !fs.existsSync(BUILD)) return;
  const { build } = (await import(pathToFileURL(BUILD).href)) as { build(names: string[]): Promise<number> };
  const libraries = fs.readdirSync(path.join(REPOSITORY, 'libs'));
  const started = performance.now();
  const count = await build([...libraries, ...apps]);
  if (count > 0) report({ kind: 'done', text: `compiled ${count} source files`, ms: performance.now() - started });
}
