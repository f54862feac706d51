// Nx plugin: gives every workspace the same targets (build, typecheck, lint, test), so that no package.json repeats them.
// `npx nx test @counterpoint/asl`, `npx nx run-many -t typecheck`, `npx nx affected -t lint` work for all of them.
import path from 'node:path';

const JEST =
  'node --experimental-vm-modules --disable-warning=ExperimentalWarning node_modules/jest/bin/jest.js -c jest.config.mjs';

/** Targets of the workspace in `directory`, as commands that run from the root of the repository. */
function targets(directory) {
  const atRoot = (command, extra = {}) => ({ executor: 'nx:run-commands', options: { command, cwd: '.' }, ...extra });
  return {
    build: atRoot(`node tools/build.mjs ${path.basename(directory)}`),
    typecheck: atRoot(`tsc -p ${directory}`),
    lint: atRoot(`eslint --max-warnings 0 --no-error-on-unmatched-pattern ${directory}`),
    test: atRoot(`${JEST} --passWithNoTests --testPathPatterns "^.*/${directory}/.*\\.unit\\.spec\\.ts$"`),
  };
}

export const name = 'counterpoint-targets';
export const createNodesV2 = [
  '{apps,libs}/*/package.json',
  (files) =>
    files.map((file) => {
      const directory = path.dirname(file);
      return [file, { projects: { [directory]: { targets: targets(directory) } } }];
    }),
];
