// `node tools/run-app.mjs <app> [program] [arguments]`: builds what has changed, then runs the app in this process.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from './build.mjs';
import { ROOT } from './lib/run.mjs';

const [app, ...rest] = process.argv.slice(2);
const named = rest[0]?.endsWith('.js') ? rest.shift() : 'main.js';
await build();
const program = path.join(ROOT, 'apps', app, 'dist', named);
process.argv = [process.argv[0], program, ...rest];
await import(pathToFileURL(program).href);
