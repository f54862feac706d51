import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const ROOT = path.resolve(import.meta.dirname, '../../../..');
const read = (name: string) => fs.readFileSync(path.join(ROOT, name), 'utf8');

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}
const manifests = [
  'package.json',
  ...['apps', 'libs'].flatMap((group) => fs.readdirSync(path.join(ROOT, group)).map((name) => `${group}/${name}/package.json`)),
].filter((name) => fs.existsSync(path.join(ROOT, name)));

/** `[workspace, package, version]` of every dependency that is not ours. */
const dependencies = manifests.flatMap((name) => {
  const { dependencies, devDependencies, optionalDependencies, peerDependencies } = JSON.parse(read(name)) as Manifest;
  return Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies, ...peerDependencies })
    .filter(([dependency]) => !dependency.startsWith('@counterpoint/'))
    .map(([dependency, version]) => [path.dirname(name), dependency, version] as const);
});
const named = new Set([...read('docs/dependencies.md').matchAll(/`([^`]+)`/g)].map(([, name]) => name));

describe('the dependencies', () => {
  it('each have a line that says why', () => {
    expect(dependencies.length).toBeGreaterThan(50);
    expect(dependencies.filter(([, dependency]) => !named.has(dependency))).toEqual([]);
  });

  it('are still there when they have one', () => {
    const used = new Set(dependencies.map(([, dependency]) => dependency));
    const lines = read('docs/dependencies.md')
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    const packages = lines.flatMap((line) =>
      [...(line.split('|')[1] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? ''),
    );
    expect(packages.filter((name) => !used.has(name))).toEqual([]);
  });

  it('are pinned exactly', () => {
    expect(dependencies.filter(([, , version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version))).toEqual([]);
  });
});
