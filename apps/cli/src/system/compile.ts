import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Report } from './progress.js';
import { REPOSITORY } from './repository.js';
import { select, type Selection } from './services.js';

/** The build's code; absent in an installation that brings compiled services only. */
const TOOLS = path.join(REPOSITORY, 'tools');

/** What the launcher itself needs to start the servers. */
const OWN_LIBRARIES = ['libs/contracts', 'libs/messaging'];

interface BuildTools {
  readonly staleWorkspaces: (workspaces: string[]) => string[];
  readonly build: (names: string[]) => Promise<number>;
}

const tool = async <Name extends keyof BuildTools>(file: string): Promise<Pick<BuildTools, Name>> =>
  (await import(pathToFileURL(path.join(TOOLS, file)).href)) as Pick<BuildTools, Name>;

/**
 * Brings the chosen services and the libraries up to date. What is not to run is left alone, so a source that does not
 * compile hinders only those who need it.
 * @throws Error with the compiler's words
 */
export async function compile(selection: Selection, report: Report): Promise<void> {
  const apps = select(selection).flatMap(({ command }) =>
    command.flatMap((word) => /^(apps\/[^/]+)\/dist\//.exec(word)?.[1] ?? []),
  );
  if (!fs.existsSync(TOOLS)) return;
  const libraries =
    apps.length === 0 ? OWN_LIBRARIES : fs.readdirSync(path.join(REPOSITORY, 'libs')).map((name) => `libs/${name}`);
  const { staleWorkspaces } = await tool<'staleWorkspaces'>('stale.mjs');
  const stale = staleWorkspaces([...libraries, ...apps]);
  if (stale.length === 0) return;
  const { build } = await tool<'build'>('build.mjs');
  const started = performance.now();
  const count = await build(stale);
  if (count > 0) report({ kind: 'done', text: `compiled ${count} source files`, ms: performance.now() - started });
}
