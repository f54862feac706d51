import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, '../../../..');
const compiled = join(root, 'node_modules/.cache/counterpoint-messaging-test', String(process.pid));

/** Compiles the support files, so that a test can kill a process of its own that runs the same code. */
function compile(): void {
  execFileSync(process.execPath, [join(root, 'tools/build.mjs'), 'contracts', 'platform', 'messaging'], { cwd: root });
  mkdirSync(compiled, { recursive: true });
  writeFileSync(join(compiled, 'package.json'), '{"type":"module"}');
  for (const name of readdirSync(here).filter((file) => file.endsWith('.ts'))) {
    const { code } = transformSync(readFileSync(join(here, name), 'utf8'), {
      jsc: {
        parser: { syntax: 'typescript', decorators: true },
        transform: { legacyDecorator: true, decoratorMetadata: true },
        target: 'es2023',
      },
      module: { type: 'es6' },
    });
    const dist = join(root, 'libs/messaging/dist/');
    writeFileSync(
      join(compiled, name.replace(/\.ts$/, '.js')),
      code.replaceAll("'../../src/", `'${dist}`).replaceAll('"../../src/', `"${dist}`),
    );
  }
}

export interface Child {
  readonly process: ChildProcess;
  /** What it said by `process.send`, in order. */
  readonly said: Record<string, unknown>[];
  readonly exited: Promise<NodeJS.Signals | number | null>;
}

let ready = false;
const children = new Set<ChildProcess>();

/** Starts `support/<name>.ts` as a process of its own. */
export function startChild(name: string, env: Record<string, string>): Child {
  if (!ready) compile();
  ready = true;
  const child = fork(join(compiled, `${name}.js`), [], {
    env: { ...process.env, NODE_OPTIONS: '', ...env },
    execArgv: [],
    stdio: ['ignore', process.env['TEST_LOG'] ? 'inherit' : 'ignore', 'inherit', 'ipc'],
  });
  children.add(child);
  const said: Record<string, unknown>[] = [];
  child.on('message', (message) => said.push(message as Record<string, unknown>));
  const exited = new Promise<NodeJS.Signals | number | null>((resolve) => {
    child.on('exit', (code, signal) => {
      children.delete(child);
      resolve(signal ?? code);
    });
  });
  return { process: child, said, exited };
}

/** Ends what is left of the children. */
export function killChildren(): void {
  for (const child of children) child.kill('SIGKILL');
}
